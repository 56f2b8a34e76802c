"""The size that a symbol must have for two sizes to be equal."""

from __future__ import annotations

from layerhints.algebra.expression import Dim, Expression, Factor
from layerhints.algebra.substitution import symbols
from layerhints.algebra.unknown import Unknown


def solved(left: Expression, unknown: Expression, right: Dim) -> Dim | None:
    """The value of a symbol for which `left`, a sum in which it stands once or a polynomial in it alone, equals
    `right`; None where there is none or it cannot be solved for.
    """
    (factor,) = next(iter(unknown.terms))
    if isinstance(right, int) and all({*monomial} <= {factor} for monomial in left.terms):
        return _root(left, factor, right)
    slope = left.terms.get((factor,))
    if slope is None or unknown in symbols(right):
        return None
    others = left - slope * unknown
    if unknown in symbols(others):
        return None
    rest = right - others
    if isinstance(rest, int):
        return rest // slope if rest % slope == 0 and rest // slope > 0 else None
    return rest if slope == 1 and not isinstance(rest, Unknown) else None


def _root(polynomial: Expression, factor: Factor, value: int) -> int | None:
    """The one size for which a polynomial that grows with it has a value."""
    powers = {len(monomial): coefficient for monomial, coefficient in polynomial.terms.items()}
    constant = powers.pop(0, 0)
    if min(powers.values()) < 0:
        value, constant, powers = -value, -constant, {power: -each for power, each in powers.items()}
    if min(powers.values()) < 0:
        return None

    def at(size: int) -> int:
        return constant + sum(coefficient * size**power for power, coefficient in powers.items())

    low, high = 1, max(1, value - constant)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if at(middle) < value else (low, middle)
    return low if at(low) == value else None


__all__ = ["solved"]
