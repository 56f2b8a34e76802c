"""Repeating the numbers of a tensor along its axes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.axes import at_least_rank, normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, equal, less, text
from layerhints.rules.shapes import elements


def tile(shape: Any, times: Sequence[Size]) -> Any:
    """The whole tensor `times` over along each axis; the shorter of the two gets ones in front."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    _not_negative(times)
    rank = max(len(shape), len(times))
    sizes, counts = at_least_rank(shape, rank), at_least_rank(tuple(times), rank)
    return tuple(size * count for size, count in zip(sizes, counts, strict=True))


def repeat(shape: Any, times: Sequence[Size], axis: int | None = None) -> Any:
    """Each item along `axis` (or of the tensor laid out in one row) so many times, all the same or each its own."""
    if isinstance(shape, Unknown) and axis is not None:
        return Unknown(shape.reason)
    _not_negative(times)
    row = (elements(shape),) if axis is None else shape
    place = normalize_axis(0 if axis is None else axis, len(row))
    return (*row[:place], _repeated(row[place], times), *row[place + 1 :])


def _repeated(size: Size, times: Sequence[Size]) -> Size:
    if len(times) == 1:
        return size * times[0]
    if equal(size, len(times)) is False:
        raise Mismatch(f"{len(times)} numbers of repetitions do not fit {text(size)} items")
    return reduce(add, times, 0)


def _not_negative(times: Sequence[Size]) -> None:
    if any(less(count, 0) is True for count in times):
        raise Mismatch("nothing can be repeated a negative number of times")
