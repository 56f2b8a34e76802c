"""How many positions a sliding window has: convolution and pooling."""

from __future__ import annotations

from layerhints.rules.quantity import Size, ceil_divide, equal, less, minimum


def extent(kernel: Size, dilation: Size = 1) -> Size:
    """The length that a dilated kernel spans: `(kernel − 1)·dilation + 1`."""
    return kernel if equal(dilation, 1) is True else (kernel - 1) * dilation + 1


def unpadded(size: Size, kernel: Size, stride: Size, dilation: Size = 1) -> Size:
    """Positions of a window that stays inside: `⌊(size − extent)/stride⌋ + 1`."""
    return (size - extent(kernel, dilation)) // stride + 1


def padded(size: Size, before: Size, after: Size, kernel: Size, stride: Size, dilation: Size = 1) -> Size:
    """Positions when zeros are added at both ends."""
    return unpadded(size + before + after, kernel, stride, dilation)


def covering(size: Size, stride: Size) -> Size:
    """Positions when the library adds as many zeros as it takes to have one for each stride: `⌈size/stride⌉`.

    This is `same` padding, and `causal` padding, whose zeros all come first.
    """
    return size if equal(stride, 1) is True else ceil_divide(size, stride)


def symmetric(size: Size, padding: Size, kernel: Size, stride: Size, dilation: Size = 1) -> Size:
    """Positions when `padding` is added at both ends: `⌊(size + 2·padding − extent)/stride⌋ + 1`."""
    return unpadded(widened(size, padding), kernel, stride, dilation)


def rounded_up(size: Size, padding: Size, kernel: Size, stride: Size, dilation: Size = 1) -> Size:
    """Positions when the last window may reach over the end, but not start behind the input and the padding before it.

    `min(⌈(size + 2·padding − extent)/stride⌉ + 1, ⌈(size + padding)/stride⌉)`
    """
    span = extent(kernel, dilation)
    positions = ceil_divide(widened(size, padding) - span, stride) + 1
    # A window that is as long as a step and the padding behind it starts early enough by itself.
    if less(span, stride + padding) is False:
        return positions
    return minimum(positions, ceil_divide(size if equal(padding, 0) is True else size + padding, stride))


def widened(size: Size, padding: Size) -> Size:
    """The size with `padding` at both ends."""
    return size if equal(padding, 0) is True else size + 2 * padding
