"""Cutting an axis into parts: how long each is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from layerhints.rules.geometry.indexing import slice_length
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, ceil_divide, divides, text


def equal_parts(size: Size, count: int) -> list[Size]:
    """`count` parts of one length; raises Mismatch where they do not divide the axis."""
    _positive(count)
    if divides(count, size) is False:
        raise Mismatch(f"{text(size)} does not divide into {count} equal parts")
    return [size // count] * count


def nearly_equal_parts(size: Size, count: int) -> list[Size]:
    """`count` parts of which the first are longer by one where they do not divide the axis."""
    _positive(count)
    return [ceil_divide(size - place, count) for place in range(count)]


def at_places(size: Size, places: Sequence[Size]) -> list[Size]:
    """The parts between the places at which the axis is cut."""
    return [slice_length(size, slice(start, stop)) for start, stop in pairwise([0, *places, None])]


def _positive(count: int) -> None:
    if count < 1:
        raise Mismatch(f"nothing can be cut into {count} parts")
