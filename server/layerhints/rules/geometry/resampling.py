"""Resizing by interpolation."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, less, text, value_of

_FINEST = 1 << 20
"""A factor in parts of at most this many is exact: float arithmetic on sizes does not round."""


def scaled(size: Size, factor: Any) -> Size:
    """`size · factor` with the digits behind the point cut off, as arithmetic with floats gives it.

    `factor` is a size, a float or Unknown.
    """
    if isinstance(factor, bool) or not isinstance(factor, float):
        return size * (int(factor) if isinstance(factor, bool) else factor)
    if factor.is_integer():
        return size * int(factor)
    if not isfinite(factor):
        raise Mismatch(f"a size cannot be multiplied by {factor}")
    parts, whole = factor.as_integer_ratio()
    if whole <= _FINEST and factor > 0:
        return size * parts // whole
    value = value_of(size)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Expression):
        return Unknown(f"{text(size)} times {factor:g} depends on how it is rounded")
    return int(value * factor)


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
