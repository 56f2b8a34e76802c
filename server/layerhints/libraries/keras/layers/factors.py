"""How strong a random change of an image may be: a number, or a pair between which one is drawn."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.field import REQUIRED, Field, Invalid, written


class FactorField(Field):
    """A number between `low` and `high`, or a pair of numbers of which the range meets theirs; `inside`: lies in it."""

    code = "bad-number"

    def __init__(self, default: Any, low: float, high: float, inside: bool) -> None:
        super().__init__(default)
        self.low = low
        self.high = high
        self.inside = inside

    def expected(self, owner: Any) -> str:
        return f"it takes a number between {self.low:g} and {self.high:g}, or a pair of them"

    def convert(self, value: Any, owner: Any) -> Any:
        pair = value if isinstance(value, tuple) else (value, value)
        if len(pair) != 2 or any(item is None or isinstance(item, (str, tuple)) for item in pair):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        least, most = pair
        if not isinstance(least, (int, float)) or not isinstance(most, (int, float)):
            return Unknown(f"the value of `{self.name}` is not known")
        outside = min(pair) < self.low or max(pair) > self.high
        if (outside and self.inside) or least > self.high or most < self.low:
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        return value


def strength(default: Any = REQUIRED, *, low: float = 0, high: float = 1, inside: bool = False) -> Any:
    """A field for such a factor."""
    return FactorField(default, low, high, inside)
