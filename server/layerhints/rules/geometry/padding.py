"""Padding every axis of a tensor at its two ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, equal, less, text, value_of
from layerhints.rules.shapes import axis, show_structure


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


def pad_ends(shape: Any, widths: Sequence[Size], mode: str = "constant") -> Any:
    """The last axes longer by `widths`: before and behind the last, then before and behind its neighbour, and so on.

    A negative width cuts off. `mode` says what is put in: a constant, or values of the input (`reflect`, `replicate`,
    `circular`), which takes one or two axes more than those that are padded, and enough values.
    Raises Mismatch where the widths do not fit the shape.
    """
    if len(widths) % 2:
        raise Mismatch(f"{len(widths)} widths are no pairs of before and behind")
    pairs = tuple(zip(widths[::2], widths[1::2], strict=True))[::-1]
    if isinstance(shape, Unknown):
        ends = tuple(axis(shape, index) for index in range(-len(pairs), 0))
        return Open(shape.reason, tail=_extended(ends, pairs, mode))
    rank = len(shape)
    if len(pairs) > rank or (mode != "constant" and (len(pairs) not in (1, 2, 3) or rank - len(pairs) not in (1, 2))):
        raise Mismatch(f"{len(widths)} widths pad the last {len(pairs)} axes; {show_structure(shape)} has {rank}")
    kept, padded = shape[: rank - len(pairs)], shape[rank - len(pairs) :]
    if mode in ("reflect", "replicate") and equal(kept[-1], 0) is True:
        raise Mismatch(f"{show_structure(shape)} has no values to repeat")
    return (*kept, *_extended(padded, pairs, mode))


def _extended(sizes: Sequence[Size], pairs: Sequence[tuple[Size, Size]], mode: str) -> tuple[Size, ...]:
    for size, pair in zip(sizes, pairs, strict=True):
        left = _left(size, pair)
        for width in pair:
            if mode == "reflect" and less(width, size) is False:
                raise Mismatch(f"a reflection of {text(width)} needs more values than a size of {text(size)} has")
            if mode == "circular" and less(size, width) is True:
                raise Mismatch(f"{text(width)} values cannot be taken from the other end of a size of {text(size)}")
        if mode == "constant" and less(left, 0) is True:
            raise Mismatch(f"more is cut off than a size of {text(size)} has")
        if mode in ("reflect", "replicate") and equal(size, 0) is True:
            raise Mismatch("an axis of size 0 has no values to repeat")
    result = tuple(_end(size, pair, mode) for size, pair in zip(sizes, pairs, strict=True))
    for size, whole in zip(sizes, result, strict=True):
        if less(whole, 0) is True:
            raise Mismatch(f"more is cut off than a size of {text(size)} has")
    if mode in ("reflect", "replicate") and result and all(equal(whole, 0) is True for whole in result):
        raise Mismatch("nothing is left")
    return result


def _left(size: Size, pair: tuple[Size, Size]) -> Size:
    """What is left of a size after everything that is cut off."""
    cut = sum(width for width in map(value_of, pair) if isinstance(width, int) and width < 0)
    return size + cut if cut else size


def _end(size: Size, pair: tuple[Size, Size], mode: str) -> Size:
    left = _left(size, pair)
    if mode == "circular" and left is not size and any(less(left, width) is not False for width in pair):
        return Unknown("values may be copied onto themselves, which torch takes or not as they lie in memory")
    return longer(size, *pair)


def longer(size: Size, before: Size, after: Size) -> Size:
    """The size with what is added at its ends; equal ends are added as twice one of them."""
    if equal(before, after) is True:
        return size if equal(before, 0) is True else size + 2 * before
    return size + before + after
