"""Convolutions as functions.

https://docs.pytorch.org/docs/stable/nn.functional.html#convolution-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import SPATIAL_SYMBOLS
from layerhints.libraries.torch.ops.kernel import Operations, define_in
from layerhints.libraries.torch.ops.reading import known_shape, shape, size, spread
from layerhints.rules.geometry.convolution import check_groups, convolved, transposed_convolved
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import divides, equal, less, text
from layerhints.rules.shapes import show_structure
from layerhints.values.learned import equate, require
from layerhints.values.reading import NotKnown, choice

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")
define_both = define_in(FUNCTIONAL, TORCH)


class Images:
    """A tensor `([N,] C, *)` with `rank` spatial axes."""

    def __init__(self, machine: Machine, input: Any, rank: int, channels: Any = "C") -> None:
        found = shape(machine, input)
        require(machine, found, ("N", channels, *SPATIAL_SYMBOLS[rank]))
        if isinstance(found, Unknown):
            raise NotKnown(found)
        if len(found) not in (rank + 1, rank + 2):
            raise Mismatch(
                f"the input {show_structure(found)} has {len(found)} axes; it must have {rank + 1} or {rank + 2}"
            )
        self.leading: tuple[Any, ...] = found[: -rank - 1]
        self.channels: Any = found[-rank - 1]
        self.sides: tuple[Any, ...] = found[-rank:]

    def arranged(self, channels: Any, sides: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*self.leading, channels, *sides)


def kernel_of(machine: Machine, weight: Any, rank: int) -> tuple[Any, ...]:
    found = known_shape(machine, weight, rank + 2)
    if len(found) != rank + 2:
        raise Mismatch(f"the weight {show_structure(found)} has {len(found)} axes; it must have {rank + 2}")
    return found


def check_bias(machine: Machine, bias: Any, channels: Any) -> None:
    """A bias has one number for each output channel."""
    found = (channels,) if bias is None else shape(machine, bias)
    require(machine, found, (channels,))
    if isinstance(found, tuple) and (len(found) != 1 or equal(found[0], channels) is False):
        raise Mismatch(f"the bias {show_structure(found)} is not for {text(channels)} output channels")


def check_channels(images: Images, channels: Any) -> None:
    if equal(images.channels, channels) is False:
        raise Mismatch(f"the weight is for {text(channels)} input channels; the input has {text(images.channels)}")
    if equal(images.channels, 0) is True:
        raise NotKnown("what torch makes of an input without channels depends on the device")


def positive(*settings: tuple[Any, ...]) -> None:
    for setting in settings:
        for value in setting:
            if less(value, 1) is True:
                raise Mismatch(f"a stride, dilation or window of {text(value)} is not positive")


def convolution(
    machine: Machine, rank: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any,
    groups: Any,
) -> Any:  # fmt: skip
    """The weight has the output channels, the input channels of a group, and the sides of the kernel."""
    filters, grouped, *kernel = kernel_of(machine, weight, rank)
    count = size(machine, groups)
    images = Images(machine, input, rank, grouped * count)
    equate(machine, images.channels, grouped * count)
    if divides(count, images.channels) is True:
        equate(machine, grouped, images.channels // count)
    steps, dilations = spread(machine, stride, rank), spread(machine, dilation, rank)
    positive(steps, dilations, (count,))
    check_channels(images, grouped * count)
    check_groups(images.channels, filters, count)
    check_bias(machine, bias, filters)
    ends = choice(padding, "same", "valid") if isinstance(padding, str) else spread(machine, padding, rank)
    if not isinstance(ends, str) and any(less(end, 0) is True for end in ends):
        raise Mismatch("a padding cannot be negative")
    return images.arranged(filters, convolved(images.sides, kernel, steps, ends, dilations))


@define_both("conv1d")
def conv1d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: Any = 1,
) -> Any:  # fmt: skip
    """What Conv1d gives with this weight."""
    return convolution(machine, 1, input, weight, bias, stride, padding, dilation, groups)


@define_both("conv2d")
def conv2d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: Any = 1,
) -> Any:  # fmt: skip
    """What Conv2d gives with this weight."""
    return convolution(machine, 2, input, weight, bias, stride, padding, dilation, groups)


@define_both("conv3d")
def conv3d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: Any = 1,
) -> Any:  # fmt: skip
    """What Conv3d gives with this weight."""
    return convolution(machine, 3, input, weight, bias, stride, padding, dilation, groups)


def transposed_convolution(
    machine: Machine, rank: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, output_padding: Any,
    groups: Any, dilation: Any,
) -> Any:  # fmt: skip
    """The weight has the input channels, the output channels of a group, and the sides of the kernel."""
    channels, grouped, *kernel = kernel_of(machine, weight, rank)
    images, count = Images(machine, input, rank, channels), size(machine, groups)
    equate(machine, images.channels, channels)
    steps, dilations = spread(machine, stride, rank), spread(machine, dilation, rank)
    positive(steps, dilations, (count,))
    check_channels(images, channels)
    check_groups(channels, grouped * count, count)
    check_bias(machine, bias, grouped * count)
    ends, extra = spread(machine, padding, rank), spread(machine, output_padding, rank)
    if any(less(end, 0) is True for end in (*ends, *extra)):
        raise Mismatch("a padding cannot be negative")
    return images.arranged(grouped * count, transposed_convolved(images.sides, kernel, steps, ends, extra, dilations))


@define_both("conv_transpose1d")
def conv_transpose1d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: Any = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """What ConvTranspose1d gives with this weight."""
    return transposed_convolution(machine, 1, input, weight, bias, stride, padding, output_padding, groups, dilation)


@define_both("conv_transpose2d")
def conv_transpose2d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: Any = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """What ConvTranspose2d gives with this weight."""
    return transposed_convolution(machine, 2, input, weight, bias, stride, padding, output_padding, groups, dilation)


@define_both("conv_transpose3d")
def conv_transpose3d(
    machine: Machine, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: Any = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """What ConvTranspose3d gives with this weight."""
    return transposed_convolution(machine, 3, input, weight, bias, stride, padding, output_padding, groups, dilation)


@define_both("conv_tbc")
def conv_tbc(machine: Machine, input: Any, weight: Any, bias: Any, pad: Any = 0) -> Any:
    """Steps, batch and channels; the weight has its length, and the channels that go in and come out."""
    found, kernel = known_shape(machine, input, 3), known_shape(machine, weight, 3)
    if len(found) != 3 or len(kernel) != 3:
        raise Mismatch("input and weight have three axes")
    if equal(found[2], kernel[1]) is False:
        raise Mismatch(f"the weight is for {text(kernel[1])} input channels; the input has {text(found[2])}")
    check_bias(machine, bias, kernel[2])
    (steps,) = convolved(found[:1], kernel[:1], (1,), (size(machine, pad),), (1,))
    return (steps, found[1], kernel[2])


__all__ = ["FUNCTIONAL", "TORCH"]
