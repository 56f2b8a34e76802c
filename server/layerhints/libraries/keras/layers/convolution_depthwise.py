"""Convolutions that look at each channel on its own: depthwise and separable ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.window import Kernel
from layerhints.rules import (
    Problem,
    Size,
    Weight,
    counted,
    equal,
    factor,
    fixed,
    product,
    text,
)
from layerhints.rules.fields import choice, flag, setting, size, sizes


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

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"First each of the {counted(self.channels(x), 'input channels')} is looked at by itself, then each of the "
            f"{counted(self.filters, 'filters')} mixes what came of them at one position. An ordinary "
            f"convolution does both at once, with a window over all channels for each filter."
        )


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
