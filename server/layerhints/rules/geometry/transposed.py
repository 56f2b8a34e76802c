"""The sizes that a transposed convolution gives back."""

from __future__ import annotations

from layerhints.rules.geometry.window import extent
from layerhints.rules.quantity import Size, equal, maximum


def full(size: Size, kernel: Size, stride: Size, dilation: Size, extra: Size | None) -> Size:
    """Without padding: every input position spreads a whole kernel; `extra` positions come at the end.

    Without `extra` as many are added as a stride that is longer than the kernel needs.
    """
    span = extent(kernel, dilation)
    if extra is None:
        return (size - 1) * stride + maximum(span, stride)
    return (size - 1) * stride + span + extra


def covering(size: Size, kernel: Size, stride: Size, dilation: Size, extra: Size | None) -> Size:
    """With `same` padding: `size·stride`, or what an explicit `extra` makes of it."""
    if extra is None:
        return size if equal(stride, 1) is True else size * stride
    return (size - 1) * stride + extent(kernel, dilation) % 2 + extra


def cropped(size: Size, kernel: Size, stride: Size, padding: Size, dilation: Size = 1, extra: Size = 0) -> Size:
    """What a convolution with this padding would make `size` of: `padding` is cut off at both ends.

    `(size − 1)·stride − 2·padding + extent + extra`
    """
    spread = size - 1 if equal(stride, 1) is True else (size - 1) * stride
    cut = spread if equal(padding, 0) is True else spread - 2 * padding
    whole = cut + extent(kernel, dilation)
    return whole if equal(extra, 0) is True else whole + extra
