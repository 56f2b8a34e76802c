"""Convolutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import SpatialLayer, kernel_labels, spatial_names
from layerhints.rules import (
    Argument,
    Problem,
    Size,
    Weight,
    choose,
    counted,
    divides,
    equal,
    factor,
    fixed,
    less,
    negate,
    product,
    require,
    text,
    value_of,
)
from layerhints.rules.fields import choice, flag, setting, size, sizes
from layerhints.rules.geometry import transposed, window


class Windowed(SpatialLayer):
    """A layer that moves a window over the spatial axes: convolutions and poolings."""

    strides: Any
    padding: Any

    def window(self) -> tuple[Any, Any, str]:
        """The sides of the window, its dilation, and the field that sets the sides."""
        raise NotImplementedError

    def positions(self, x: Any) -> tuple[Size, ...]:
        """How often the window fits along each spatial axis."""
        kernel, dilation, _ = self.window()
        steps = zip(self.spatial(x), kernel, self.strides, dilation, strict=True)
        return tuple(self._positions(*step) for step in steps)

    def _positions(self, axis_size: Size, kernel: Size, stride: Size, dilation: Size) -> Size:
        covering = window.covering(axis_size, stride)
        inside = window.unpadded(axis_size, kernel, stride, dilation)
        return choose(self.padding, valid=inside, same=covering, causal=covering)

    def fits(self, x: Any) -> Iterator[Problem]:
        """The problem that the window is larger than the input."""
        kernel, dilation, field = self.window()
        names = spatial_names(self.rank)
        axes = zip(names, self.spatial(x), kernel, dilation, self.positions(x), strict=True)
        for name, axis_size, side, dilated, count in axes:
            span = window.extent(side, dilated)
            message = (
                f"a window of {text(span)} does not fit into the {name} {text(axis_size)}: "
                f"without padding nothing is left"
            )
            yield from require(negate(less(count, 1)), "window-too-large", message, Argument(field))

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if not self.is_spatial(axis) or not isinstance(self.padding, str):
            return ""
        return {
            "valid": f"{self.says('padding')} adds no zeros",
            "same": f"{self.says('padding')} adds as many zeros as it takes, so that only the stride divides the size",
            "causal": f"{self.says('padding')} adds the zeros in front, so that no step sees a later one",
        }[self.padding]


class Kernel(Windowed):
    """What all convolutions share."""

    kernel_size: Any
    dilation_rate: Any
    use_bias: Any

    def window(self) -> tuple[Any, Any, str]:
        return self.kernel_size, self.dilation_rate, "kernel_size"

    def kernel_factors(self) -> Iterator[Any]:
        for label, side in zip(kernel_labels(self.rank), self.kernel_size, strict=True):
            yield factor(label, side)

    def bias(self, label: str, count: Size, because: str) -> Weight:
        return Weight("bias", (factor(label, count),), when=self.use_bias, because=because, flag="use_bias")

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.defined((self.channels(x),), "channel axis")
        yield from self.fits(x)

    def conflicts(self) -> Iterable[Problem]:
        strided = [stride for stride in self.strides if less(1, stride) is True]
        dilated = [rate for rate in self.dilation_rate if less(1, rate) is True]
        if strided and dilated:
            message = f"a stride of {text(strided[0])} and a dilation of {text(dilated[0])} cannot be used together"
            yield Problem("conflicting-arguments", message, Argument("dilation_rate"))


class Convolution(Kernel):
    """A convolution: each filter is a window over all input channels, and gives one output channel."""

    filters = size(label="filters")
    kernel_size = sizes(label="kernel {}")
    strides = sizes(1, label="stride")
    padding = choice("valid", "same", default="valid", folded=True)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    dilation_rate = sizes(1, label="dilation")
    groups = size(1, label="groups")
    activation = setting(None)
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        yield from require(
            divides(self.groups, self.filters),
            "groups-mismatch",
            f"{text(self.groups)} groups do not divide {text(self.filters)} filters",
            Argument("groups"),
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from super().requirements(x)
        channels = self.channels(x)
        yield from require(
            divides(self.groups, channels),
            "groups-mismatch",
            f"{text(self.groups)} groups do not divide {text(channels)} input channels",
            Argument("groups"),
        )

    def group_channels(self, x: Any) -> Size:
        """The input channels that one filter sees."""
        channels = self.channels(x)
        return channels if equal(self.groups, 1) is True else channels // self.groups

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.filters)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        label = "input channels" if equal(self.groups, 1) is True else "input channels of a group"
        yield Weight(
            "kernel",
            (*self.kernel_factors(), factor(label, self.group_channels(x)), factor("filters", self.filters)),
            times=product(self.positions(x)),
            because="each filter spans all input channels",
        )
        yield self.bias("filters", self.filters, "one per filter")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        channels = self.group_channels(x)
        sides = (*self.kernel_size, channels)
        weights = product(sides)
        grouped = "" if equal(self.groups, 1) is True else f" of its group (there are {text(self.groups)} groups)"
        said = (
            f"Each of the {counted(self.filters, 'filters')} spans all {counted(channels, 'input channels')}{grouped}"
        )
        if not isinstance(value_of(weights), Unknown):
            bias = " and one bias" if self.use_bias is True else ""
            said += f": {'·'.join(map(text, sides))} = {text(weights)} weights{bias}"
        yield f"{said}."
        yield "Padding and strides change the size of the output, not the number of parameters."


class Conv1D(Convolution):
    """A convolution over the steps of a sequence.

    Examples:
        Conv1D(32, 3): B 100 16 -> B 98 32 | 1568
        Conv1D(8, 3, padding="causal", dilation_rate=2): B 10 4 -> B 10 8 | 104
        Conv1D(8, 4, strides=2, padding="same", use_bias=False): B 11 4 -> B 6 8 | 128
        Conv1D(6, 3, data_format="channels_first", groups=2): B 4 10 -> B 6 8 | 42
    Source: https://keras.io/api/layers/convolution_layers/convolution1d/
    """

    rank = 1
    padding = choice("valid", "same", "causal", default="valid", folded=True)


class Conv2D(Convolution):
    """A convolution over the height and width of images.

    Examples:
        Conv2D(32, 3): B 28 28 1 -> B 26 26 32 | 320
        Conv2D(64, (5, 5), strides=2, padding="same", use_bias=False): B 28 28 3 -> B 14 14 64 | 4800
        Conv2D(8, 3, dilation_rate=2): B 28 20 3 -> B 24 16 8 | 224
        Conv2D(16, (3, 1), groups=4): B 9 9 8 -> B 7 9 16 | 112
        Conv2D(32, 5, data_format="channels_first"): B 1 28 28 -> B 32 24 24 | 832
        Conv2D(4, 3, trainable=False): B 8 8 1 -> B 6 6 4 | 40 (0)
    Source: https://keras.io/api/layers/convolution_layers/convolution2d/
    """

    rank = 2


class Conv3D(Convolution):
    """A convolution over depth, height and width.

    Examples:
        Conv3D(8, 3): B 16 28 28 1 -> B 14 26 26 8 | 224
        Conv3D(4, (1, 3, 3), strides=(1, 2, 2), padding="same"): B 5 9 10 2 -> B 5 5 5 4 | 76
    Source: https://keras.io/api/layers/convolution_layers/convolution3d/
    """

    rank = 3


class TransposedConvolution(Kernel):
    """A transposed convolution: every position of the input spreads a whole kernel over the output."""

    filters = size(label="filters")
    kernel_size = sizes(label="kernel {}")
    strides = sizes(1, label="stride")
    padding = choice("valid", "same", default="valid", folded=True)
    output_padding = sizes(None, label="output padding", minimum=0, optional=True)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    dilation_rate = sizes(1, label="dilation")
    activation = setting(None)
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        for extra, stride in zip(self.output_padding or (), self.strides, strict=False):
            message = f"`output_padding` {text(extra)} must be smaller than the stride {text(stride)}"
            yield from require(less(extra, stride), "conflicting-arguments", message, Argument("output_padding"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        # Without padding at its end an input of size 1 gives nothing, and Keras goes on with a size of 0.
        yield from self.defined((self.channels(x),), "channel axis")

    def positions(self, x: Any) -> tuple[Size, ...]:
        extra = self.output_padding or (None,) * self.rank
        steps = zip(self.spatial(x), self.kernel_size, self.strides, self.dilation_rate, extra, strict=True)
        return tuple(
            choose(self.padding, valid=transposed.full(*step), same=transposed.covering(*step)) for step in steps
        )

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.filters)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield Weight(
            "kernel",
            (*self.kernel_factors(), factor("filters", self.filters), factor("input channels", self.channels(x))),
            times=product(self.spatial(x)),
            because="every input channel spreads over all filters",
        )
        yield self.bias("filters", self.filters, "one per filter")

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if not self.is_spatial(axis) or not isinstance(self.padding, str):
            return ""
        return {
            "valid": f"{self.says('padding')} keeps everything that the kernels spread",
            "same": f"{self.says('padding')} cuts the result to the input size times the stride",
        }[self.padding]


class Conv1DTranspose(TransposedConvolution):
    """A transposed convolution over the steps of a sequence.

    Examples:
        Conv1DTranspose(8, 3): B 10 4 -> B 12 8 | 104
        Conv1DTranspose(8, 3, strides=2, padding="same"): B 10 4 -> B 20 8 | 104
        Conv1DTranspose(8, 2, strides=3): B 10 4 -> B 30 8 | 72
    Source: https://keras.io/api/layers/convolution_layers/convolution1d_transpose/
    """

    rank = 1


class Conv2DTranspose(TransposedConvolution):
    """A transposed convolution over height and width: it enlarges what a convolution has shrunk.

    Examples:
        Conv2DTranspose(16, 3, strides=2, padding="same"): B 7 7 64 -> B 14 14 16 | 9232
        Conv2DTranspose(3, (5, 4)): B 8 8 2 -> B 12 11 3 | 123
        Conv2DTranspose(3, 3, strides=2, output_padding=1): B 8 8 2 -> B 18 18 3 | 57
        Conv2DTranspose(3, 3, strides=2, padding="same", output_padding=(1, 0)): B 8 8 2 -> B 16 15 3 | 57
    Source: https://keras.io/api/layers/convolution_layers/convolution2d_transpose/
    """

    rank = 2


class Conv3DTranspose(TransposedConvolution):
    """A transposed convolution over depth, height and width.

    Examples:
        Conv3DTranspose(4, 2, strides=2): B 3 4 5 6 -> B 6 8 10 4 | 196
    Source: https://keras.io/api/layers/convolution_layers/convolution3d_transpose/
    """

    rank = 3
    first_fields = ("filters", "kernel_size", "strides", "padding", "data_format")


class DepthwiseConvolution(Kernel):
    """A convolution of each input channel on its own."""

    kernel_size = sizes(label="kernel {}")
    strides = sizes(1, label="stride")
    padding = choice("valid", "same", default="valid", folded=True)
    depth_multiplier = size(1, label="depth multiplier")
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    dilation_rate = sizes(1, label="dilation")
    activation = setting(None)
    use_bias = flag(True)
    depthwise_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    depthwise_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    depthwise_constraint = setting(None)
    bias_constraint = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        return ()

    def output_channels(self, x: Any) -> Size:
        channels = self.channels(x)
        return channels if equal(self.depth_multiplier, 1) is True else self.depth_multiplier * channels

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.output_channels(x))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        channels = factor("input channels", self.channels(x))
        multiplier = factor("depth multiplier", self.depth_multiplier)
        yield Weight(
            "kernel",
            (*self.kernel_factors(), channels, multiplier),
            times=product(self.positions(x)),
            because="each input channel has its own windows",
        )
        yield Weight(
            "bias",
            ((channels, multiplier),),
            when=self.use_bias,
            because="one per output channel",
            flag="use_bias",
        )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"A depthwise convolution does not mix channels: each of the {counted(self.channels(x), 'input channels')} "
            f"gives {text(self.depth_multiplier)} of the output's {counted(self.output_channels(x), 'channels')}."
        )


class DepthwiseConv1D(DepthwiseConvolution):
    """A depthwise convolution over the steps of a sequence.

    Examples:
        DepthwiseConv1D(3): B 10 4 -> B 8 4 | 16
        DepthwiseConv1D(3, strides=2, padding="same", depth_multiplier=2): B 11 4 -> B 6 8 | 32
    Source: https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/
    """

    rank = 1


class DepthwiseConv2D(DepthwiseConvolution):
    """A depthwise convolution over height and width.

    Examples:
        DepthwiseConv2D(3, padding="same"): B 32 32 64 -> B 32 32 64 | 640
        DepthwiseConv2D((5, 3), depth_multiplier=2, use_bias=False): B 32 32 3 -> B 28 30 6 | 90
        DepthwiseConv2D(3, data_format="channels_first"): B 4 8 9 -> B 4 6 7 | 40
    Source: https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/
    """

    rank = 2


class SeparableConvolution(Kernel):
    """A depthwise convolution, followed by a 1×1 convolution that mixes the channels."""

    filters = size(label="filters")
    kernel_size = sizes(label="kernel {}")
    strides = sizes(1, label="stride")
    padding = choice("valid", "same", default="valid", folded=True)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")
    dilation_rate = sizes(1, label="dilation")
    depth_multiplier = size(1, label="depth multiplier")
    activation = setting(None)
    use_bias = flag(True)
    depthwise_initializer = setting("glorot_uniform")
    pointwise_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    depthwise_regularizer = setting(None)
    pointwise_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    depthwise_constraint = setting(None)
    pointwise_constraint = setting(None)
    bias_constraint = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        return ()

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.filters)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        channels = factor("input channels", self.channels(x))
        multiplier = factor("depth multiplier", self.depth_multiplier)
        positions = product(self.positions(x))
        yield Weight(
            "depthwise_kernel",
            (*self.kernel_factors(), channels, multiplier),
            times=positions,
            because="each input channel has its own windows",
        )
        yield Weight(
            "pointwise_kernel",
            (*(fixed("one", 1) for _ in range(self.rank)), (channels, multiplier), factor("filters", self.filters)),
            times=positions,
            because="a 1×1 convolution mixes the channels",
        )
        yield self.bias("filters", self.filters, "one per filter")


class SeparableConv1D(SeparableConvolution):
    """A separable convolution over the steps of a sequence.

    Examples:
        SeparableConv1D(8, 3): B 10 4 -> B 8 8 | 52
    Source: https://keras.io/api/layers/convolution_layers/separable_convolution1d/
    """

    rank = 1


class SeparableConv2D(SeparableConvolution):
    """A separable convolution over height and width.

    Examples:
        SeparableConv2D(64, 3, padding="same"): B 32 32 32 -> B 32 32 64 | 2400
        SeparableConv2D(8, (3, 5), strides=2, depth_multiplier=2, use_bias=False): B 21 21 3 -> B 10 9 8 | 138
    Source: https://keras.io/api/layers/convolution_layers/separable_convolution2d/
    """

    rank = 2
