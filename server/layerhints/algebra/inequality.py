"""Bounds that hold for every value of the symbols: what the comparisons rest on.

Beyond intervals, correlated terms are weighed against each other (H − H//2 ≥ 0, H·W − H ≥ 0): floor divisions give way
to their linear bounds, minima and maxima to their items, and every symbol to its minimum plus what is not negative.
"""

from __future__ import annotations

from functools import lru_cache

from layerhints.algebra.expression import (
    Expression,
    Extremum,
    Factor,
    FloorDivision,
    Monomial,
    bounds,
    from_terms,
    monomial_bounds,
    multiply,
)
from layerhints.algebra.unknown import Unknown

_CASES = 64
_LARGEST_EXPANSION = 64


def at_least(dim: int | Expression) -> int | None:
    """A number that `dim` never falls below, or None."""
    return dim if isinstance(dim, int) else _at_least(dim)


def at_most(dim: int | Expression) -> int | None:
    """A number that `dim` never exceeds, or None."""
    if isinstance(dim, int):
        return dim
    low = _at_least(-dim)
    return None if low is None else -low


@lru_cache(maxsize=4096)
def _at_least(dim: Expression) -> int | None:
    return _greatest([bounds(dim)[0], _relaxed(dim, _CASES)])


def _greatest(lows: list[int | None]) -> int | None:
    return max((low for low in lows if low is not None), default=None)


def _relaxed(dim: int | Expression | Unknown, budget: int) -> int | None:
    if isinstance(dim, Unknown):
        return None
    if isinstance(dim, int):
        return dim
    if budget > 1:
        for factor in dict.fromkeys(factor for monomial in dim.terms for factor in monomial):
            if isinstance(factor, FloorDivision) and isinstance(factor.divisor, int):
                relaxed = _without_quotient(dim, factor, factor.divisor)
                if relaxed is not None:
                    low = _relaxed(relaxed, budget // 2)
                    # relaxed ≤ divisor · dim, and dim is whole
                    return _greatest([_shifted(dim), None if low is None else -(-low // factor.divisor)])
            elif isinstance(factor, Extremum):
                return _greatest([_shifted(dim), _over_items(dim, factor, budget)])
    return _shifted(dim)


def _split(dim: Expression, factor: Factor) -> tuple[dict[Monomial, int], dict[Monomial, int]] | None:
    """`dim` as a·factor + b, the terms of a and b; None where the factor has a power, or a product may be negative."""
    inside: dict[Monomial, int] = {}
    outside: dict[Monomial, int] = {}
    for monomial, coefficient in dim.terms.items():
        if factor not in monomial:
            outside[monomial] = coefficient
            continue
        cofactor = list(monomial)
        cofactor.remove(factor)
        low, _ = monomial_bounds(tuple(cofactor))
        if factor in cofactor or low is None or low < 0:
            return None
        inside[tuple(cofactor)] = coefficient
    return inside, outside


def _without_quotient(dim: Expression, quotient: FloorDivision, divisor: int) -> int | Expression | Unknown | None:
    """Something not above `divisor · dim`, by (n − d + 1)/d ≤ n//d ≤ n/d."""
    parts = _split(dim, quotient) if divisor > 0 else None
    if parts is None:
        return None
    inside, outside = parts
    result = divisor * from_terms(outside)
    for cofactor, coefficient in inside.items():
        near = quotient.numerator - (divisor - 1) if coefficient > 0 else quotient.numerator
        result = result + from_terms({cofactor: coefficient}) * near
    return result


def _over_items(dim: Expression, extremum: Extremum, budget: int) -> int | None:
    """The bound over the cases in which each item is the extremum."""
    parts = _split(dim, extremum)
    if parts is None:
        return None
    inside, outside = parts
    replaced = [
        _relaxed(from_terms(dict(outside)) + from_terms(dict(inside)) * item, budget // len(extremum.items))
        for item in extremum.items
    ]
    # −min(a, b) ≥ −a and max(a, b) ≥ a: there any item gives a bound, else only the worst of all does.
    if all((coefficient < 0) == extremum.is_minimum for coefficient in inside.values()):
        return _greatest(replaced)
    known = [low for low in replaced if low is not None]
    return min(known) if len(known) == len(replaced) else None


def _shifted(dim: Expression) -> int | None:
    """The constant term once every factor is its minimum plus a remainder, if no other coefficient is negative."""
    expanded: dict[Monomial, int] = {}
    for monomial, coefficient in dim.terms.items():
        partial: dict[Monomial, int] = {(): coefficient}
        for factor in monomial:
            low, _ = factor.bounds
            if low is None or len(partial) > _LARGEST_EXPANSION:
                return None
            following: dict[Monomial, int] = {}
            for product, value in partial.items():
                following[product] = following.get(product, 0) + value * low
                longer = multiply(product, (factor,))
                following[longer] = following.get(longer, 0) + value
            partial = following
        for product, value in partial.items():
            expanded[product] = expanded.get(product, 0) + value
    constant = expanded.pop((), 0)
    return constant if all(value >= 0 for value in expanded.values()) else None
