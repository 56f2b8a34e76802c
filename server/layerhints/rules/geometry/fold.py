"""Sliding blocks of images as columns, and back. Sequences of sizes have two items: height and width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.rules.geometry.convolution import convolved
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, divides, equal, product, text

Sizes = Sequence[Size]


def unfolded(shape: Any, kernel: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Any:
    """`([N,] C, H, W)` → `([N,] C · kernel height · kernel width, number of blocks)`.

    Raises Mismatch where no block fits, and for an input without values.
    """
    if isinstance(shape, Unknown):
        return Open(shape.reason, tail=(Unknown(shape.reason),) * 2)
    *leading, channels, height, width = shape
    if equal(channels, 0) is True:
        raise Mismatch("an input without channels has no blocks")
    blocks = convolved((height, width), kernel, stride, padding, dilation)
    return (*leading, product((channels, *kernel)), product(blocks))


def folded(shape: Any, output: Sizes, kernel: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Any:
    """`([N,] C · kernel height · kernel width, number of blocks)` → `([N,] C, *output)`.

    Raises Mismatch where the columns are not those of an image of size `output`.
    """
    blocks = convolved(output, kernel, stride, padding, dilation)
    if isinstance(shape, Unknown):
        return Open(shape.reason, tail=(Unknown(shape.reason), *output))
    *leading, column, count = shape
    block = product(kernel)
    if equal(column, 0) is True:
        raise Mismatch("an input without channels makes no image")
    if divides(block, column) is False:
        sides = "×".join(map(text, kernel))
        raise Mismatch(f"columns of {text(column)} are not made of blocks of {sides} = {text(block)}")
    if equal(count, product(blocks)) is False:
        raise Mismatch(
            f"an output of {'×'.join(map(text, output))} has {'·'.join(map(text, blocks))} = {text(product(blocks))} "
            f"blocks; the input has {text(count)} columns"
        )
    return (*leading, column // block, *output)
