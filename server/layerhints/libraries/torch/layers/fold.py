"""Sliding blocks of images as columns, and columns added up to images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import SpatialModule
from layerhints.rules import Argument, Input, Problem, Ranks, equal, negate, require, show_structure
from layerhints.rules.fields import sizes
from layerhints.rules.geometry.convolution import convolved
from layerhints.rules.geometry.fold import folded, unfolded
from layerhints.rules.geometry.mismatch import mismatches


def column_names(rank: int) -> tuple[str, ...]:
    names = ("batch", "values of a block", "blocks")
    return names[3 - rank :] if rank in (2, 3) else tuple(f"axis {index}" for index in range(rank))


class Blocks(SpatialModule):
    """What both directions share: blocks that lie a stride apart, as the windows of a convolution do."""

    rank = 2
    kernel_size = sizes(label="block {}")
    dilation = sizes(1, label="dilation")
    padding = sizes(0, label="padding", minimum=0)
    stride = sizes(1, label="stride")

    def not_empty(self, x: Any) -> Iterable[Problem]:
        for axis_size in () if isinstance(x, Unknown) else x[-2 if self.ranks().least == 2 else -3 :]:
            message = f"an axis of {show_structure(x)} is empty: there are no blocks"
            yield from require(negate(equal(axis_size, 0)), "empty-input", message, Input())


class Unfold(Blocks):
    """Every block of an image as a column: what a convolution multiplies its kernels with.

    Examples:
        Unfold((2, 3)): B 5 3 4 -> B 30 4
        Unfold(4, stride=4): B 3 32 32 -> B 48 64
        Unfold(6): B 1 5 5 !! window-too-large
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html
    """

    def blocks(self) -> tuple[Any, ...]:
        return self.kernel_size, self.dilation, self.padding, self.stride

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.not_empty(x)
        yield from mismatches("window-too-large", Argument("kernel_size"), unfolded, x, *self.blocks())

    def output_of(self, x: Any) -> Any:
        return unfolded(x, *self.blocks())

    def output_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        return column_names(rank)

    def patterns(self) -> tuple[Any, ...]:
        return (self.image_pattern(),)


class Fold(Blocks):
    """Columns put back to where they came from; where blocks overlap, their values are added.

    Examples:
        Fold((4, 5), (2, 2)): B 12 12 -> B 3 4 5
        Fold(32, 4, stride=4): B 48 64 -> B 3 32 32
        Fold(4, 2): B 12 10 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html
    """

    first_fields = ("output_size",)
    output_size = sizes(label="output {}")

    def ranks(self) -> Ranks:
        return Ranks(2, 3)

    def blocks(self) -> tuple[Any, ...]:
        return self.output_size, self.kernel_size, self.dilation, self.padding, self.stride

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.not_empty(x)
        windows = (self.output_size, self.kernel_size, self.stride, self.padding, self.dilation)
        problems = tuple(mismatches("window-too-large", Argument("kernel_size"), convolved, *windows))
        yield from problems or mismatches("shape-mismatch", Input(), folded, x, *self.blocks())

    def output_of(self, x: Any) -> Any:
        return folded(x, *self.blocks())

    def input_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        return column_names(rank)

    def patterns(self) -> tuple[Any, ...]:
        return (("N", "C", "L"),)
