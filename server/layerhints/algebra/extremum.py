"""The least and the greatest of several sizes, with what can be decided dropped."""

from __future__ import annotations

from math import gcd

from layerhints.algebra.expression import TOO_LARGE, Dim, Expression, Extremum, from_terms, of_nested, order_text
from layerhints.algebra.inequality import at_least
from layerhints.algebra.unknown import Unknown

_MOST_ITEMS = 32


def minimum(*dims: Dim) -> Dim:
    """The least of one or more sizes."""
    return _extremum(True, dims)


def maximum(*dims: Dim) -> Dim:
    """The greatest of one or more sizes."""
    return _extremum(False, dims)


def _extremum(is_minimum: bool, dims: tuple[Dim, ...]) -> Dim:
    if not dims:
        raise ValueError("the least or greatest of no sizes at all")
    known: list[int | Expression] = []
    for dim in dims:
        if isinstance(dim, Unknown):
            return dim
        known.append(dim)
    if all(isinstance(dim, int) for dim in known):
        return min(known) if is_minimum else max(known)  # type: ignore[type-var]
    items: list[Dim] = []
    for dim in known:
        items += _flattened(is_minimum, dim)
    kept: list[int | Expression] = []
    if len(items) > _MOST_ITEMS:
        return TOO_LARGE
    for item in dict.fromkeys(items):
        if isinstance(item, Unknown):
            return item
        if not any(_decides(is_minimum, other, item) for other in kept):
            kept = [other for other in kept if not _decides(is_minimum, item, other)]
            kept.append(item)
    if len(kept) == 1:
        return kept[0]
    return _factored(is_minimum, kept)


def _decides(is_minimum: bool, winner: int | Expression, loser: int | Expression) -> bool:
    difference = loser - winner if is_minimum else winner - loser
    if isinstance(difference, Unknown):
        return False
    low = at_least(difference)
    return low is not None and low >= 0


def _flattened(is_minimum: bool, dim: int | Expression) -> list[Dim]:
    """The items of min(a, b) + constant, each with the constant added; anything else is its own item."""
    if isinstance(dim, Expression):
        products = [monomial for monomial in dim.terms if monomial]
        if len(products) == 1 and len(products[0]) == 1 and dim.terms[products[0]] == 1:
            inner = products[0][0]
            if isinstance(inner, Extremum) and inner.is_minimum == is_minimum:
                return [item + dim.terms.get((), 0) for item in inner.items]
    return [dim]


def _factored(is_minimum: bool, items: list[int | Expression]) -> Dim:
    """constant + scale · extremum(…): the form in which equal extrema are equal."""
    symbolic = [item for item in items if isinstance(item, Expression)]
    first = min(symbolic, key=lambda item: order_text(item - item.terms.get((), 0)))  # type: ignore[arg-type]
    base = first.terms.get((), 0)
    moved = [item - base for item in items]
    scale = 0
    for item in moved:
        assert not isinstance(item, Unknown)
        scale = gcd(scale, *([item] if isinstance(item, int) else item.terms.values()))
    final: list[int | Expression] = []
    for item in moved:
        if isinstance(item, Expression):
            divided = from_terms({monomial: coefficient // scale for monomial, coefficient in item.terms.items()})
        else:
            divided = item // scale
        assert not isinstance(divided, Unknown)
        final.append(divided)
    final.sort(key=lambda item: (isinstance(item, int), order_text(item)))
    return base + scale * of_nested(Extremum(is_minimum, tuple(final)))
