"""Convolutions, and what they share with the transposed ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import Pattern, SpatialModule, TorchModule, spatial_names
from layerhints.libraries.torch.layers.fields import padding, sides
from layerhints.rules import (
    Argument,
    Factor,
    Input,
    Problem,
    Size,
    Weight,
    counted,
    equal,
    factor,
    less,
    product,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import choice, flag, setting, size, sizes
from layerhints.rules.geometry.convolution import check_groups, convolved, same_padding
from layerhints.rules.geometry.mismatch import mismatches
from layerhints.rules.geometry.padding import pad_ends
from layerhints.rules.quantity import as_code

FILLINGS = {"zeros": "zeros", "reflect": "mirrored values", "replicate": "the outermost values"}
"""What each padding mode adds."""


def padding_of_ends(padding: Any) -> Mapping[str, Any]:
    """What a convolution keeps for `F.pad`, which counts the axes from the last one and takes each end."""
    ends: Any = Unknown("how much is padded depends on the kernel")
    if isinstance(padding, tuple):
        ends = tuple(end for each in reversed(padding) for end in (each, each))
    return {"_reversed_padding_repeated_twice": ends}


class Kernel(SpatialModule):
    """A module with a kernel: every output channel has one for each input channel of its group."""

    computes = True

    in_channels: Any
    out_channels: Any
    kernel_size: Any
    stride: Any
    padding: Any
    dilation: Any
    groups: Any
    bias: Any

    def conflicts(self) -> Iterable[Problem]:
        # A lazy module learns its input channels later; 0 of them make any number of groups.
        known = 0 if self.lazy else self.in_channels
        yield from mismatches(
            "groups-mismatch", Argument("groups"), check_groups, known, self.out_channels, self.groups
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        if self.lazy:
            yield from mismatches("groups-mismatch", Argument("groups"), check_groups, self.channels(x), 0, self.groups)
        else:
            yield from self._right_channels(x)

    def _right_channels(self, x: Any) -> Iterator[Problem]:
        channels, name = self.channels(x), type(self).__name__
        wanted = counted(self.in_channels, "input channel" if equal(self.in_channels, 1) is True else "input channels")
        message = f"`{name}` is made for {wanted}; this input has {text(channels)}: {show_structure(x)}. "
        if not isinstance(x, Unknown) and equal(x[-1], self.in_channels) is True:
            message += "The channels come before the spatial axes: move the last axis there with `permute`."
        elif not isinstance(x, Unknown) and len(x) == self.rank + 1 and equal(self.in_channels, 1) is True:
            message += (
                f"With {len(x)} axes it is a single sample, its channels in front; "
                f"to a batch, `unsqueeze(1)` adds the axis of the channels."
            )
        else:
            message += f"Make it `{name}({as_code(channels)}, …)`, or change what comes before."
        yield from require(equal(channels, self.in_channels), "wrong-channels", message, Input())

    def channels_in(self, x: Any) -> Size:
        """What `in_channels` is; a lazy module takes it from its first input."""
        return self.channels(x) if self.lazy else self.in_channels

    def channels_out(self, x: Any) -> Size:
        if equal(self.channels(x), 0) is True:
            return Unknown("what torch makes of an input without channels depends on the device")
        return self.out_channels

    def of_a_group(self, channels: Size, kind: str) -> Factor:
        """The channels of a kind that belong together."""
        if equal(self.groups, 1) is True:
            return factor(f"{kind} channels", channels)
        return factor(f"{kind} channels of a group", channels // self.groups)

    def kernel_factors(self) -> Iterator[Factor]:
        for name, side in zip(spatial_names(self.rank), self.kernel_size, strict=True):
            yield factor(f"kernel {name}", side)

    def bias_weight(self) -> Weight:
        return Weight(
            "bias",
            (factor("output channels", self.out_channels),),
            when=self.bias,
            because="one per output channel",
            flag="bias",
        )

    def patterns(self) -> tuple[Pattern, ...]:
        return (self.image_pattern() if self.lazy else self.image_pattern(self.in_channels),)


class Convolution(Kernel):
    """A convolution: each output channel is made by a window over all input channels of its group."""

    in_channels = size(label="input channels", minimum=0)
    out_channels = size(label="output channels")
    kernel_size = sizes(label="kernel {}")
    stride = sides(1, label="stride")
    padding = padding(0)
    dilation = sides(1, label="dilation")
    groups = size(1, label="groups")
    bias = flag(True)
    padding_mode = choice("zeros", "reflect", "replicate", "circular", default="zeros")
    device = setting(None)
    dtype = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        if self.padding == "same":
            for step in self.stride:
                message = f"`padding='same'` keeps the size, which a stride of {text(step)} cannot"
                yield from require(equal(step, 1), "conflicting-arguments", message, Argument("padding"))
        elif isinstance(self.padding, tuple) and self.padding_mode == "zeros":
            if len(self.padding) not in (1, self.rank):
                message = f"`padding` has {len(self.padding)} items; it takes one for each of {self.rank} axes"
                yield Problem("bad-length", message, Argument("padding"))
            for end in self.padding:
                message = f"`padding` is {text(end)}; it must be at least 0"
                yield from require(less(-1, end), "bad-size", message, Argument("padding"))

    def attributes_of(self) -> Mapping[str, Any]:
        return padding_of_ends(self.padding)

    def carrying(self, shapes: Mapping[str, Any]) -> TorchModule | None:
        if equal(self.groups, 1) is not True or len(sizes := shapes.get("weight", ())) != self.rank + 2:
            return None
        made: TorchModule = self.replace(in_channels=sizes[1], out_channels=sizes[0], kernel_size=tuple(sizes[2:]))
        return made

    def positions(self, x: Any) -> tuple[Size, ...]:
        """How often the kernel fits along each spatial axis."""
        ends = self.padding
        if self.pads_with_values and (isinstance(ends, tuple) or self.dilation_may_be_short):
            x, ends = self.padded(x), "valid"
        elif isinstance(ends, tuple) and len(ends) != self.rank:
            ends = ends * self.rank if self.padding_mode == "zeros" else self.padding_mode
        elif self.dilation_may_be_short and isinstance(self.padding_mode, Unknown):
            ends = self.padding_mode
        return convolved(self.spatial(x), self.kernel_size, self.stride, ends, self.dilation)

    @property
    def pads_with_values(self) -> bool:
        """Whether values of the input are put around it, in a step of its own."""
        return isinstance(self.padding_mode, str) and self.padding_mode != "zeros"

    @property
    def dilation_may_be_short(self) -> bool:
        """Whether `dilation` is a tuple of one number for several axes, or may be."""
        return "dilation" in self.shortened or any(isinstance(each, Unknown) for each in self.dilation)

    def padded(self, x: Any) -> Any:
        if isinstance(self.padding, Unknown):
            return self.arranged(x, self.channels(x), (self.padding,) * self.rank)
        if len(self.padding) > self.rank and not isinstance(self.padding, str):
            return Unknown(f"`padding` has {len(self.padding)} items for {self.rank} axes")
        if self.padding == "same":
            pairs = same_padding(self.kernel_size, self.dilation)
            if "dilation" in self.shortened:
                pairs = (pairs[0], *((0, 0),) * (self.rank - 1))  # this step looks at one axis for each number
        else:
            # With a tuple of one number this step pads the last axis only.
            pairs = tuple((end, end) for end in ((0,) * self.rank if self.padding == "valid" else self.padding))
        return pad_ends(x, tuple(end for pair in reversed(pairs) for end in pair), self.padding_mode)

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = tuple(super().requirements(x))
        if not problems and self.pads_with_values:
            problems = tuple(mismatches("padding-too-large", Argument("padding"), self.padded, x))
        yield from problems or mismatches("window-too-large", Argument("kernel_size"), self.positions, x)

    def output_of(self, x: Any) -> Any:
        return self.arranged(x, self.channels_out(x), self.positions(x))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield Weight(
            "weight",
            (
                factor("output channels", self.out_channels),
                self.of_a_group(self.channels_in(x), "input"),
                *self.kernel_factors(),
            ),
            times=None if x is None else product(self.positions(x)),
            because="each output channel spans all input channels"
            + ("" if equal(self.groups, 1) is True else " of its group"),
        )
        yield self.bias_weight()

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if not self.is_spatial(y, axis) or isinstance(self.padding, Unknown):
            return ""
        if self.padding == "same":
            return f"{self.says('padding')} adds as much as it takes to keep the size"
        if self.padding == "valid" or all(equal(end, 0) is True for end in self.padding):
            return f"{self.says('padding')} adds no zeros"
        filling = FILLINGS.get(self.padding_mode, "values") if isinstance(self.padding_mode, str) else "values"
        return f"{self.says('padding')} adds {filling} at both ends"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        kernel = [part.size for part in (self.of_a_group(self.channels_in(x), "input"), *self.kernel_factors())]
        weights = product(kernel)
        alone = equal(self.groups, 1) is True
        single = equal(kernel[0], 1) is True
        spanned = "input channel" if single else f"{counted(kernel[0], 'input channels')}"
        said = f"Each of the {counted(self.out_channels, 'output channels')} spans " + (
            f"{'the one' if single else 'all'} {spanned}"
            if alone
            else f"the {'one ' if single else ''}{spanned} of its group (there are {text(self.groups)} groups)"
        )
        if not isinstance(value_of(weights), Unknown):
            bias = " and one bias" if self.bias is True else ""
            said += f": {'·'.join(map(text, kernel))} = {text(weights)} weights{bias}"
        yield f"{said}."
        if not alone and single:
            yield "This is a depthwise convolution: each output channel sees one input channel, so none are mixed."
        yield "Padding and strides change the size of the output, not the number of parameters."


class Conv1d(Convolution):
    """A convolution over sequences: `(N, C, L)`.

    Examples:
        Conv1d(16, 33, 3, stride=2): B 16 50 -> B 33 24 | 1617
        Conv1d(4, 8, 3, padding="same", dilation=2): B 4 L -> B 8 L | 104
        Conv1d(4, 8, 3): 4 10 -> 8 8 | 104
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
    """

    rank = 1


class Conv2d(Convolution):
    """A convolution over images: `(N, C, H, W)`, channels first.

    Examples:
        Conv2d(3, 16, 3, padding=1): B 3 32 32 -> B 16 32 32 | 448
        Conv2d(3, 64, 7, stride=2, padding=3, bias=False): B 3 224 224 -> B 64 112 112 | 9408
        Conv2d(32, 32, 3, padding=1, groups=32): B 32 H W -> B 32 H W | 320
        Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2), dilation=(3, 1)): 20 16 50 100 -> 20 33 26 100 | 7953
        Conv2d(3, 8, 3, padding=2, padding_mode="reflect"): 3 9 9 -> 8 11 11 | 224
        Conv2d(3, 16, 3): B 32 32 3 !! wrong-channels
        Conv2d(1, 20, 5): B 1 4 4 !! window-too-large
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
    """

    rank = 2


class Conv3d(Convolution):
    """A convolution over volumes or videos: `(N, C, D, H, W)`.

    Examples:
        Conv3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0)): 20 16 10 50 100 -> 20 33 8 50 99 | 15873
        Conv3d(1, 4, 3, groups=1, bias=False): B 1 5 6 7 -> B 4 3 4 5 | 108
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
    """

    rank = 3


class LazyConv1d(Conv1d):
    """A convolution over sequences that takes the number of input channels from its first input.

    Examples:
        LazyConv1d(8, 3): B 4 10 -> B 8 8 | 104
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv1d.html
    """

    lazy: ClassVar[bool] = True
    in_channels = None


class LazyConv2d(Conv2d):
    """A convolution over images that takes the number of input channels from its first input.

    Examples:
        LazyConv2d(16, 3, padding=1): B 3 32 32 -> B 16 32 32 | 448
        LazyConv2d(4, 3, groups=2): B 3 8 8 !! groups-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv2d.html
    """

    lazy: ClassVar[bool] = True
    in_channels = None


class LazyConv3d(Conv3d):
    """A convolution over volumes that takes the number of input channels from its first input.

    Examples:
        LazyConv3d(4, 3): B 1 5 6 7 -> B 4 3 4 5 | 112
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv3d.html
    """

    lazy: ClassVar[bool] = True
    in_channels = None
