"""Poolings: windows that keep the channels and have nothing to learn.

Those that are told the size of their output are in pooling_to_size.py, the reverse of poolings is in unpooling.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isinf
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Pattern, SpatialModule
from layerhints.libraries.torch.layers.fields import side, sides
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Several,
    Size,
    either,
    equal,
    less,
    negate,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import argument, flag, number, sizes
from layerhints.rules.geometry import window
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.pooling import check_padding, pooled

NOTHING_TO_LEARN = "Pooling has nothing to learn: it has no parameters."


class Pool(SpatialModule):
    """A module that makes other sizes of the spatial axes, channel by channel."""

    return_indices: Any = False
    takes_empty_front: ClassVar[bool] = True
    """Whether torch lets the first axis be empty also where it holds the channels, since there is no batch."""

    def sizes(self, x: Any) -> tuple[Size, ...]:
        """The sizes of the spatial axes that come out."""
        raise NotImplementedError

    def output_of(self, x: Any) -> Any:
        y = self.arranged(x, self.channels(x), self.sizes(x))
        return either(self.return_indices, Several((y, y)), y)

    def has_values(self, x: Any) -> Iterator[Problem]:
        """The problem that an axis other than the batch is empty."""
        if isinstance(x, Unknown):
            return
        batched = len(x) > self.rank + 1
        for axis, axis_size in enumerate(x):
            if axis == 0 and (batched or self.takes_empty_front):
                continue
            message = f"axis {axis} of {show_structure(x)} is empty: there is nothing to pool"
            yield from require(negate(equal(axis_size, 0)), "empty-input", message, Input())

    def patterns(self) -> tuple[Pattern, ...]:
        return (self.image_pattern(),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        channels = self.channels(x)
        if not isinstance(value_of(channels), Unknown):
            count = text(channels)
            yield f"It pools each channel on its own: {count} channels go in, and {count} come out."
        yield NOTHING_TO_LEARN


class WindowPool(Pool):
    """A pooling whose windows lie a stride apart."""

    kernel_size: Any
    stride: Any
    padding: Any = 0
    dilation: Any = 1
    ceil_mode: Any
    takes_empty_front: ClassVar[bool] = False

    def window(self) -> tuple[Any, Any, Any, Any]:
        """The sides of the window, the strides, what is added at both ends, and the dilation."""
        ends, apart = (
            value if isinstance(value, tuple) else (value,) * self.rank for value in (self.padding, self.dilation)
        )
        return self.kernel_size, self.stride, ends, apart

    def sizes(self, x: Any) -> tuple[Size, ...]:
        return pooled(self.spatial(x), *self.window(), self.ceil_mode)

    def conflicts(self) -> Iterable[Problem]:
        kernel, _, ends, _ = self.window()
        yield from mismatches("padding-too-large", Argument("padding"), check_padding, kernel, ends)

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.has_values(x)
        yield from mismatches("window-too-large", Argument("kernel_size"), self.sizes, x)
        if self.means_of_volumes:
            for axis_size, side in zip(self.spatial(x), self.kernel_size, strict=True):
                message = f"a window of {text(side)} does not fit into a size of {text(axis_size)}, even with padding"
                yield from require(negate(less(axis_size, side)), "window-too-large", message, Argument("kernel_size"))

    @property
    def means_of_volumes(self) -> bool:
        """Whether torch takes means over volumes, for which the window must fit without padding and `ceil_mode`."""
        return False

    def reason(self, x: Any, y: Any, axis: int) -> str:
        shape = y[0] if isinstance(y, Several) else y
        if not self.is_spatial(shape, axis) or not isinstance(self.ceil_mode, bool):
            return ""
        place = axis - len(shape)
        kernel, stride, ends, apart = (sizes[place] for sizes in self.window())
        step = (self.spatial(x)[place], ends, kernel, stride, apart)
        same = equal(window.rounded_up(*step), window.symmetric(*step))
        if same is True or (same is None and "ceil_mode" not in self.given):
            return ""
        if self.ceil_mode:
            return "`ceil_mode=True` keeps a last window that reaches over the end, if it starts before it"
        return f"{self.says('ceil_mode')} leaves out a last window that would reach over the end"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if "stride" not in self.given or self.untraced_field("stride") == self.untraced_field("kernel_size"):
            sides = "×".join(text(side) for side in self.kernel_size)
            yield f"The stride is the size of the window, {sides}, so that the windows lie side by side."
        yield from super().notes(x, y)


class MaxPool(WindowPool):
    """The largest value of each window; with `return_indices` also where it was."""

    kernel_size = sides(label="kernel {}")
    stride = sides(None, label="stride", like="kernel_size")
    padding = sides(0, label="padding", minimum=0)
    dilation = sides(1, label="dilation")
    return_indices = flag(False)
    ceil_mode = flag(False)


class MaxPool1d(MaxPool):
    """The largest value of each window of a sequence.

    Examples:
        MaxPool1d(3, stride=2): B 16 50 -> B 16 24
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
    """

    rank = 1


class MaxPool2d(MaxPool):
    """The largest value of each window of an image.

    Examples:
        MaxPool2d(2): B 64 28 28 -> B 64 14 14
        MaxPool2d(3, stride=2, padding=1): B 64 112 112 -> B 64 56 56
        MaxPool2d(2, ceil_mode=True): B 8 7 5 -> B 8 4 3
        MaxPool2d((3, 2), stride=(2, 1)): 20 16 50 32 -> 20 16 24 31
        MaxPool2d(2, return_indices=True): B 3 8 8 -> B 3 4 4, B 3 4 4
        MaxPool2d(3, padding=2): B 3 8 8 !! padding-too-large
        MaxPool2d(2): B 8 1 1 !! window-too-large
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """

    rank = 2


class MaxPool3d(MaxPool):
    """The largest value of each window of a volume.

    Examples:
        MaxPool3d((3, 2, 2), stride=(2, 1, 2)): 20 16 50 44 31 -> 20 16 24 43 15
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html
    """

    rank = 3


class AvgPool(WindowPool):
    """The mean of each window. `count_include_pad` and `divisor_override` change the values, not the shape."""

    divisor_override: Any = None

    @property
    def means_of_volumes(self) -> bool:
        return self.rank == 3

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        if isinstance(self.divisor_override, int) and self.divisor_override == 0:
            yield Problem("bad-number", "a sum cannot be divided by 0", Argument("divisor_override"))


class AvgPool1d(AvgPool):
    """The mean of each window of a sequence.

    Examples:
        AvgPool1d(3, stride=2): B 16 50 -> B 16 24
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
    """

    rank = 1
    kernel_size = sides(label="kernel {}")
    stride = sides(None, label="stride", like="kernel_size")
    padding = sides(0, label="padding", minimum=0)
    ceil_mode = flag(False)
    count_include_pad = flag(True)


class AvgPool2d(AvgPool):
    """The mean of each window of an image.

    Examples:
        AvgPool2d(2): B 64 28 28 -> B 64 14 14
        AvgPool2d((3, 2), stride=(2, 1)): 20 16 50 32 -> 20 16 24 31
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
    """

    rank = 2
    kernel_size = sides(label="kernel {}")
    stride = sides(None, label="stride", like="kernel_size")
    padding = sides(0, label="padding", minimum=0)
    ceil_mode = flag(False)
    count_include_pad = flag(True)
    divisor_override = argument(None)


class AvgPool3d(AvgPool2d):
    """The mean of each window of a volume.

    Examples:
        AvgPool3d((3, 2, 2), stride=(2, 1, 2)): 20 16 50 44 31 -> 20 16 24 43 15
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html
    """

    rank = 3


class LPPool(WindowPool):
    """The norm of each window: a sum of powers, and its root."""

    norm_type = number()
    kernel_size = sizes(label="kernel {}")
    stride = sides(None, label="stride", like="kernel_size")
    ceil_mode = flag(False)

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.norm_type, (int, float)) and self.norm_type == 0:
            yield Problem("bad-number", "`norm_type` is 0; a root of order 0 does not exist", Argument("norm_type"))

    @property
    def means_of_volumes(self) -> bool:
        # An infinite norm is a largest value.
        return self.rank == 3 and isinstance(self.norm_type, (int, float)) and not isinf(self.norm_type)


class LPPool1d(LPPool):
    """The norm of each window of a sequence.

    Examples:
        LPPool1d(2, 3, stride=2): B 16 50 -> B 16 24
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html
    """

    rank = 1
    kernel_size = side(label="kernel {}")


class LPPool2d(LPPool):
    """The norm of each window of an image.

    Examples:
        LPPool2d(1.2, (3, 2), stride=(2, 1)): 20 16 50 32 -> 20 16 24 31
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
    """

    rank = 2


class LPPool3d(LPPool):
    """The norm of each window of a volume.

    Examples:
        LPPool3d(1.2, (3, 2, 2), stride=(2, 1, 2)): 20 16 50 44 31 -> 20 16 24 43 15
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html
    """

    rank = 3
