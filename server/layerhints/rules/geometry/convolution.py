"""Convolutions over all the spatial axes at once: what comes out, and what does not go together.

Every sequence of sizes has one item for each spatial axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry import transposed, window
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, divides, equal, less, text

Sizes = Sequence[Size]
Padding = Any
"""A size for each axis, which is added at both of its ends; "same", "valid" or Unknown."""


def convolved(spatial: Sizes, kernel: Sizes, stride: Sizes, padding: Padding, dilation: Sizes) -> tuple[Size, ...]:
    """How often the kernel fits along each axis.

    Raises Mismatch where it fits nowhere, and where `same` padding meets a stride.
    """
    steps = tuple(zip(spatial, kernel, stride, dilation, strict=True))
    if isinstance(padding, Unknown):
        return (padding,) * len(steps)
    if padding == "same":
        for step in stride:
            if equal(step, 1) is False:
                raise Mismatch(f"`same` padding needs a stride of 1; the stride is {text(step)}")
        return tuple(spatial)
    ends = (0,) * len(steps) if padding == "valid" else padding
    for (size, side, _, dilated), end in zip(steps, ends, strict=True):
        _check_fit(size, end, window.extent(side, dilated))
    return tuple(
        window.symmetric(size, end, side, step, dilated)
        for (size, side, step, dilated), end in zip(steps, ends, strict=True)
    )


def _check_fit(size: Size, padding: Size, span: Size) -> None:
    if equal(size, 0) is True:
        raise Mismatch("an axis of size 0 has no values to convolve")
    if less(window.widened(size, padding), span) is True:
        padded = "" if equal(padding, 0) is True else f" with {text(padding)} added at both ends"
        raise Mismatch(f"a window of {text(span)} does not fit into a size of {text(size)}{padded}")


def same_padding(kernel: Sizes, dilation: Sizes) -> tuple[tuple[Size, Size], ...]:
    """What `same` padding adds before and behind each axis; the odd one comes behind."""
    totals = [(side - 1) * dilated for side, dilated in zip(kernel, dilation, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


def transposed_convolved(
    spatial: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, output_padding: Sizes, dilation: Sizes
) -> tuple[Size, ...]:
    """What the kernels spread over, `padding` cut off at both ends and `output_padding` added behind.

    Raises Mismatch where nothing is left, and where an output padding is not smaller than its stride or dilation.
    """
    steps = tuple(zip(spatial, kernel, stride, padding, dilation, output_padding, strict=True))
    result = tuple(transposed.cropped(*step) for step in steps)
    for (size, _, step, _, dilated, extra), whole in zip(steps, result, strict=True):
        if equal(size, 0) is True:
            raise Mismatch("an axis of size 0 has no values to convolve")
        if less(extra, step) is False and less(extra, dilated) is False:
            raise Mismatch(
                f"an output padding of {text(extra)} must be smaller than the stride {text(step)} "
                f"or the dilation {text(dilated)}"
            )
        # An output without values is taken on some paths and refused on others.
        if less(whole, 0) is True:
            raise Mismatch(f"of a size of {text(size)} nothing is left: the output would have size {text(whole)}")
    return tuple(Unknown("nothing is left of this axis") if equal(whole, 0) is True else whole for whole in result)


def chosen_output(
    spatial: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, wanted: Sizes
) -> tuple[Size, ...]:
    """The output sizes of a transposed convolution that the call asks for.

    Raises Mismatch where one of them is not a size that the convolution with this stride would shrink to the input.
    """
    steps = tuple(zip(spatial, kernel, stride, padding, dilation, strict=True))
    for step, whole in zip(steps, wanted, strict=True):
        if equal(step[0], 0) is True:
            raise Mismatch("an axis of size 0 has no values to convolve")
        least = transposed.cropped(*step)
        most = least + step[2] - 1
        if less(whole, least) is True or less(most, whole) is True:
            raise Mismatch(
                f"the output size {text(whole)} lies outside of {text(least)} to {text(most)}, "
                f"which a size of {text(step[0])} can come from"
            )
        if less(whole, 1) is True:
            raise Mismatch(f"an output of size {text(whole)} has no values")
    return tuple(wanted)


def check_groups(in_channels: Size, out_channels: Size, groups: Size) -> None:
    """Raises Mismatch where the groups do not cut the channels into equal parts."""
    for channels, what in ((in_channels, "input channels"), (out_channels, "output channels")):
        if divides(groups, channels) is False:
            raise Mismatch(f"{text(groups)} groups do not divide {text(channels)} {what}")
