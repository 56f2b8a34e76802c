"""Sizes that remember how they came about, and the arithmetic that rules use on both kinds.

A rule is written once. On the keystroke path it computes with plain dims; for an explanation it computes with
`Quantity`, whose operators do the same algebra and keep the expression as it was written. So rules never ask for a
size's type and never branch on it: they use the operators and the functions of this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from layerhints import algebra
from layerhints.algebra import Dim, Unknown, formula, show


@dataclass(frozen=True, slots=True)
class FromInput:
    """The size of axis `axis` of the input numbered `index`, unchanged."""

    index: int
    axis: int


@dataclass(frozen=True, slots=True)
class FromField:
    """A value that the layer's own argument gives; `item` counts inside a tuple."""

    field: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """The result of arithmetic; the numbers that it started from are `sources`."""

    sources: tuple[FromInput | FromField, ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that the library itself fixes."""


Origin: TypeAlias = FromInput | FromField | Computed | Constant


class Quantity:
    """A dim with a label and an origin, or the operation on other quantities that gave it."""

    __slots__ = ("label", "operands", "operator", "origin", "value")

    def __init__(
        self,
        value: Dim,
        label: str = "",
        origin: FromInput | FromField | Constant | None = None,
        operator: str = "",
        operands: tuple[Quantity, ...] = (),
    ) -> None:
        self.value = value
        self.label = label
        self.operator = operator
        self.operands = operands
        self.origin: Origin = origin if origin is not None else Computed(tuple(_sources(operands)))

    def __bool__(self) -> bool:
        raise TypeError("a size is neither true nor false")

    def __repr__(self) -> str:
        return f"Quantity({self.value!r}: {with_labels(self)})"

    def __add__(self, other: Any) -> Quantity:
        return _operation("+", self, other)

    def __radd__(self, other: Any) -> Quantity:
        return _operation("+", other, self)

    def __sub__(self, other: Any) -> Quantity:
        return _operation("−", self, other)

    def __rsub__(self, other: Any) -> Quantity:
        return _operation("−", other, self)

    def __mul__(self, other: Any) -> Quantity:
        return _operation("·", self, other)

    def __rmul__(self, other: Any) -> Quantity:
        return _operation("·", other, self)

    def __floordiv__(self, other: Any) -> Quantity:
        return _operation("⌊/⌋", self, other)

    def __rfloordiv__(self, other: Any) -> Quantity:
        return _operation("⌊/⌋", other, self)

    def __mod__(self, other: Any) -> Quantity:
        return _operation("mod", self, other)


Size: TypeAlias = Any
"""A dim or a Quantity: what rules and geometry compute with."""


def value_of(size: Size) -> Any:
    """The plain dim; anything that is not a quantity is itself."""
    return size.value if isinstance(size, Quantity) else size


def text(size: Size) -> str:
    """The size as a person reads it, digits grouped."""
    value = value_of(size)
    return algebra.number(value) if isinstance(value, int) else show(value)


def texts_apart(one: Size, other: Size) -> tuple[str, str]:
    """Two sizes that differ, as a person reads them: in full where they would be written alike (`None//2`, `None`)."""
    shown = text(one), text(other)
    return shown if shown[0] != shown[1] else (formula(value_of(one)), formula(value_of(other)))


def as_code(size: Size) -> str:
    """The size as it is written in a program."""
    return show(value_of(size), ascii=True)


def counted(size: Size, noun: str) -> str:
    """So many of something, `32 input channels`; only the noun where the number is not known."""
    return noun if isinstance(value_of(size), Unknown) else f"{text(size)} {noun}"


# --- arithmetic beyond the operators


def product(sizes: Iterable[Size]) -> Size:
    """The product of the sizes; 1 when there are none."""
    factors = tuple(sizes)
    value = algebra.product([value_of(factor) for factor in factors])
    if not any(isinstance(factor, Quantity) for factor in factors):
        return value
    if len(factors) == 1:
        return factors[0]
    return Quantity(value, operator="·", operands=tuple(map(_quantity, factors)))


def ceil_divide(size: Size, divisor: Size) -> Size:
    return _apply("⌈/⌉", algebra.ceil_divide, size, divisor)


def minimum(first: Size, second: Size) -> Size:
    return _apply("min", algebra.minimum, first, second)


def maximum(first: Size, second: Size) -> Size:
    return _apply("max", algebra.maximum, first, second)


def rounded_down(size: Size, factor: float, value: Dim) -> Size:
    """`⌊size·factor⌋`, which is `value`, for a factor that is no size, such as 1.5."""
    return Quantity(value, operator=f"⌊·{factor:g}⌋", operands=(size,)) if isinstance(size, Quantity) else value


# --- questions: True and False are certain, None is «cannot tell»


def equal(first: Size, second: Size) -> bool | None:
    if type(first) is int and type(second) is int:  # as nearly always
        return first == second
    return _certain(algebra.equal(value_of(first), value_of(second)))


def less(first: Size, second: Size) -> bool | None:
    if type(first) is int and type(second) is int:
        return first < second
    return _certain(algebra.less(value_of(first), value_of(second)))


def divides(divisor: Size, size: Size) -> bool | None:
    return _certain(algebra.divides(value_of(divisor), value_of(size)))


def negate(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def both(first: Any, second: Any) -> Any:
    """`first and second` for flags that may be Unknown: False as soon as one of them is."""
    if first is False or second is False:
        return False
    return first if second is True else second


# --- decisions that a flag or a choice makes


def choose(selector: Any, **alternatives: Any) -> Any:
    """The alternative that the selector names; of an unknown selector, what all the alternatives agree on."""
    if isinstance(selector, str):
        return alternatives[selector]
    return agreed(tuple(alternatives.values()), selector)


def either(flag: Any, if_true: Any, if_false: Any) -> Any:
    """One of two, as the flag says; of an unknown flag, what both agree on."""
    if isinstance(flag, bool):
        return if_true if flag else if_false
    if if_true is True and if_false is False:
        return flag
    if (isinstance(if_true, bool) or isinstance(if_false, bool)) and if_true is not if_false:
        # An Unknown stands for one truth wherever it occurs; another truth that hangs on it needs one of its own.
        return Unknown(flag.reason)
    return agreed((if_true, if_false), flag)


def agreed(values: tuple[Any, ...], unknown: Unknown) -> Any:
    """What is the same in all the values (sizes, or shapes of them), else `unknown`; shapes agree axis by axis."""
    first = values[0]
    if all(value is first for value in values):
        return first
    if all(isinstance(value, tuple) and type(value) is type(first) for value in values):
        if len({len(value) for value in values}) > 1:
            return unknown
        return type(first)(agreed(items, unknown) for items in zip(*values, strict=True))
    if any(isinstance(value, tuple) or value is None for value in values):
        return unknown
    return first if all(equal(first, value) is True for value in values[1:]) else unknown


# --- how it reads


def with_numbers(size: Size) -> str:
    """The expression as written, with the numbers of this call: `⌊(32 − 3)/1⌋ + 1`."""
    return _render(_quantity(size), numbers=True)[0]


def with_labels(size: Size) -> str:
    """The expression as written, in words: `⌊(height − kernel height)/stride⌋ + 1`."""
    return _render(_quantity(size), numbers=False)[0]


_SUM, _PRODUCT, _ATOM = range(3)


def _render(quantity: Quantity, numbers: bool) -> tuple[str, int]:
    if not quantity.operator:
        return (quantity.label if quantity.label and not numbers else show(quantity.value)), _ATOM
    parts = [_render(operand, numbers) for operand in quantity.operands]

    def part(index: int, least: int) -> str:
        written, strength = parts[index]
        return written if strength >= least else f"({written})"

    match quantity.operator:
        case "+":
            return f"{part(0, _SUM)} + {part(1, _SUM)}", _SUM
        case "−":
            return f"{part(0, _SUM)} − {part(1, _PRODUCT)}", _SUM
        case "·":
            dot = "·" if numbers else " · "
            return dot.join(part(index, _PRODUCT) for index in range(len(parts))), _PRODUCT
        case "⌊/⌋":
            return f"⌊{part(0, _PRODUCT)}/{part(1, _ATOM)}⌋", _ATOM
        case "⌈/⌉":
            return f"⌈{part(0, _PRODUCT)}/{part(1, _ATOM)}⌉", _ATOM
        case "mod":
            return f"{part(0, _ATOM)} mod {part(1, _ATOM)}", _PRODUCT
        case times if times.startswith("⌊·"):
            return f"⌊{part(0, _PRODUCT)}{times[1:]}", _ATOM
        case name:
            return f"{name}({', '.join(written for written, _ in parts)})", _ATOM


def _quantity(size: Size) -> Quantity:
    return size if isinstance(size, Quantity) else Quantity(size, origin=Constant())


def _sources(operands: tuple[Quantity, ...]) -> Iterable[FromInput | FromField]:
    seen: dict[FromInput | FromField, None] = {}
    for operand in operands:
        match operand.origin:
            case Computed(sources):
                seen.update(dict.fromkeys(sources))
            case FromInput() | FromField() as leaf:
                seen[leaf] = None
    return seen


_OPERATIONS: dict[str, Any] = {
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "·": lambda a, b: a * b,
    "⌊/⌋": lambda a, b: algebra.floor_divide(a, b),
    "mod": lambda a, b: a % b,
}


def _operation(operator: str, first: Size, second: Size) -> Quantity:
    value = _OPERATIONS[operator](value_of(first), value_of(second))
    return Quantity(value, operator=operator, operands=(_quantity(first), _quantity(second)))


def _apply(operator: str, function: Any, first: Size, second: Size) -> Size:
    value = function(value_of(first), value_of(second))
    if not isinstance(first, Quantity) and not isinstance(second, Quantity):
        return value
    return Quantity(value, operator=operator, operands=(_quantity(first), _quantity(second)))


def _certain(answer: Any) -> bool | None:
    return answer if isinstance(answer, bool) else None
