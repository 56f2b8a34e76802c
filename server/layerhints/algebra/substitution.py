"""Sizes put in the place of symbols, and the symbols of a size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    return {factor for factor in _factors(dim) if isinstance(factor, Symbol)}


def number_divisors(dim: Dim) -> set[int]:
    """The numbers by which `dim` divides anywhere in it."""
    divisions = (factor for factor in _factors(dim) if isinstance(factor, FloorDivision))
    return {division.divisor for division in divisions if isinstance(division.divisor, int)}


def _factors(dim: Dim) -> Iterator[Factor]:
    """Every factor that occurs anywhere in `dim`, also inside of another one."""
    pending: list[Dim] = [dim]
    while pending:
        item = pending.pop()
        if not isinstance(item, Expression):
            continue
        for monomial in item.terms:
            for factor in monomial:
                yield factor
                if isinstance(factor, FloorDivision):
                    pending += (factor.numerator, factor.divisor)
                elif isinstance(factor, Extremum):
                    pending += factor.items
