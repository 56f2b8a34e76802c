"""The kinds of arguments that only modules of torch have."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.rules.field import REQUIRED, Field, Invalid, whole_number, written
from layerhints.rules.fields import SizesField
from layerhints.rules.quantity import FromField, Quantity

LEAST = -(2**63)
"""The least integer that torch takes: where any sign is allowed."""


class SidesField(SizesField):
    """One whole number for each spatial axis; a single number, also in a tuple, stands for all of them.

    An empty tuple stands for the default. The rule is told of a number in a tuple (`shortened`): some code of torch
    looks for the other numbers.
    """

    def read(self, value: Any, owner: Any) -> Any:
        if isinstance(value, tuple) and len(value) == 1 < self._length(owner):
            owner.shortened |= {self.name}
        return super().read(None if self.like and isinstance(value, tuple) and not value else value, owner)

    def convert(self, value: Any, owner: Any) -> Any:
        return super().convert(value[0] if isinstance(value, tuple) and len(value) == 1 else value, owner)


class SideField(SizesField):
    """One whole number, which stands for all spatial axes."""

    def expected(self, owner: Any) -> str:
        return "it takes an integer"

    def convert(self, value: Any, owner: Any) -> Any:
        return (whole_number(value, self.minimum, self.name),) * self._length(owner)


class PaddingField(SidesField):
    """What a convolution adds at both ends: `same`, `valid`, or a whole number for each axis.

    A tuple keeps its length: what one too short or too long means depends on how the module pads.
    """

    words = ("same", "valid")

    def expected(self, owner: Any) -> str:
        return f"{super().expected(owner)}, or 'same' or 'valid'"

    def unknown(self, value: Unknown, owner: Any) -> Any:
        return value

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(whole_number(item, self.minimum, self.name) for item in value)
        if not isinstance(value, str):
            return super().convert(value, owner)
        if value not in self.words:
            raise Invalid("bad-choice", f"`{self.name}` is '{value}'; {self.expected(owner)}")
        return value


class TargetField(SizesField):
    """The size that comes out for each spatial axis; where `holes` are allowed, None in a tuple keeps the size."""

    def __init__(self, default: Any = REQUIRED, *, holes: bool = True, **options: Any) -> None:
        super().__init__(default, minimum=0, **options)
        self.holes = holes

    def unknown(self, value: Unknown, owner: Any) -> Any:
        # It may also be None, which chooses another way to say the size.
        return value if self.optional else super().unknown(value, owner)

    def convert(self, value: Any, owner: Any) -> Any:
        if not (self.holes and isinstance(value, tuple) and None in value):
            return super().convert(value, owner)
        length = self._length(owner)
        if len(value) != length:
            raise Invalid("bad-length", f"`{self.name}` has {len(value)} items; {self.expected(owner)}")
        return tuple(None if item is None else whole_number(item, self.minimum, self.name) for item in value)

    def trace(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return tuple(
            item if item is None else Quantity(item, self._item_label(index, len(value)), FromField(self.name, index))
            for index, item in enumerate(value)
        )


class LengthsField(Field):
    """A whole number for all spatial axes, or a tuple with one for each, however many the input has."""

    def expected(self, owner: Any) -> str:
        return "it takes an integer or a tuple of integers"

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(whole_number(item, 0, self.name) for item in value)
        return whole_number(value, 0, self.name)

    def trace(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(Quantity(item, self.label, FromField(self.name, index)) for index, item in enumerate(value))
        return value if value is None else Quantity(value, self.label, FromField(self.name))


class WidthsField(Field):
    """What is added at the ends of the last axes, counted from the last: before, behind, before, behind, …

    One number stands for both ends of all the `rank` axes; negative ones cut off.
    """

    def expected(self, owner: Any) -> str:
        return f"it takes an integer or a tuple of {2 * owner.rank} integers"

    def convert(self, value: Any, owner: Any) -> Any:
        if not isinstance(value, tuple):
            return (whole_number(value, LEAST, self.name),) * (2 * owner.rank)
        return tuple(whole_number(item, LEAST, self.name) for item in value)

    def trace(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        ends = ("before", "behind")
        return tuple(
            Quantity(size, f"padding {ends[index % 2]}", FromField(self.name, index))
            for index, size in enumerate(value)
        )


class FactorsField(Field):
    """A factor for all spatial axes, or a tuple with one for each. It need not be whole."""

    code = "bad-number"

    def expected(self, owner: Any) -> str:
        return "it takes a number or a tuple of numbers"

    def convert(self, value: Any, owner: Any) -> Any:
        return tuple(map(self._factor, value)) if isinstance(value, tuple) else self._factor(value)

    def _factor(self, value: Any) -> Any:
        if value is None or isinstance(value, (str, tuple)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(None)}")
        is_number = isinstance(value, (int, float, Expression, Unknown))
        return value if is_number else Unknown(f"the value of `{self.name}` is not known")


def sides(default: Any = REQUIRED, *, label: str = "", minimum: int = 1, like: str = "", optional: bool = False) -> Any:
    return SidesField(default, label=label, minimum=minimum, like=like, optional=optional)


def side(*, label: str = "") -> Any:
    return SideField(label=label)


def padding(default: Any = REQUIRED) -> Any:
    return PaddingField(default, label="padding", minimum=LEAST)


def target(default: Any = REQUIRED, *, holes: bool = True) -> Any:
    return TargetField(default, label="output {}", holes=holes)


def lengths(default: Any = REQUIRED) -> Any:
    return LengthsField(default)


def widths(default: Any = REQUIRED) -> Any:
    return WidthsField(default)


def factors(default: Any = REQUIRED) -> Any:
    return FactorsField(default)
