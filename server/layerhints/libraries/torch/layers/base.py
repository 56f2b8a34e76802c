"""What all modules of `torch.nn` share that have a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from layerhints.algebra import Open, Unknown
from layerhints.rules import Problem, Quantity, Ranks, Rule, Size, Weight, text, value_of
from layerhints.rules.fields import SPATIAL_AXES
from layerhints.rules.shapes import axis
from layerhints.rules.weights import Axis, Factor

Pattern = tuple[Any, ...] | Open | None
"""What a module demands of an input that nothing else describes: a tuple of sizes and of names for those that stay
open (`("N", 3, "H", "W")`), an Open with known ends (`(…, 784)`), or None for no demand."""


class Other(Enum):
    """What may go into a module that is no tensor."""

    STATE = "several tensors"
    PACKED = "a packed sequence"
    SIZES = "sizes in a tuple"
    LENGTHS = "numbers, which stand for a tensor with one axis"
    PLAIN = "a number or a flag"


class Lengths(tuple[Any, ...]):
    """The shape of numbers that go in as a list."""

    __slots__ = ()


OtherInputs = Mapping[str, Other]
"""For parameters of `forward` that take something else beside a tensor, what."""


class TorchModule(Rule):
    """A leaf of a network: fields are the signature of the class, `forward` that of its forward method.

    Weights are made with the module: but for lazy modules `weights_of` gets None and must not look at it.
    """

    lazy: ClassVar[bool] = False
    """Whether the weights wait for the first input."""

    computes: ClassVar[bool] = False
    """Whether it multiplies what comes in with weights, which hold fractions: torch refuses whole numbers."""

    other_inputs: ClassVar[OtherInputs] = {}

    not_kept: ClassVar[frozenset[str]] = frozenset()
    """The fields that are no attributes of the module."""

    shortened: frozenset[str] = frozenset()
    """The fields that were given as a tuple of one number for several axes."""

    if TYPE_CHECKING:

        def forward(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]: ...

    else:

        def forward(self, input):
            """The rule as this call sees it, and the shapes that go through it.

            A subclass declares the parameters that the real `forward` has. Tensors arrive as shapes (lists and tuples
            of tensors as Several), everything else as plain values.
            """
            return self, input

    def buffers_of(self) -> Iterable[Weight]:
        """What the module keeps beside its parameters: in the state, not in the count."""
        return ()

    def children_of(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        """The modules inside this one that have weights of their own: attribute, name of the class, its arguments."""
        return ()

    def carrying(self, shapes: Mapping[str, Any]) -> TorchModule | None:
        """The same module made for weights of these shapes, which the program has put in the place of its own; None
        where that is not understood.
        """
        return None

    def weights_at_once(self) -> Iterable[Weight] | None:
        return None if self.lazy else self.weights_of(None)

    def weights_inside(self) -> Iterator[Weight]:
        from layerhints.libraries.torch.layers import rule

        for attribute, name, arguments in self.children_of():
            declared = rule(name)
            assert declared is not None
            made = declared.bind((), {field: value_of(value) for field, value in arguments.items()}).layer
            child = made.replace(**arguments)
            for weight in (*child.weights_of(None), *child.weights_inside()):
                yield replace(weight, axes=tuple(map(_as_given, weight.axes))).within(attribute)

    def times_inside(self, inputs: Any) -> Mapping[str, Any]:
        """How often each entry of a weight inside such a module is multiplied for one sample, by the weight's full
        name, where this module takes the weight without calling the other.
        """
        return {}

    def parts_of(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        """The modules inside this one whose weights `weights_of` names: path, name of the class, its arguments."""
        return ()

    def attributes_of(self) -> Mapping[str, Any]:
        """Attributes of the module that are no fields of this rule, or have another value than the field."""
        return {}

    def patterns(self) -> tuple[Pattern, ...]:
        """For each tensor that goes in, in the order of `forward`, what is demanded of it."""
        return ()

    def equal_sizes(self, inputs: Any) -> Iterable[tuple[Size, Size]]:
        """Sizes of different inputs that must be the same, as far as ranks are known."""
        return ()

    def ranks(self) -> Ranks:
        return Ranks()

    def says(self, field: str) -> str:
        """An argument as it stands in the call: `padding=1` (the default)."""
        return f"`{field}={self.written(field)}`" + ("" if field in self.given else " (the default)")

    def written(self, field: str) -> str:
        """The value of an argument; a tuple of equal numbers as one of them."""
        value = self.untraced_field(field)
        if not isinstance(value, tuple):
            return repr(value) if value is None or isinstance(value, (str, bool, float)) else text(value)
        sizes = ["None" if size is None else text(size) for size in value]
        return sizes[0] if len(set(sizes)) == 1 else f"({', '.join(sizes)})"


def _as_given(axis: Axis) -> Axis:
    """An axis of a weight inside, called as the arguments of the whole that give its size."""
    return _called(axis) if isinstance(axis, Factor) else tuple(map(_called, axis))


def _called(part: Factor) -> Factor:
    label = part.size.label if isinstance(part.size, Quantity) else ""
    return replace(part, label=label or part.label)


class SpatialModule(TorchModule):
    """A module over `rank` spatial axes at the end; in front of them the channels, and the batch, which may be absent.

    `(N, C, *)` or `(C, *)`. https://docs.pytorch.org/docs/stable/nn.html
    """

    def ranks(self) -> Ranks:
        return Ranks(self.rank + 1, self.rank + 2)

    def spatial(self, x: Any) -> tuple[Size, ...]:
        """The sizes of the spatial axes."""
        return tuple(axis(x, index) for index in range(-self.rank, 0))

    def channels(self, x: Any) -> Size:
        return axis(x, -self.rank - 1)

    def arranged(self, x: Any, channels: Size, spatial: Iterable[Size]) -> Any:
        """The shape with other channels and spatial sizes; a batch stays."""
        sizes = (channels, *spatial)
        return Open(x.reason, tail=sizes) if isinstance(x, Unknown) else (*x[: -len(sizes)], *sizes)

    def is_spatial(self, y: Any, axis: int) -> bool:
        """Whether an axis of an output is a spatial one."""
        return not isinstance(y, Unknown) and axis >= len(y) - self.rank

    def axis_names(self, rank: int) -> tuple[str, ...]:
        names = ("channels", *spatial_names(self.rank))
        if rank == len(names):
            return names
        return ("batch", *names) if rank == len(names) + 1 else super().axis_names(rank)

    def image_pattern(self, channels: Any = "C") -> Pattern:
        """A batch with these channels, of any height and width."""
        return ("N", channels, *SPATIAL_SYMBOLS[self.rank])


SPATIAL_SYMBOLS: dict[int, tuple[str, ...]] = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
"""The letters that stand for open spatial sizes."""


def spatial_names(rank: int) -> tuple[str, ...]:
    """What people call the spatial axes: length; height and width; depth, height and width."""
    return SPATIAL_AXES[rank]


__all__ = [
    "SPATIAL_SYMBOLS", "Lengths", "Other", "OtherInputs", "Pattern", "Problem", "SpatialModule", "TorchModule",
    "spatial_names",
]  # fmt: skip
