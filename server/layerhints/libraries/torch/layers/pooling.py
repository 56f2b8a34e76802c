"""Poolings: windows that keep the channels and have nothing to learn. Their reverse is in unpooling.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isinf
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Pattern, SpatialModule
from layerhints.libraries.torch.layers.fields import factors, side, sides, target
from layerhints.rules import (
    Argument,
    Call,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    counted,
    either,
    equal,
    less,
    negate,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import flag, number, setting, sizes
from layerhints.rules.geometry import window
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.pooling import adaptive, check_padding, fractional, pooled

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
    divisor_override = setting(None)


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


class AdaptivePool(Pool):
    """A pooling that chooses its windows so that the output has a given size."""

    output_size = target()

    def sizes(self, x: Any) -> tuple[Size, ...]:
        return adaptive(self.spatial(x), self.output_size)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return self.has_values(x)

    def reason(self, x: Any, y: Any, axis: int) -> str:
        shape = y[0] if isinstance(y, Several) else y
        if not self.is_spatial(shape, axis):
            return ""
        kept = self.output_size[axis - len(shape)] is None
        return "None keeps the size" if kept else f"{self.says('output_size')} asks for it, whatever the input's size"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        has_channels = isinstance(x, Unknown) or len(x) > self.rank
        if has_channels and all(size is not None and equal(size, 1) is True for size in self.output_size):
            yield f"Each of the {counted(self.channels(x), 'channels')} becomes one number, whatever its size."
        yield NOTHING_TO_LEARN


class AdaptiveAvgPool(AdaptivePool):
    """The means of a given number of windows. One window is a mean over the last axes, of whatever tensor."""

    def one_window(self, x: Any = None) -> bool | None:
        """Whether the output has a single position."""
        wanted = self.output_size if x is None or isinstance(x, Unknown) else self.sizes(x)
        answers = [None if side is None else equal(side, 1) for side in wanted]
        return False if False in answers else None if None in answers else True

    def ranks(self) -> Ranks:
        return super().ranks() if self.rank == 1 or self.one_window() is False else Ranks(self.rank)

    def requirements(self, x: Any) -> Iterable[Problem]:
        one = self.one_window(x)
        if one is not False:
            return
        _, problems = self.with_rank(x, super().ranks())
        if problems or self.rank == 3:
            yield from problems or self.has_values(x)
            return
        message = f"an axis of {show_structure(x)} is empty: there is nothing to pool"
        for axis_size in self.spatial(x):
            yield from require(negate(equal(axis_size, 0)), "empty-input", message, Input())

    def output_of(self, x: Any) -> Any:
        if not isinstance(x, Unknown) and len(x) == self.rank:
            return Unknown("whether torch takes a tensor without channels depends on how `output_size` is written")
        return super().output_of(x)


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    """The means of a given number of windows of a sequence.

    Examples:
        AdaptiveAvgPool1d(5): B 64 8 -> B 64 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
    """

    rank = 1
    output_size = target(holes=False)


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    """The means of a given number of windows of an image. With 1 it is a global average pooling.

    Examples:
        AdaptiveAvgPool2d(1): B 512 7 7 -> B 512 1 1
        AdaptiveAvgPool2d((5, 7)): B 64 8 9 -> B 64 5 7
        AdaptiveAvgPool2d((None, 7)): B 64 H 9 -> B 64 H 7
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """

    rank = 2


class AdaptiveAvgPool3d(AdaptiveAvgPool):
    """The means of a given number of windows of a volume.

    Examples:
        AdaptiveAvgPool3d((7, None, None)): B 64 10 9 8 -> B 64 7 9 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html
    """

    rank = 3


class AdaptiveMaxPool1d(AdaptivePool):
    """The largest values of a given number of windows of a sequence.

    Examples:
        AdaptiveMaxPool1d(5): B 64 8 -> B 64 5
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
    """

    rank = 1
    output_size = target(holes=False)
    return_indices = flag(False)


class AdaptiveMaxPool2d(AdaptivePool):
    """The largest values of a given number of windows of an image.

    Examples:
        AdaptiveMaxPool2d((5, 7)): B 64 8 9 -> B 64 5 7
        AdaptiveMaxPool2d(3, return_indices=True): B 4 8 9 -> B 4 3 3, B 4 3 3
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """

    rank = 2
    return_indices = flag(False)


class AdaptiveMaxPool3d(AdaptivePool):
    """The largest values of a given number of windows of a volume.

    Examples:
        AdaptiveMaxPool3d((5, 7, 9)): B 64 8 9 10 -> B 64 5 7 9
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html
    """

    rank = 3
    return_indices = flag(False)


class FractionalMaxPool(Pool):
    """The largest values of windows that lie at random, as many as are wanted or a share of the size."""

    kernel_size = sizes(label="kernel {}")
    output_size = target(None, holes=False)
    output_ratio = factors(None)
    return_indices = flag(False)
    _random_samples = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        if self.output_size is None and self.output_ratio is None:
            message = "one of `output_size` and `output_ratio` must be given"
            yield Problem("missing-argument", message, Call())
        if isinstance(self.output_size, tuple) and isinstance(self.output_ratio, (tuple, int, float)):
            message = "`output_size` and `output_ratio` exclude each other"
            yield Problem("conflicting-arguments", message, Argument("output_ratio"))
        ratios = self.output_ratio if isinstance(self.output_ratio, tuple) else (self.output_ratio,)
        if len(ratios) not in (1, self.rank):
            message = f"`output_ratio` has {len(ratios)} items; it takes one for each of {self.rank} axes"
            yield Problem("bad-length", message, Argument("output_ratio"))
        for ratio in ratios:
            if isinstance(ratio, (int, float)) and not 0 < ratio < 1:
                message = f"`output_ratio` is {ratio}; it must lie between 0 and 1, both excluded"
                yield Problem("bad-number", message, Argument("output_ratio"))

    def sizes(self, x: Any) -> tuple[Size, ...]:
        if isinstance(self.output_size, Unknown):
            return (self.output_size,) * self.rank
        if self.output_size is None and self.output_ratio is None:
            return (Unknown("neither `output_size` nor `output_ratio` is given"),) * self.rank
        ratio = self.output_ratio if isinstance(self.output_ratio, tuple) else (self.output_ratio,) * self.rank
        return fractional(self.spatial(x), self.kernel_size, self.output_size, ratio)

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.has_values(x)
        yield from mismatches("window-too-large", Argument("kernel_size"), self.sizes, x)


class FractionalMaxPool2d(FractionalMaxPool):
    """The largest values of windows of an image that lie at random.

    Examples:
        FractionalMaxPool2d(3, output_size=(13, 12)): 20 16 50 32 -> 20 16 13 12
        FractionalMaxPool2d(3, output_ratio=0.5): B 16 50 33 -> B 16 25 16
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html
    """

    rank = 2


class FractionalMaxPool3d(FractionalMaxPool):
    """The largest values of windows of a volume that lie at random.

    Examples:
        FractionalMaxPool3d(3, output_size=(13, 12, 11)): 20 16 50 32 16 -> 20 16 13 12 11
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool3d.html
    """

    rank = 3
