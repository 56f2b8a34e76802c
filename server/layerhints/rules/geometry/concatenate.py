"""Joining tensors along an axis that they have, or along a new one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch, OfNothing
from layerhints.rules.quantity import Size, equal, texts_apart, value_of
from layerhints.rules.shapes import show_structure


def concatenate(shapes: Sequence[Any], axis: int) -> Any:
    """The shapes joined along `axis`, where the sizes add up; all other sizes are equal.

    Raises Mismatch where ranks or the other sizes differ, or there is no such axis.
    """
    known = _of_one_rank(shapes)
    if isinstance(known, Unknown):
        return known
    place = normalize_axis(axis, len(known[0]))
    result: list[Size] = []
    for index, dims in enumerate(zip(*known, strict=True)):
        result.append(reduce(add, dims) if index == place else _common(dims, index, known))
    return tuple(result)


def stack(shapes: Sequence[Any], axis: int) -> Any:
    """Equal shapes joined along a new axis, which becomes `axis` of the result.

    Raises Mismatch where the shapes differ, or there is no such axis.
    """
    known = _of_one_rank(shapes)
    if isinstance(known, Unknown):
        return known
    place = normalize_axis(axis, len(known[0]) + 1)
    common = [_common(dims, index, known) for index, dims in enumerate(zip(*known, strict=True))]
    return (*common[:place], len(known), *common[place:])


def concatenate_many(shape: tuple[Size, ...], count: Any, axis: int) -> tuple[Any, ...]:
    """So many equal shapes joined along `axis`; the number may be a formula or Unknown.

    Raises Mismatch where there is no such axis.
    """
    place = normalize_axis(axis, len(shape))
    return (*shape[:place], count * shape[place], *shape[place + 1 :])


def stack_many(shape: tuple[Size, ...], count: Any, axis: int) -> tuple[Any, ...]:
    """So many equal shapes joined along a new axis, which becomes `axis` of the result.

    Raises Mismatch where there is no such axis.
    """
    place = normalize_axis(axis, len(shape) + 1)
    return (*shape[:place], count, *shape[place:])


def same_size(first: Size, second: Size) -> Size | None:
    """What is known of a size that both of these are; None where they certainly differ."""
    if equal(first, second) is False:
        return None
    for kind in (int, Expression):
        for dim in (first, second):
            if isinstance(value_of(dim), kind):
                return dim
    return first


def _common(dims: Sequence[Size], axis: int, shapes: Sequence[tuple[Size, ...]]) -> Size:
    result = dims[0]
    for dim in dims[1:]:
        merged = same_size(result, dim)
        if merged is None:
            sizes = " and ".join(texts_apart(result, dim))
            shown = ", ".join(map(show_structure, shapes))
            raise Mismatch(f"{shown} cannot be joined: axis {axis} has sizes {sizes}")
        result = merged
    return result


def _of_one_rank(shapes: Sequence[Any]) -> list[tuple[Size, ...]] | Unknown:
    if not shapes:
        raise OfNothing("there are no arrays to join")
    known: list[tuple[Size, ...]] = []
    for shape in shapes:
        if isinstance(shape, Unknown):
            return Unknown(shape.reason)
        known.append(shape)
    for shape in known:
        if len(shape) != len(known[0]):
            shown = ", ".join(map(show_structure, known))
            raise Mismatch(f"{shown} cannot be joined: they differ in their number of axes")
    return known
