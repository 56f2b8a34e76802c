"""Convolutions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.low_rank import LowRank, low_rank
from layerhints.libraries.keras.layers.window import Kernel
from layerhints.rules import (
    Argument,
    Problem,
    Size,
    Weight,
    counted,
    divides,
    equal,
    factor,
    product,
    require,
    text,
    value_of,
)
from layerhints.rules.fields import choice, flag, setting, size, sizes


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
    lora_rank: Any = LowRank(None, label="LoRA rank", keyword_only=True)
    lora_alpha = setting(None, keyword_only=True)

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
        if divides(self.groups, channels) is False:
            message = f"{text(self.groups)} groups do not divide {text(channels)} input channels"
            yield Problem("groups-mismatch", message, Argument("groups"))

    def group_channels(self, x: Any) -> Size:
        """The input channels that one filter sees."""
        channels = self.channels(x)
        return channels if equal(self.groups, 1) is True else channels // self.groups

    def output_of(self, x: Any) -> Any:
        return self.arranged(x[0], self.positions(x), self.filters)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        label = "input channels" if equal(self.groups, 1) is True else "input channels of a group"
        kernel = Weight(
            "kernel",
            (*self.kernel_factors(), factor(label, self.group_channels(x)), factor("filters", self.filters)),
            trainable=self.lora_rank is None,
            times=product(self.positions(x)),
            because="each filter spans all input channels",
        )
        yield kernel
        yield self.bias("filters", self.filters, "one per filter")
        yield from low_rank(kernel, self.lora_rank)

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
        Conv2D(8, 3, lora_rank=2): B 8 8 3 -> B 6 6 8 | 294 (78)
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
