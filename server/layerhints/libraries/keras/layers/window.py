"""Windows that move over the spatial axes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from layerhints.libraries.keras.layers.base import SpatialLayer, kernel_labels, spatial_names
from layerhints.rules import (
    Argument,
    Problem,
    Size,
    Weight,
    factor,
    less,
    text,
)
from layerhints.rules.geometry import window
from layerhints.rules.quantity import agreed, value_of


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
        if self.padding in ("same", "causal"):
            return window.covering(axis_size, stride)
        inside = window.unpadded(axis_size, kernel, stride, dilation)
        return inside if self.padding == "valid" else agreed((inside, window.covering(axis_size, stride)), self.padding)

    def fits(self, x: Any) -> Iterable[Problem]:
        """The problem that the window is larger than the input; one axis is enough to say so."""
        return islice(self._too_large(x), 1)

    def _too_large(self, x: Any) -> Iterator[Problem]:
        kernel, dilation, field = self.window()
        names = spatial_names(self.rank)
        axes = zip(names, self.spatial(x), kernel, dilation, self.positions(x), strict=True)
        for name, axis_size, side, dilated, count in axes:
            if less(count, 1) is True:
                span = window.extent(side, dilated)
                message = (
                    f"a window of {text(span)} does not fit into the {name} {text(axis_size)}: "
                    f"without padding nothing is left"
                )
                yield Problem("window-too-large", message, Argument(field))

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
        # A size without a number is taken to be more than 1; a parameter that is called `strides` need not be.
        strided, dilated = (
            [step for step in steps if isinstance(value_of(step), int) and less(1, step) is True]
            for steps in (self.strides, self.dilation_rate)
        )
        if strided and dilated:
            message = f"a stride of {text(strided[0])} and a dilation of {text(dilated[0])} cannot be used together"
            yield Problem("conflicting-arguments", message, Argument("dilation_rate"))
