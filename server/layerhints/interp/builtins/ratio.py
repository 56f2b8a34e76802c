"""Quotients of sizes as floating-point numbers: what `H / 2` is until `int`, `floor` or `ceil` makes it whole."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Expression, Unknown, ceil_divide, divides, floor_divide, less, less_or_equal
from layerhints.values.objects import Value
from layerhints.values.origins import is_number, unknown_number

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FINEST = 1 << 10
"""Floats with at most this denominator are taken as fractions; their products with sizes are exact."""

INEXACT = Unknown("the fraction of a size is not exact in floating point")


class Ratio(Value):
    """`numerator / denominator`, of which at least one depends on symbols; the denominator is positive."""

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: int | Expression, denominator: int | Expression) -> None:
        self.numerator = numerator
        self.denominator = denominator

    def describe(self) -> str:
        return "a fraction of a size"

    def floor(self) -> Dim:
        return floor_divide(self.numerator, self.denominator)

    def ceil(self) -> Dim:
        return ceil_divide(self.numerator, self.denominator)

    def truncated(self) -> Dim:
        """Towards zero, as `int()` does."""
        if less_or_equal(0, self.numerator) is True:
            return self.floor()
        if less_or_equal(self.numerator, 0) is True:
            return self.ceil()
        return Unknown("the sign of a fraction of a size is not known")

    def rounded(self) -> Dim:
        """To the nearest, where there is no tie to break."""
        if divides(self.denominator, self.numerator) is True:
            return self.floor()
        return Unknown("how a fraction of a size is rounded depends on the size")

    def is_whole(self) -> Any:
        answer = divides(self.denominator, self.numerator)
        return Unknown("whether a fraction of a size is whole is not known") if answer is None else answer

    def truth(self, machine: Machine) -> bool | None:
        return machine.truth(self.numerator)

    def unary(self, machine: Machine, operator: str) -> Any:
        if operator == "-":
            return quotient(-self.numerator, self.denominator)
        return self if operator == "+" else NotImplemented

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        theirs = as_ratio(other)
        if theirs is None and isinstance(other, Value):
            return NotImplemented
        if theirs is None:
            return unknown_number(INEXACT) if is_number(other) else INEXACT
        left, right = (theirs, self) if reflected else (self, theirs)
        result = combine(operator, left, right)
        return unknown_number(result) if isinstance(result, Unknown) else result

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        theirs = as_ratio(other)
        if theirs is None:
            return NotImplemented
        left, right = (theirs, self) if reflected else (self, theirs)
        return machine.compare(operator, left.numerator * right.denominator, right.numerator * left.denominator)


def as_ratio(value: Any) -> Ratio | None:
    """A number as a quotient of sizes, None where it is not exactly one."""
    if isinstance(value, Ratio):
        return value
    if isinstance(value, (int, Expression)):
        return Ratio(int(value) if isinstance(value, bool) else value, 1)
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        fraction = Fraction(value)
        if fraction.denominator <= FINEST:
            return Ratio(fraction.numerator, fraction.denominator)
    return None


def quotient(numerator: Dim, denominator: Dim) -> Ratio | Unknown:
    """`numerator / denominator` with the sign in the numerator and, where it divides, the denominator 1."""
    if less(denominator, 0) is True:
        numerator, denominator = -numerator, -denominator
    if not isinstance(denominator, Unknown) and less(0, denominator) is not True:
        return Unknown("a size is divided by one that may be zero or negative")
    if denominator != 1 and divides(denominator, numerator) is True:
        numerator, denominator = floor_divide(numerator, denominator), 1
    if isinstance(numerator, Unknown):
        return numerator
    return denominator if isinstance(denominator, Unknown) else Ratio(numerator, denominator)


def combine(operator: str, left: Ratio, right: Ratio) -> Any:
    """`left operator right` as a float; `//` and `%` give the float of a whole number."""
    a, b, c, d = left.numerator, left.denominator, right.numerator, right.denominator
    if operator == "*" and _stays_exact(a, b, c, d):
        return quotient(a * c, b * d)
    if operator == "/" and _is_power_of_two(d):
        return quotient(a * d, b * c)
    if operator in ("+", "-") and (_is_power_of_two(b) or _is_power_of_two(d)):
        return quotient(a * d + c * b if operator == "+" else a * d - c * b, b * d)
    if operator == "//" and less(0, c) is True and _is_power_of_two(d):
        return quotient(floor_divide(a * d, b * c), 1)
    if operator == "**" and (c, d) == (2, 1) and _is_power_of_two(b):
        return quotient(a * a, b * b)
    return INEXACT


def _stays_exact(a: Dim, b: Dim, c: Dim, d: Dim) -> bool:
    """Whether a/b · c/d rounds to a whole number in floating point only where it is one (1/49 · 49 is not 1)."""
    if _is_power_of_two(b) and _is_power_of_two(d):
        return True
    if _is_power_of_two(d):
        return _is_power_of_two(c) or (isinstance(b, int) and isinstance(c, int) and gcd(b, c) == 1)
    return _stays_exact(c, d, a, b) if _is_power_of_two(b) else False


def _is_power_of_two(dim: Dim) -> bool:
    return isinstance(dim, int) and dim != 0 and abs(dim).bit_count() == 1


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """`left operator right` in floating point, of sizes, floats and quotients, at least one of them symbolic."""
    first, second = as_ratio(left), as_ratio(right)
    return INEXACT if first is None or second is None else combine(operator, first, second)
