"""How many positions a sliding window has: convolution and pooling."""

from __future__ import annotations

from layerhints.rules.quantity import Size, ceil_divide, equal


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
