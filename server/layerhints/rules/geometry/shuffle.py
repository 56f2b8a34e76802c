"""Values moved between the channels and the positions of images: `(…, C, H, W)`."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, divides, equal, text
from layerhints.rules.shapes import axis


def pixel_shuffled(shape: Any, factor: Size) -> Any:
    """`(…, C·r², H, W)` → `(…, C, H·r, W·r)`. Raises Mismatch where the channels are no multiple of r²."""
    channels, height, width = (axis(shape, index) for index in (-3, -2, -1))
    square = factor * factor
    if divides(square, channels) is False:
        raise Mismatch(f"{text(channels)} channels are not a multiple of {text(factor)}² = {text(square)}")
    return _with_image(shape, (channels // square, height * factor, width * factor))


def pixel_unshuffled(shape: Any, factor: Size) -> Any:
    """`(…, C, H·r, W·r)` → `(…, C·r², H, W)`. Raises Mismatch where height or width are no multiple of r."""
    if not isinstance(shape, Unknown) and any(equal(size, 0) is True for size in shape):
        return Unknown("what torch makes of a tensor without values depends on the device")
    channels, height, width = (axis(shape, index) for index in (-3, -2, -1))
    for side, name in ((height, "height"), (width, "width")):
        if divides(factor, side) is False:
            raise Mismatch(f"the {name} {text(side)} is not a multiple of {text(factor)}")
    return _with_image(shape, (channels * factor * factor, height // factor, width // factor))


def _with_image(shape: Any, image: tuple[Size, ...]) -> Any:
    if isinstance(shape, Unknown):
        return Open(shape.reason, tail=image)
    return (*shape[:-3], *image)


def channel_shuffled(shape: Any, groups: Size) -> Any:
    """The same shape, its channels (axis 1) in another order. Raises Mismatch where the groups do not divide them."""
    channels = axis(shape, 1)
    if divides(groups, channels) is False:
        raise Mismatch(f"{text(groups)} groups do not divide {text(channels)} channels")
    return shape
