"""The kinds of fields, and the words that rules declare them with."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.rules.field import REQUIRED, ArgumentField, Field, Invalid, Setting, whole_number, written
from layerhints.rules.misspelt import correction
from layerhints.rules.quantity import FromField, Quantity


class SizeField(Field):
    """A whole number of at least `minimum`."""

    takes_sizes = True

    def __init__(self, default: Any = REQUIRED, *, minimum: int = 1, **options: Any) -> None:
        super().__init__(default, **options)
        self.minimum = minimum

    def expected(self, owner: Any) -> str:
        return f"it takes an integer of at least {self.minimum}"

    def convert(self, value: Any, owner: Any) -> Any:
        return whole_number(value, self.minimum, self.name)

    def trace(self, value: Any) -> Any:
        return value if value is None else Quantity(value, self.label, FromField(self.name))


class SizesField(Field):
    """One whole number for each spatial axis; a single number stands for all of them.

    The tuple has `length` items, or as many as the rule's `rank`. In `label`, `{}` stands for the name of the axis.
    """

    takes_sizes = True

    def __init__(self, default: Any = REQUIRED, *, minimum: int = 1, length: int | None = None, **options: Any) -> None:
        super().__init__(default, **options)
        self.minimum = minimum
        self.length = length

    def _length(self, owner: Any) -> int:
        return self.length if self.length is not None else owner.rank

    def expected(self, owner: Any) -> str:
        length = self._length(owner)
        return "it takes an integer" + (f" or a tuple of {length} integers" if length > 1 else "")

    def unknown(self, value: Unknown, owner: Any) -> Any:
        return (value,) * self._length(owner)

    def convert(self, value: Any, owner: Any) -> Any:
        length = self._length(owner)
        if not isinstance(value, tuple):
            return (whole_number(value, self.minimum, self.name),) * length
        if len(value) != length:
            raise Invalid("bad-length", f"`{self.name}` has {len(value)} items; {self.expected(owner)}")
        return tuple(whole_number(item, self.minimum, self.name) for item in value)

    def trace(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return tuple(
            Quantity(item, self._item_label(index, len(value)), FromField(self.name, index))
            for index, item in enumerate(value)
        )

    def _item_label(self, index: int, length: int) -> str:
        names = SPATIAL_AXES.get(length, ())
        return self.label.format(names[index] if index < len(names) else index)


SPATIAL_AXES: dict[int, tuple[str, ...]] = {
    1: ("length",),
    2: ("height", "width"),
    3: ("depth", "height", "width"),
}
"""What people call the spatial axes of a 1D, 2D and 3D layer."""


class MarginsField(Field):
    """What is added or cut off at both ends of each spatial axis: a pair for each of the `rank` axes.

    One number stands for all ends; a tuple has one item for each axis, a number (both ends alike) or a pair. With a
    single axis a pair of numbers is its two ends.
    """

    takes_sizes = True

    def expected(self, owner: Any) -> str:
        if owner.rank == 1:
            return "it takes an integer or a pair of integers"
        return f"it takes an integer or a tuple of {owner.rank} integers or pairs of integers"

    def unknown(self, value: Unknown, owner: Any) -> Any:
        return ((value, value),) * owner.rank

    def convert(self, value: Any, owner: Any) -> Any:
        if not isinstance(value, tuple):
            size = whole_number(value, 0, self.name)
            return ((size, size),) * owner.rank
        items = (value,) if owner.rank == 1 else value
        if len(items) != owner.rank:
            raise Invalid("bad-length", f"`{self.name}` has {len(items)} items; {self.expected(owner)}")
        return tuple(self._pair(item, owner) for item in items)

    def _pair(self, item: Any, owner: Any) -> tuple[Any, Any]:
        if isinstance(item, Unknown):
            return (item, item)
        if not isinstance(item, tuple):
            size = whole_number(item, 0, self.name)
            return (size, size)
        if len(item) != 2:
            raise Invalid("bad-length", f"`{self.name}` has a group of {len(item)}; {self.expected(owner)}")
        return (whole_number(item[0], 0, self.name), whole_number(item[1], 0, self.name))

    def trace(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        ends = ("before", "after")
        return tuple(
            tuple(
                Quantity(size, f"{self.label} {end}", FromField(self.name, index))
                for end, size in zip(ends, pair, strict=True)
            )
            for index, pair in enumerate(value)
        )


class ChoiceField(Field):
    """One of a few words. `folded`: capitals do not matter; `absent`: None is one of the choices."""

    code = "bad-choice"

    def __init__(
        self, *choices: str, default: Any = REQUIRED, folded: bool = False, absent: bool = False, **options: Any
    ) -> None:
        super().__init__(default, **options)
        self.choices = self.words = choices
        self.folded = folded
        self.optional = absent

    def expected(self, owner: Any) -> str:
        words = [f"'{choice}'" for choice in self.choices] + (["None"] if self.optional else [])
        return "it takes " + ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1]

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, str):
            word = value.lower() if self.folded else value
            if word in self.choices:
                return word
            near = correction(value, self.choices, folded=True)
            hint = f" {near.question_of_value}" if near else ""
            raise Invalid(self.code, f"`{self.name}` is '{value}'; {self.expected(owner)}.{hint}", near)
        if isinstance(value, (bool, int, float, tuple)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        return Unknown(f"the value of `{self.name}` is not known")


class FlagField(Field):
    """True or False; other constants count as Python counts them."""

    def __init__(self, default: Any = REQUIRED, **options: Any) -> None:
        super().__init__(default, **options)
        self.optional = True

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, (bool, int, float, str)):
            return bool(value)
        return Unknown(f"whether `{self.name}` holds is not known")

    def read(self, value: Any, owner: Any) -> Any:
        return False if value is None else super().read(value, owner)

    def unknown(self, value: Unknown, owner: Any) -> Any:
        # One truth for each field: two fields may have got the same object for different reasons not to know.
        return Unknown(value.reason, value.origin)


class NumberField(Field):
    """A number between `low` and `high`, both allowed."""

    code = "bad-number"

    def __init__(
        self, default: Any = REQUIRED, *, low: float | None = None, high: float | None = None, **options: Any
    ) -> None:
        super().__init__(default, **options)
        self.low = low
        self.high = high

    def expected(self, owner: Any) -> str:
        if self.low is not None and self.high is not None:
            return f"it must lie between {self.low:g} and {self.high:g}"
        return "it must not be negative" if self.low == 0 else "a number is needed"

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, (str, tuple)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        if not isinstance(value, (int, float)):
            return Unknown(f"the value of `{self.name}` is not known")
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            raise Invalid(self.code, f"`{self.name}` is {value}; {self.expected(owner)}")
        return value


class AxesField(Field):
    """One axis or several: a tuple of integers. `single`: an integer alone; `several`: nothing but a tuple."""

    code = "bad-axes"

    def __init__(self, default: Any = REQUIRED, *, single: bool = False, several: bool = False, **options: Any) -> None:
        super().__init__(default, **options)
        self.single = single
        self.several = several

    def expected(self, owner: Any) -> str:
        if self.several:
            return "it takes a tuple of integers"
        return "it takes an integer" + ("" if self.single else " or a tuple of integers")

    def convert(self, value: Any, owner: Any) -> Any:
        if self.several and isinstance(value, (int, float, str)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        items = value if isinstance(value, tuple) and not self.single else (value,)
        for item in items:
            if isinstance(item, (str, float, tuple)) or item is None:
                raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
            if not isinstance(item, int):
                return item if isinstance(item, Unknown) else Unknown(f"the value of `{self.name}` is not known")
        return tuple(int(item) for item in items)


class ShapeField(Field):
    """A tuple of sizes; None and −1 may stand in it. Items that are not known stay Unknown."""

    holds_sizes = True
    code = "bad-size"

    def __init__(self, default: Any = REQUIRED, *, least: int = 0, holes: bool = False, **options: Any) -> None:
        super().__init__(default, **options)
        self.least = least
        self.holes = holes

    def expected(self, owner: Any) -> str:
        return "it takes a tuple of integers"

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, Expression):
            return Unknown(f"`{self.name}` is a number, not a tuple")
        if isinstance(value, (bool, int, float, str)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        if not isinstance(value, tuple):
            return Unknown(f"the value of `{self.name}` is not known")
        return tuple(self._item(item) for item in value)

    def _item(self, item: Any) -> Any:
        if item is None and self.holes:
            return None
        return whole_number(item, self.least, self.name)

    def trace(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return tuple(
            item if item is None else Quantity(item, self.label, FromField(self.name, index))
            for index, item in enumerate(value)
        )


class TensorField(ShapeField):
    """A tensor that the call passes; its shape is all that a rule sees of it."""

    code = "bad-size"

    def expected(self, owner: Any) -> str:
        return "it takes a tensor"


class LayerField(Field):
    """A layer that this one wraps: anything that can be applied to shapes."""

    code = "bad-layer"

    def expected(self, owner: Any) -> str:
        return "it takes a layer object"

    def convert(self, value: Any, owner: Any) -> Any:
        if hasattr(value, "apply"):
            return value
        if isinstance(value, (bool, int, float, str, tuple)):
            raise Invalid(self.code, f"`{self.name}` is {written(value)}; {self.expected(owner)}")
        return Unknown(f"the layer that `{self.name}` wraps is not known")

    def trace(self, value: Any) -> Any:
        return value.traced() if hasattr(value, "traced") else value


# --- the words that rules declare with; Any, because a field of a rule instance is its value


def size(
    default: Any = REQUIRED, *, label: str = "", minimum: int = 1, keyword_only: bool = False, optional: bool = False
) -> Any:
    return SizeField(default, label=label, minimum=minimum, keyword_only=keyword_only, optional=optional)


def sizes(
    default: Any = REQUIRED,
    *,
    label: str = "",
    minimum: int = 1,
    length: int | None = None,
    like: str = "",
    optional: bool = False,
) -> Any:
    return SizesField(default, label=label, minimum=minimum, length=length, like=like, optional=optional)


def margins(default: Any = REQUIRED, *, label: str = "") -> Any:
    return MarginsField(default, label=label)


def choice(
    *choices: str,
    default: Any = REQUIRED,
    folded: bool = False,
    absent: bool = False,
    setting: str = "",
    keyword_only: bool = False,
) -> Any:
    return ChoiceField(
        *choices, default=default, folded=folded, absent=absent, setting=setting, keyword_only=keyword_only
    )


def flag(default: bool = False, *, keyword_only: bool = False) -> Any:
    return FlagField(default, keyword_only=keyword_only)


def number(
    default: Any = REQUIRED,
    *,
    low: float | None = None,
    high: float | None = None,
    keyword_only: bool = False,
) -> Any:
    return NumberField(default, low=low, high=high, keyword_only=keyword_only)


def axes(default: Any = REQUIRED, *, single: bool = False, several: bool = False, optional: bool = False) -> Any:
    return AxesField(default, single=single, several=several, optional=optional)


def shape(
    default: Any = REQUIRED, *, label: str = "", least: int = 0, holes: bool = False, keyword_only: bool = False
) -> Any:
    return ShapeField(default, label=label, least=least, holes=holes, keyword_only=keyword_only)


def tensor(default: Any = REQUIRED, *, keyword_only: bool = False) -> Any:
    return TensorField(default, keyword_only=keyword_only)


def layer(default: Any = REQUIRED) -> Any:
    return LayerField(default)


def argument(default: Any = REQUIRED, *, keyword_only: bool = False) -> Any:
    return ArgumentField(default, keyword_only=keyword_only)


def setting(default: Any = REQUIRED, *, keyword_only: bool = False) -> Any:
    return Setting(default, keyword_only=keyword_only)
