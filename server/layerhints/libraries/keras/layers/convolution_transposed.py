"""Transposed convolutions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.window import Kernel
from layerhints.rules import (
    Argument,
    Problem,
    Size,
    Weight,
    choose,
    factor,
    less,
    product,
    require,
    text,
)
from layerhints.rules.fields import choice, flag, setting, size, sizes
from layerhints.rules.geometry import transposed


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
