"""The reverse of max poolings: values go back to where they came from, and zeros to everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Other, OtherInputs, Pattern, SpatialModule
from layerhints.libraries.torch.layers.fields import LEAST, sides
from layerhints.libraries.torch.layers.operands import Operands, common, same_shape
from layerhints.rules import Argument, Input, Place, Problem, Size, equal, negate, require, show_structure
from layerhints.rules.fields import sizes
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.pooling import unpooled


class MaxUnpool(Operands, SpatialModule):
    """What a max pooling with the same windows came from. `output_size` chooses where several sizes would do."""

    operands = ("input", "indices")
    other_inputs: ClassVar[OtherInputs] = {"output_size": Other.SIZES}

    kernel_size = sizes(label="kernel {}")
    stride = sizes(None, label="stride", like="kernel_size", minimum=0)
    padding = sides(0, label="padding", minimum=LEAST)

    wanted: Any = None
    """The size that the call asks for: one for each spatial axis, also with batch and channels in front."""

    def forward(self, input: Any, indices: Any, output_size: Any = None) -> tuple[Any, Any]:
        asking: MaxUnpool = self.replace(wanted=output_size)
        return asking.on(input, indices)

    def sizes(self, x: Any) -> tuple[Size, ...]:
        """The sizes of the spatial axes that come out."""
        wanted = self.wanted
        if wanted is not None and not isinstance(wanted, tuple):
            return (Unknown("the value of `output_size` is not known"),) * self.rank
        shape = common(*x)
        return unpooled(
            self.spatial(shape),
            self.kernel_size,
            self.stride,
            self.padding,
            None if wanted is None else wanted[-self.rank :],
        )

    def conflicts(self) -> Iterable[Problem]:
        for step in self.stride if self.rank == 3 else ():
            yield from require(negate(equal(step, 0)), "bad-size", "`stride` must be at least 1", Argument("stride"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        for index, shape in enumerate(x):
            _, problems = self.with_rank(shape, self.ranks(), index)
            if problems:
                yield from problems
                return
        for axis_size in () if isinstance(x[0], Unknown) else x[0][1:]:
            message = f"an axis of {show_structure(x[0])} is empty: there is nothing to unpool"
            yield from require(negate(equal(axis_size, 0)), "empty-input", message, Input())
        message = f"the indices {show_structure(x[1])} must have the shape of the values: {show_structure(x[0])}"
        yield from require(same_shape(*x), "shape-mismatch", message, Input(1))
        if isinstance(self.wanted, tuple) and len(self.wanted) not in (self.rank, self.rank + 2):
            message = f"`output_size` has {len(self.wanted)} items; it takes {self.rank} or {self.rank + 2}"
            yield Problem("bad-length", message, Place("output_size"))
            return
        if self.wanted is None:
            yield from mismatches("crop-too-large", Argument("padding"), self.sizes, x)
        else:
            yield from mismatches("wrong-output-size", Place("output_size"), self.sizes, x)

    def output_of(self, x: Any) -> Any:
        shape = common(*x)
        return self.arranged(shape, self.channels(shape), self.sizes(x))

    def patterns(self) -> tuple[Pattern, ...]:
        return (self.image_pattern(), self.image_pattern())

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if not self.is_spatial(y, axis):
            return ""
        if self.wanted is not None:
            return "`output_size` asks for it"
        return "a pooling with these windows makes the size of the input of this"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It has nothing to learn: each value goes back to its index, and every other place gets 0."


class MaxUnpool1d(MaxUnpool):
    """The reverse of MaxPool1d.

    Examples:
        MaxUnpool1d(2, stride=2): B 3 4, B 3 4 -> B 3 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html
    """

    rank = 1


class MaxUnpool2d(MaxUnpool):
    """The reverse of MaxPool2d.

    Examples:
        MaxUnpool2d(2, stride=2): B 3 4 5, B 3 4 5 -> B 3 8 10
        MaxUnpool2d(3, stride=2, padding=1): B 3 4 5, B 3 4 5 -> B 3 7 9
        MaxUnpool2d(2): B 3 4 5, B 3 4 4 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
    """

    rank = 2


class MaxUnpool3d(MaxUnpool):
    """The reverse of MaxPool3d.

    Examples:
        MaxUnpool3d(3, stride=2): 20 16 25 16 7, 20 16 25 16 7 -> 20 16 51 33 15
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html
    """

    rank = 3
