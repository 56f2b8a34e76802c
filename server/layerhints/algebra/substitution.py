"""Sizes put in the place of symbols, and the symbols of a size."""

from __future__ import annotations

from collections.abc import Mapping

from layerhints.algebra.division import floor_divide
from layerhints.algebra.expression import Dim, Expression, Extremum, Factor, FloorDivision, Symbol, of_factor
from layerhints.algebra.extremum import maximum, minimum


def substitute(dim: Dim, replacements: Mapping[Expression | str, Dim]) -> Dim:
    """`dim` with symbols replaced, all at once.

    A key is a symbol or a name; a name means every symbol of that name that is not anonymous. A replacement below the
    minimum of its symbol is the caller's error: what was simplified under that minimum stays so.
    """
    if not isinstance(dim, Expression) or not replacements:
        return dim
    return _replace(dim, replacements, {})


def _replace(dim: int | Expression, replacements: Mapping[Expression | str, Dim], done: dict[Factor, Dim]) -> Dim:
    if isinstance(dim, int):
        return dim
    result: Dim = 0
    for monomial, coefficient in dim.terms.items():
        term: Dim = coefficient
        for factor in monomial:
            if factor not in done:
                done[factor] = _replace_factor(factor, replacements, done)
            term = term * done[factor]
        result = result + term
    return result


def _replace_factor(factor: Factor, replacements: Mapping[Expression | str, Dim], done: dict[Factor, Dim]) -> Dim:
    if isinstance(factor, Symbol):
        itself = of_factor(factor)
        if itself in replacements:
            return replacements[itself]
        return itself if factor.is_anonymous else replacements.get(factor.name, itself)
    if isinstance(factor, FloorDivision):
        return floor_divide(
            _replace(factor.numerator, replacements, done), _replace(factor.divisor, replacements, done)
        )
    extremum = minimum if factor.is_minimum else maximum
    return extremum(*(_replace(item, replacements, done) for item in factor.items))


def symbols(dim: Dim) -> frozenset[Expression]:
    """The symbols that occur in `dim`, each as an expression of its own."""
    return frozenset(of_factor(symbol) for symbol in symbol_factors(dim))


def symbol_factors(dim: Dim) -> set[Symbol]:
    found: set[Symbol] = set()
    pending: list[int | Expression] = [dim] if isinstance(dim, Expression) else []
    while pending:
        item = pending.pop()
        if isinstance(item, int):
            continue
        for monomial in item.terms:
            for factor in monomial:
                if isinstance(factor, Symbol):
                    found.add(factor)
                elif isinstance(factor, FloorDivision):
                    pending += (factor.numerator, factor.divisor)
                else:
                    pending += factor.items
    return found


def number_divisors(dim: Dim) -> set[int]:
    """The numbers by which `dim` divides anywhere in it."""
    found: set[int] = set()
    pending: list[int | Expression] = [dim] if isinstance(dim, Expression) else []
    while pending:
        item = pending.pop()
        if isinstance(item, int):
            continue
        for monomial in item.terms:
            for factor in monomial:
                if isinstance(factor, FloorDivision):
                    pending += (factor.numerator, factor.divisor)
                    if isinstance(factor.divisor, int):
                        found.add(factor.divisor)
                elif isinstance(factor, Extremum):
                    pending += factor.items
    return found


