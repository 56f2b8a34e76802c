"""Comparisons with three answers: True and False hold for every value of the symbols, None is *cannot tell*."""

from __future__ import annotations

from functools import lru_cache
from itertools import product as combinations
from math import gcd, lcm

from layerhints.algebra.division import divide_exactly
from layerhints.algebra.expression import Dim, Expression, of_factor, symbol
from layerhints.algebra.inequality import at_least, at_most
from layerhints.algebra.substitution import number_divisors, substitute, symbol_factors
from layerhints.algebra.unknown import Unknown

_MOST_RESIDUES = 64


def less_or_equal(a: Dim, b: Dim) -> bool | None:
    """Whether a ≤ b."""
    if isinstance(a, int) and isinstance(b, int):
        return a <= b
    difference = b - a
    if isinstance(difference, Unknown):
        return None
    low = at_least(difference)
    if low is not None and low >= 0:
        return True
    high = at_most(difference)
    if high is not None and high < 0:
        return False
    return None


def less(a: Dim, b: Dim) -> bool | None:
    """Whether a < b."""
    if isinstance(a, int) and isinstance(b, int):
        return a < b
    reverse = less_or_equal(b, a)
    return None if reverse is None else not reverse


def equal(a: Dim, b: Dim) -> bool | None:
    """Whether a = b; with an unknown on either side that cannot be told, even of one and the same."""
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    difference = a - b
    answer = _is_zero(difference)
    if answer is None and isinstance(difference, Expression):
        return _is_zero_by_residues(difference)
    return answer


def divides(a: Dim, b: Dim) -> bool | None:
    """Whether b is a multiple of a; zero has one multiple, zero."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return None
    if isinstance(a, int):
        if a == 0:
            return equal(b, 0)
        return equal(b % a, 0)
    if divide_exactly(b, a) is not None:
        return True
    if equal(a, 0) is False:
        return equal(b % a, 0)
    return None


def _is_zero(dim: Dim) -> bool | None:
    if isinstance(dim, Unknown):
        return None
    if isinstance(dim, int):
        return dim == 0
    low, high = at_least(dim), at_most(dim)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return False
    if low == 0 == high:
        return True
    constant = dim.terms.get((), 0)
    if constant % gcd(*(coefficient for monomial, coefficient in dim.terms.items() if monomial)):
        return False  # 2·H is never 3
    return None


@lru_cache(maxsize=2048)
def _is_zero_by_residues(dim: Expression) -> bool | None:
    """Decide by cases: with every symbol written as L·k + j, divisions by divisors of L come out.

    That takes milliseconds, and the blocks of a model ask the same again and again.
    """
    period = lcm(*number_divisors(dim))
    factors = sorted(symbol_factors(dim), key=lambda factor: factor.order)
    if period == 1 or period ** len(factors) > _MOST_RESIDUES:
        return None
    answers: set[bool | None] = set()
    for residues in combinations(range(period), repeat=len(factors)):
        cases: dict[Expression | str, Dim] = {}
        for place, (factor, residue) in enumerate(zip(factors, residues, strict=True)):
            multiple = symbol(f"{factor.name}/{period}[{place}]", minimum=-((residue - factor.minimum) // period))
            cases[of_factor(factor)] = period * multiple + residue
        answers.add(_is_zero(substitute(dim, cases)))
        if len(answers) > 1 or None in answers:
            return None
    return answers.pop()


