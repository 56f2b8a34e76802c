"""Resizing by interpolation."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from layerhints.algebra import Dim, Unknown, show
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, less, rounded_down, text, value_of

_FINEST = 1 << 20
"""A factor in parts of at most this many is exact: float arithmetic on sizes does not round."""


def scaled(size: Size, factor: Any) -> Size:
    """`size · factor` with the digits behind the point cut off, as arithmetic with floats gives it.

    `factor` is a size, a float or Unknown.
    """
    if not isinstance(factor, float):
        return size * (int(factor) if isinstance(factor, bool) else factor)
    if factor.is_integer():
        return size * int(factor)
    if not isfinite(factor):
        raise Mismatch(f"a size cannot be multiplied by {factor}")
    return rounded_down(size, factor, _product(value_of(size), factor))


def _product(size: Dim, factor: float) -> Dim:
    if isinstance(size, int):
        return int(size * factor)
    parts, whole = factor.as_integer_ratio()
    if isinstance(size, Unknown) or (whole <= _FINEST and factor > 0):
        return size * parts // whole
    return Unknown(f"how {show(size)} times {factor:g} is rounded depends on the size")


def resampled(
    spatial: Sequence[Size], wanted: Sequence[Size] | None = None, factors: Sequence[Any] | None = None
) -> tuple[Size, ...]:
    """The sizes that are wanted, or the present ones times a factor for each, rounded down.

    Raises Mismatch for sizes below 1, before and after.
    """
    if wanted is not None:
        result = tuple(wanted)
    else:
        assert factors is not None
        result = tuple(scaled(size, factor) for size, factor in zip(spatial, factors, strict=True))
    for size, target in zip(spatial, result, strict=True):
        if less(size, 1) is True:
            raise Mismatch("an axis of size 0 has no values to interpolate")
        if less(target, 1) is True:
            raise Mismatch(f"nothing is left of a size of {text(size)}: it would become {text(target)}")
    return result
