"""What all Keras layers share: the arguments of the base class, and where Keras keeps height, width and channels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from layerhints.algebra import Expression, Open, Unknown, show, symbols
from layerhints.rules import Applied, Input, Problem, Ranks, Rule, Several, Size, Structure, at_least, choose, exactly
from layerhints.rules.fields import SPATIAL_AXES, flag, setting, size
from layerhints.rules.quantity import value_of


class KerasLayer(Rule):
    """The base class of layers.

    Beside today's arguments it takes those of Keras 2, which name the shape of a model's first input.
    """

    activity_regularizer = setting(None, keyword_only=True)
    trainable = flag(True, keyword_only=True)
    dtype = setting(None, keyword_only=True)
    autocast = setting(True, keyword_only=True)
    name = setting(None, keyword_only=True)
    input_shape = setting(None, keyword_only=True)
    input_dim = size(None, keyword_only=True, optional=True)
    batch_input_shape = setting(None, keyword_only=True)
    batch_shape = setting(None, keyword_only=True)
    batch_size = setting(None, keyword_only=True)
    input_length = setting(None, keyword_only=True)
    weights = setting(None, keyword_only=True)

    @classmethod
    def words(cls, name: str) -> tuple[str, ...]:
        if not name.endswith("activation"):
            return super().words(name)
        from layerhints.libraries.keras.activations import NAMES  # all operations stand behind these

        return NAMES

    def ranks(self) -> Ranks:
        return at_least(1)

    def patterns(self, count: int) -> tuple[Any, ...]:
        """What is demanded of each of so many inputs that nothing else describes: a tuple of names for its sizes, empty
        where it has none; an Open with such ends; or None for no demand.
        """
        rank = self.ranks().exact
        return (None if rank is None else ("",) * rank,) * count

    reads_lists: ClassVar[bool] = False
    """Does a list of numbers or texts, where a tensor is expected, count as one?"""

    more_axes: ClassVar[int] = 0
    """How many axes more come out, where a shape of unknown rank comes out of such a one."""
    keeps_type: ClassVar[bool] = False
    """Whether whole numbers come out where such go in. Of the others Keras 3 says the type that they compute with."""
    stretches: ClassVar[bool] = False
    """Whether it combines its inputs number by number."""

    def axis_names(self, rank: int) -> tuple[str, ...]:
        if rank in (2, 3):
            return ("batch", "steps", "features") if rank == 3 else ("batch", "features")
        if rank - 2 not in SPATIAL_AXES:
            return super().axis_names(rank)
        if self.settings.data_format == "channels_first":
            return ("batch", "channels", *spatial_names(rank - 2))
        return ("batch", *spatial_names(rank - 2), "channels")

    def defined(self, sizes: Iterable[Size], what: str) -> Iterator[Problem]:
        """The problem that a size which weights are made of is None."""
        for axis_size in sizes:
            if is_none(axis_size):
                message = f"the {what} of the input is None; `{type(self).__name__}` needs it to make its weights"
                yield Problem("undefined-axis", message, Input())

    parts_when_built: ClassVar[tuple[str, ...]] = ()
    """The classes of the layers that it makes for itself when it is built. Each of them takes a name."""

    def parts_when_made(self) -> Iterable[str]:
        """The classes of the layers that it makes for itself when it is made. Each of them takes a name."""
        return ()

    def computed(self, x: Any) -> Any:
        """The shape that is computed of these inputs, if Keras says less of symbolic ones; else None."""
        return None

    def unknown_inside(self, x: Any) -> str | None:
        """Why it is not known what comes out where another layer runs this one; None where it is as always.

        Keras finds out by running it on abstract tensors of its backend. In those of jax, by which this is judged, an
        open size is neither more nor less than a number, and places that are drawn at random cannot be cut at.
        """
        return None

    def says(self, field: str) -> str:
        """An argument as it stands in the call: `padding='valid'` (the default)."""
        value = self.untraced_field(field)
        return f"`{field}={value!r}`" + ("" if field in self.given else " (the default)")


def applied_inside(layer: Any, inputs: Structure, applied: Applied) -> Applied:
    """What a layer does to these inputs where another layer runs it; `applied` is what it does by itself."""
    if applied.problems or not isinstance(layer, KerasLayer):
        return applied
    x, _ = layer.arrange(inputs)
    reason = layer.unknown_inside(x) if isinstance(x, tuple) and not isinstance(x, Several) else None
    return applied if reason is None else Applied(Unknown(reason), applied.weights)


def applied_to_numbers(layer: Any, inputs: Structure, applied: Applied) -> Applied:
    """What comes out of these inputs where it is computed, and not told of symbolic tensors beforehand."""
    if applied.problems or not isinstance(layer, KerasLayer):
        return applied
    x, _ = layer.arrange(inputs)
    computed = layer.computed(x) if isinstance(x, tuple) and not isinstance(x, Several) else None
    return applied if computed is None else Applied(computed, applied.weights)


def is_none(axis_size: Size) -> bool:
    """Whether Keras has None for this size: it depends on a size that is left open, such as the batch."""
    value = value_of(axis_size)
    return isinstance(value, Expression) and any(show(symbol) == "None" for symbol in symbols(value))


class SpatialLayer(KerasLayer):
    """A layer over `rank` spatial axes, with the channels behind them or in front of them.

    Each family declares `data_format` at its own place in the signature.
    """

    data_format: Any

    def ranks(self) -> Ranks:
        return exactly(self.rank + 2)

    def patterns(self, count: int) -> tuple[Any, ...]:
        if self.ranks().exact is None or not isinstance(self.data_format, str):
            return super().patterns(count)
        return (self.arranged("B", SPATIAL_SYMBOLS[self.rank], "C"),) * count

    def channels(self, x: Any) -> Size:
        return choose(self.data_format, channels_last=x[-1], channels_first=x[1])

    def spatial(self, x: Any) -> Any:
        """The sizes of the spatial axes."""
        return choose(self.data_format, channels_last=x[1:-1], channels_first=x[2:])

    def arranged(self, batch: Size, spatial: Iterable[Size], channels: Size) -> Any:
        """The shape with these sizes."""
        spatial = tuple(spatial)
        return choose(
            self.data_format, channels_last=(batch, *spatial, channels), channels_first=(batch, channels, *spatial)
        )

    def axis_names(self, rank: int) -> tuple[str, ...]:
        if not isinstance(self.data_format, str):
            return Rule.axis_names(self, rank)
        if rank != self.rank + 2:
            return super().axis_names(rank)
        return self.arranged("batch", spatial_names(self.rank), "channels")

    def is_spatial(self, axis: int) -> bool:
        """Whether this axis of an input or output is one of height, width and so on."""
        return axis != 0 and axis != choose(self.data_format, channels_last=self.rank + 1, channels_first=1)


SPATIAL_SYMBOLS: dict[int, tuple[str, ...]] = {1: ("T",), 2: ("H", "W"), 3: ("D", "H", "W")}
"""The letters that stand for open spatial sizes."""

LAST_STEP: Any = Open("a layer takes one index at a time", tail=("T",))  # type: ignore[arg-type]
LAST_AXIS: Any = Open("a layer works on the last axis", tail=("",))  # type: ignore[arg-type]


def spatial_names(rank: int) -> tuple[str, ...]:
    """What people call the spatial axes: steps; height and width; depth, height and width."""
    return ("steps",) if rank == 1 else SPATIAL_AXES[rank]


def kernel_labels(rank: int) -> tuple[str, ...]:
    """What people call the sides of a kernel."""
    return tuple(f"kernel {axis}" for axis in SPATIAL_AXES[rank])


def snake_case(name: str) -> str:
    """The name that Keras makes of a class's name: `Conv2DTranspose` becomes `conv2d_transpose`."""
    return re.sub(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name).lower()
