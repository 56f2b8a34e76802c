"""Diagonals: taking one out of a matrix, and making a matrix around one."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, less, maximum, minimum


def diagonal(shape: Any, offset: Size, first: int, second: int) -> Any:
    """The two axes become one at the end, as long as the diagonal that lies `offset` above the main one.

    Raises Mismatch where there are no two such axes.
    """
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    rows, columns = normalize_axis(first, len(shape)), normalize_axis(second, len(shape))
    if rows == columns:
        raise Mismatch("a diagonal lies in the plane of two different axes")
    rest = tuple(size for place, size in enumerate(shape) if place not in (rows, columns))
    return (*rest, _length(shape[rows], shape[columns], offset))


def _length(rows: Size, columns: Size, offset: Size) -> Size:
    if less(offset, 0) is False:
        return maximum(0, minimum(rows, columns - offset))
    if less(offset, 0) is True:
        return maximum(0, minimum(rows + offset, columns))
    return Unknown("whether the diagonal lies above or below the main one is not known")


def on_diagonal(size: Size, offset: Size) -> Any:
    """A square matrix with `size` numbers on the diagonal that lies `offset` above or below the main one."""
    side = maximum(size + offset, size - offset)
    return (side, side)
