"""Padding every axis of a tensor at its two ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, less


def pad(shape: Any, widths: Sequence[tuple[Size, Size]]) -> Any:
    """Each axis longer by what is added before and behind it.

    Raises Mismatch where the widths are not for every axis, or negative.
    """
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    if len(widths) != len(shape):
        raise Mismatch(f"widths are given for {len(widths)} axes of {len(shape)}")
    if any(less(width, 0) is True for pair in widths for width in pair):
        raise Mismatch("a width of padding cannot be negative")
    return tuple(size + before + after for size, (before, after) in zip(shape, widths, strict=True))
