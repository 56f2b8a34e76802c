"""Reshaping: the same elements in another arrangement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.problems import Blame, Call, Problem
from layerhints.rules.quantity import Size, divides, equal, less, product, text, value_of
from layerhints.rules.shapes import axis, forgotten, show_structure


def is_open(size: Size) -> bool:
    """Whether this is the −1 that takes what is left over."""
    return equal(size, -1) is True


def reshaped(old: tuple[Size, ...] | Unknown, new: tuple[Size, ...]) -> tuple[Any, ...]:
    """The new sizes, −1 resolved. Of the sizes that are certain, none is lost when `old` is not known."""
    if not any(is_open(size) for size in new):
        return new
    rest = product(size for size in new if not is_open(size))
    if equal(rest, 0) is True:
        left: Any = Unknown("−1 stands for no particular size: another of the new sizes is 0")
    else:
        left = forgotten(old) if isinstance(old, Unknown) else product(old) // rest
    return tuple(left if is_open(size) else size for size in new)


def reshape_problems(old: tuple[Size, ...] | Unknown, new: tuple[Size, ...], blame: Blame) -> Iterator[Problem]:
    """What makes the new shape impossible for these elements."""
    holes = sum(is_open(size) for size in new)
    if holes > 1:
        yield Problem("reshape-mismatch", f"{holes} sizes are −1; only one can be left to work out", blame)
        return
    if any(less(size, -1) is True for size in new):
        yield Problem("bad-size", f"a size below −1 in {show_structure(new)}", blame)
        return
    if isinstance(old, Unknown):
        return
    count = product(old)
    rest = product(size for size in new if not is_open(size))
    if not holes:
        fits = equal(count, rest)
    elif equal(rest, 0) is False:
        fits = divides(rest, count)
    else:
        # Any size would do in the place of −1: libraries refuse, once they know what there is to share out.
        fits = False if isinstance(value_of(rest), int) and isinstance(value_of(count), int) else None
    if fits is False:
        message = (
            f"{show_structure(old)} has {text(count)} elements; they do not fit {show_structure(new)}"
            if isinstance(value_of(count), int)
            else f"the elements of {show_structure(old)} do not fit {show_structure(new)}"
        )
        yield Problem("reshape-mismatch", message, blame)


def flattened(shape: tuple[Size, ...] | Unknown, start: int, end: int) -> Any:
    """The axes from `start` to `end`, both included, as one; a number becomes a row of one.

    Raises Mismatch where there is no such axis, and where `end` comes before `start`.
    """
    if isinstance(shape, Unknown):
        # Whatever comes last is drawn together: what stays in front has its axes.
        kept = (*(axis(shape, index) for index in range(start)), forgotten(shape))
        return kept if start >= 0 and end == -1 else forgotten(shape)
    rank = max(len(shape), 1)
    first, last = normalize_axis(start, rank), normalize_axis(end, rank)
    if last < first:
        raise Mismatch(f"axis {start} comes after axis {end} in {show_structure(shape)}")
    return (*shape[:first], product(shape[first : last + 1]), *shape[last + 1 :])


def unflattened(shape: tuple[Size, ...] | Unknown, index: int, sizes: tuple[Size, ...]) -> Any:
    """One axis taken apart into `sizes`, of which one may be −1.

    Raises Mismatch where there is no such axis, and where the sizes do not make up that axis.
    """
    if not sizes:
        raise Mismatch("an axis is taken apart into at least one size")
    if isinstance(shape, Unknown):
        return Open(shape.reason, tail=reshaped((axis(shape, -1),), sizes)) if index == -1 else forgotten(shape)
    place = normalize_axis(index, len(shape))
    whole = (shape[place],)
    for problem in reshape_problems(whole, sizes, Call()):
        raise Mismatch(problem.message)
    if any(map(is_open, sizes)) and any(equal(size, 0) is True for size in sizes):
        raise Mismatch("−1 stands for no particular size: another of the new sizes is 0")
    return (*shape[:place], *reshaped(whole, sizes), *shape[place + 1 :])
