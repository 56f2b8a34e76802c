"""Other ways to write an expression than its normal form: as a product, or with terms drawn into a division.

The normal form spreads products and takes whole parts out of divisions, so that equal is equal. People expect
(H//2−1)·(W//2−1) and (W−H)//2 instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import NamedTuple

from layerhints.algebra.division import divide_exactly, remove_factors
from layerhints.algebra.expression import (
    Dim,
    Expression,
    Extremum,
    Factor,
    FloorDivision,
    Monomial,
    bounds,
    from_terms,
    of_factor,
    ordered,
)
from layerhints.algebra.unknown import Unknown

_LARGEST_ROOT = 64


class Product(NamedTuple):
    """coefficient · monomial · sums: a sum that was found to be a product."""

    coefficient: int
    monomial: Monomial
    sums: tuple[Expression, ...]


def factored(dim: Expression) -> Product:
    """`dim` as a product; one sum remains where no factors are found."""
    content = gcd(*dim.terms.values())
    if ordered(dim)[0][1] < 0:
        content = -content
    shared: Monomial = tuple(
        factor
        for factor in dict.fromkeys(next(iter(dim.terms)))
        for _ in range(min(monomial.count(factor) for monomial in dim.terms))
    )
    rest = from_terms(
        {remove_factors(monomial, shared) or (): coefficient // content for monomial, coefficient in dim.terms.items()}
    )
    sums: list[Expression] = []
    while isinstance(rest, Expression):
        step = _linear_factor(rest)
        if step is None:
            sums.append(rest)
            break
        sums.append(step[0])
        rest = step[1]
    return Product(content, shared, tuple(sums))


def _linear_factor(dim: Expression) -> tuple[Expression, Dim] | None:
    """A factor `f + c` of `dim` and what remains when it is divided out."""
    if len(dim.terms) < 3:
        return None
    for factor in sorted({factor for monomial in dim.terms for factor in monomial}, key=lambda factor: factor.order):
        if max(monomial.count(factor) for monomial in dim.terms) == 1:
            inside = from_terms({remove_factors(m, (factor,)) or (): c for m, c in dim.terms.items() if factor in m})
            outside = from_terms({m: c for m, c in dim.terms.items() if factor not in m})
            constant = divide_exactly(outside, inside)
            if constant is not None and isinstance(inside, Expression):
                sum_ = of_factor(factor) + constant
                if isinstance(sum_, Expression):
                    return sum_, inside
        else:
            for root in _integer_roots(dim, factor):
                sum_ = of_factor(factor) - root
                quotient = divide_exactly(dim, sum_)
                if quotient is not None and isinstance(sum_, Expression):
                    return sum_, quotient
    return None


def _integer_roots(dim: Expression, factor: Factor) -> Iterator[int]:
    """The small numbers other than zero at which `dim`, as a polynomial in `factor`, vanishes."""
    polynomials: dict[Monomial, dict[int, int]] = {}
    for monomial, coefficient in dim.terms.items():
        others = tuple(other for other in monomial if other != factor)
        polynomials.setdefault(others, {})[monomial.count(factor)] = coefficient
    for size in range(1, _LARGEST_ROOT + 1):
        for root in (size, -size):
            if all(
                sum(coefficient * root**power for power, coefficient in polynomial.items()) == 0
                for polynomial in polynomials.values()
            ):
                yield root


class Quotient(NamedTuple):
    """rest + coefficient · (numerator // divisor), or `%` in the place of `//`."""

    rest: Dim
    coefficient: int
    operator: str
    numerator: Dim
    divisor: int | Expression


def quotients(dim: Expression) -> Iterator[Quotient]:
    """Ways to draw terms of `dim` into one of its floor divisions."""
    for monomial, coefficient in ordered(dim):
        if len(monomial) != 1 or not isinstance(monomial[0], FloorDivision):
            continue
        numerator, divisor = monomial[0].numerator, monomial[0].divisor
        low, _ = bounds(divisor)
        is_positive = low is not None and low >= 1
        others = dim - coefficient * of_factor(monomial[0])
        drawn: list[Dim] = [0]
        if isinstance(others, int):
            drawn += [others]
        elif isinstance(others, Expression):
            constant = others.terms.get((), 0)
            inner_terms = numerator.terms if isinstance(numerator, Expression) else {}
            related = from_terms({m: c for m, c in others.terms.items() if m and m in inner_terms})
            drawn += [constant, related, related + constant]
            if not any(isinstance(factor, FloorDivision) for m in others.terms for factor in m):
                drawn.append(others)
        for part in dict.fromkeys(drawn):
            share = divide_exactly(part, coefficient)
            if share is None:
                continue
            inner = numerator + share * divisor
            if isinstance(inner, Unknown) or isinstance(others - part, Unknown):
                continue
            yield Quotient(others - part, coefficient, "//", inner, divisor)
            if is_positive:  # −⌊x/d⌋ = ⌊(−x + d − 1)/d⌋
                yield Quotient(others - part, -coefficient, "//", divisor - 1 - inner, divisor)
        if isinstance(divisor, int) and coefficient % divisor == 0:
            times = -coefficient // divisor
            rest = others - times * numerator
            if not isinstance(rest, Unknown):
                yield Quotient(rest, times, "%", numerator, divisor)


class Shifted(NamedTuple):
    """rest + coefficient · extremum of the items."""

    rest: Dim
    coefficient: int
    is_minimum: bool
    items: tuple[Dim, ...]


def shifted(dim: Expression) -> Iterator[Shifted]:
    """Ways to draw the constant of `dim` into one of its minima or maxima."""
    constant = dim.terms.get((), 0)
    for monomial, coefficient in ordered(dim):
        if len(monomial) == 1 and isinstance(monomial[0], Extremum) and constant and constant % coefficient == 0:
            rest = dim - constant - coefficient * of_factor(monomial[0])
            items = tuple(item + constant // coefficient for item in monomial[0].items)
            yield Shifted(rest, coefficient, monomial[0].is_minimum, items)
