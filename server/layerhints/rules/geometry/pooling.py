"""Poolings over all the spatial axes at once. Every sequence of sizes has one item for each spatial axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.rules.geometry import transposed, window
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.resampling import scaled
from layerhints.rules.quantity import Size, either, equal, less, text

Sizes = Sequence[Size]


def pooled(
    spatial: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: Any = False
) -> tuple[Size, ...]:
    """How often the window fits along each axis; with `ceil_mode` the last one may reach over the end.

    Raises Mismatch where it fits nowhere, and what `check_padding` raises.
    """
    check_padding(kernel, padding)
    steps = tuple(zip(spatial, padding, kernel, stride, dilation, strict=True))
    result = tuple(either(ceil_mode, window.rounded_up(*step), window.symmetric(*step)) for step in steps)
    for (size, end, side, _, dilated), count in zip(steps, result, strict=True):
        if less(count, 1) is True or equal(size, 0) is True:
            added = "" if equal(end, 0) is True else f" with {text(end)} added at both ends"
            span = text(window.extent(side, dilated))
            raise Mismatch(f"a window of {span} does not fit into a size of {text(size)}{added}")
    return result


def check_padding(kernel: Sizes, padding: Sizes) -> None:
    """Raises Mismatch where a padding is more than half the window, so that a window could lie beside the input."""
    for side, end in zip(kernel, padding, strict=True):
        if less(side, 2 * end) is True:
            raise Mismatch(f"a padding of {text(end)} is more than half of the window {text(side)}")


def adaptive(spatial: Sizes, wanted: Sequence[Size | None]) -> tuple[Size, ...]:
    """As many windows as are wanted; None keeps the size."""
    return tuple(size if target is None else target for size, target in zip(spatial, wanted, strict=True))


def fractional(
    spatial: Sizes, kernel: Sizes, wanted: Sizes | None = None, ratio: Sequence[Any] | None = None
) -> tuple[Size, ...]:
    """As many windows as are wanted, or a share of the sizes; they lie anywhere, one behind the start of the other.

    Raises Mismatch where so many windows do not fit.
    """
    if wanted is not None:
        result = tuple(wanted)
    else:
        assert ratio is not None
        result = tuple(scaled(size, share) for size, share in zip(spatial, ratio, strict=True))
    for size, side, count in zip(spatial, kernel, result, strict=True):
        # Of a volume one place more must be left than of an image.
        if less(size, count + side - (0 if len(result) == 3 else 1)) is True:
            raise Mismatch(f"{text(count)} windows of {text(side)} do not fit into a size of {text(size)}")
    return result


def unpooled(
    spatial: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, wanted: Sizes | None = None
) -> tuple[Size, ...]:
    """The sizes that a pooling with these windows came from, or the ones that are wanted.

    Raises Mismatch where the wanted size is a stride or more away, and where nothing would come out.
    """
    steps = tuple(zip(spatial, kernel, stride, padding, strict=True))
    usual = tuple(transposed.cropped(*step) for step in steps)
    result = usual if wanted is None else tuple(wanted)
    for (size, _, step, _), whole, expected in zip(steps, result, usual, strict=True):
        if equal(size, 0) is True:
            raise Mismatch("an axis of size 0 has no values to unpool")
        low, high = expected - step, expected + step
        if wanted is not None and (less(low, whole) is False or less(whole, high) is False):
            raise Mismatch(
                f"the output size {text(whole)} must lie between {text(low)} and {text(high)}, both excluded"
            )
        if less(whole, 0) is True:
            raise Mismatch(f"a size of {text(size)} would become {text(whole)}")
    return result
