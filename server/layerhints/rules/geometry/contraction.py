"""Products that sum over an axis which both operands have: matrix product, tensor dot and Einstein summation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.algebra import Unknown
from layerhints.rules.geometry.axes import normalize_axes, normalize_axis
from layerhints.rules.geometry.broadcast import broadcast, broadcast_dims
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, equal, texts_apart
from layerhints.rules.shapes import show_structure


def matmul(first: Any, second: Any) -> Any:
    """`first @ second`: the last axis of the first meets the last but one of the second, the axes before broadcast.

    Raises Mismatch where the two sizes differ or an operand has no axes.
    """
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return Unknown((first if isinstance(first, Unknown) else second).reason)
    if not first or not second:
        raise Mismatch("a matrix product needs operands with axes")
    left = (1, *first) if len(first) == 1 else first
    right = (*second, 1) if len(second) == 1 else second
    _meet(left[-1], right[-2], first, second)
    batch = broadcast(left[:-2], right[:-2])
    if isinstance(batch, Unknown):
        return batch
    rows = () if len(first) == 1 else (left[-2],)
    columns = () if len(second) == 1 else (right[-1],)
    return (*batch, *rows, *columns)


def dot(first: Any, second: Any) -> Any:
    """NumPy's `dot`: as `matmul` up to two axes; with more, every row of the first meets every column of the second."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return Unknown((first if isinstance(first, Unknown) else second).reason)
    if not first or not second:
        return (*first, *second)
    place = len(second) - 1 if len(second) == 1 else len(second) - 2
    _meet(first[-1], second[place], first, second)
    return (*first[:-1], *second[:place], *second[place + 1 :])


def tensordot(first: Any, second: Any, axes: int | tuple[Sequence[int], Sequence[int]]) -> Any:
    """The axes that are left after those in `axes` met pairwise; a number means the last and the first so many."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return Unknown((first if isinstance(first, Unknown) else second).reason)
    if isinstance(axes, int):
        if not 0 <= axes <= min(len(first), len(second)):
            raise Mismatch(f"{axes} axes cannot be summed over")
        pairs: tuple[Sequence[int], Sequence[int]] = (range(len(first) - axes, len(first)), range(axes))
    else:
        pairs = axes
    ours, theirs = normalize_axes(pairs[0], len(first)), normalize_axes(pairs[1], len(second))
    if len(ours) != len(theirs):
        raise Mismatch("the operands name different numbers of axes")
    for one, other in zip(ours, theirs, strict=True):
        _meet(first[one], second[other], first, second)
    kept = [size for place, size in enumerate(first) if place not in ours]
    return (*kept, *(size for place, size in enumerate(second) if place not in theirs))


def batch_dot(first: tuple[Size, ...], second: tuple[Size, ...], axes: tuple[int, int]) -> tuple[Size, ...]:
    """The product of each pair in a batch, summed over one axis of each. What is left of two rows is an axis of 1.

    Raises Mismatch where the two sizes differ, or an axis is not there or that of the batch.
    """
    ours, theirs = normalize_axis(axes[0], len(first)), normalize_axis(axes[1], len(second))
    if not ours or not theirs:
        raise Mismatch("the axis of the batch cannot be summed over")
    _meet(first[ours], second[theirs], first, second)
    rest = (*first[1:ours], *first[ours + 1 :], *second[1:theirs], *second[theirs + 1 :])
    return (first[0], *(rest or (1,)))


def einsum(equation: str, shapes: Sequence[Any], *, drops_ellipsis: bool = False) -> Any:
    """The result of an equation such as `ij,jk->ik`, in which `...` stands for axes that broadcast. An output that
    leaves these out sums over them where it `drops_ellipsis`.

    Raises Mismatch where the letters do not fit the shapes.
    """
    for shape in shapes:
        if isinstance(shape, Unknown):
            return Unknown(shape.reason)
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(shapes):
        raise Mismatch(f"`{equation}` is for {len(terms)} operands, not {len(shapes)}")
    sizes: dict[str, Size] = {}
    batch: list[tuple[Size, ...]] = []
    for term, shape in zip(terms, shapes, strict=True):
        before, ellipsis, after = term.partition("...")
        extra = len(shape) - len(before) - len(after)
        if extra < 0 or (extra and not ellipsis):
            raise Mismatch(f"`{term}` does not name the axes of {show_structure(shape)}")
        if ellipsis:
            batch.append(shape[len(before) : len(before) + extra])
        for letter, size in zip(before + after, (*shape[: len(before)], *shape[len(before) + extra :]), strict=True):
            common = broadcast_dims(sizes.get(letter, 1), size)
            if common is None:
                raise Mismatch(f"`{letter}` in `{equation}` stands for axes of different sizes")
            sizes[letter] = common
    if not arrow:
        letters = inputs.replace(",", "").replace(".", "")
        output = ("..." if batch else "") + "".join(sorted(x for x in set(letters) if letters.count(x) == 1))
    shared = broadcast(*batch)
    if isinstance(shared, Unknown):
        return shared
    before, ellipsis, after = output.partition("...")
    for letter in before + after:
        if letter not in sizes or output.count(letter) > 1:
            raise Mismatch(f"`{letter}` in the output of `{equation}` is not an axis of the operands")
    if any(batch) and not ellipsis and not drops_ellipsis:
        raise Mismatch(f"`{equation}` has axes under `...` that its output leaves out")
    return (*(sizes[x] for x in before), *(shared if ellipsis else ()), *(sizes[x] for x in after))


def _meet(one: Size, other: Size, first: Any, second: Any) -> None:
    if equal(one, other) is False:
        shapes, sizes = f"{show_structure(first)} and {show_structure(second)}", " and ".join(texts_apart(one, other))
        raise Mismatch(f"{shapes} do not fit: the axes that are summed have sizes {sizes}")
