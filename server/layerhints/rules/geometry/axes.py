"""Operations that name axes: reduce, permute, move, insert and drop them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layerhints.algebra import Open, Shape, Unknown
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, equal, text
from layerhints.rules.shapes import show_structure


def normalize_axis(axis: int, rank: int) -> int:
    """The axis counted from the front; raises Mismatch where a tensor of `rank` axes has no such axis."""
    if not -rank <= axis < rank:
        raise Mismatch(f"there is no axis {axis}" + (f": the last of {rank} axes is {rank - 1}" if rank else ""))
    return axis % rank


def along(shape: Shape, axes: Sequence[int] | None) -> Shape:
    """The shape of what is computed along these axes and stays as large; None are all of them."""
    if axes is not None and not isinstance(shape, Unknown):
        for axis in axes:
            normalize_axis(axis, len(shape))
    return shape


def normalize_axes(axes: Sequence[int], rank: int) -> tuple[int, ...]:
    """Several axes counted from the front, none of them twice."""
    result = tuple(normalize_axis(axis, rank) for axis in axes)
    if len(set(result)) < len(result):
        raise Mismatch(f"an axis is named twice in {tuple(axes)}")
    return result


def reduce(shape: Any, axes: Sequence[int] | None = None, keepdims: bool = False) -> Any:
    """The shape of a sum or mean over `axes` (all when None), which disappear or stay as 1."""
    if isinstance(shape, Unknown):
        return () if axes is None and not keepdims else _reduced_end(shape, axes or (), keepdims)
    gone = range(len(shape)) if axes is None else normalize_axes(axes, len(shape))
    if keepdims:
        return tuple(1 if place in gone else dim for place, dim in enumerate(shape))
    return tuple(dim for place, dim in enumerate(shape) if place not in gone)


def _reduced_end(shape: Unknown, axes: Sequence[int], keepdims: bool) -> Unknown:
    """What is known of the last sizes of a sum, where the rank is not."""
    tail = shape.tail if isinstance(shape, Open) else ()
    if not axes or any(axis >= 0 for axis in axes):
        return Unknown(shape.reason)
    result: list[Any] = []
    place = -1
    while place in axes or -place <= len(tail):
        if place not in axes:
            result.insert(0, tail[place])
        elif keepdims:
            result.insert(0, 1)
        place -= 1
    # An axis further in front that goes away may be any of those in between, but none of these.
    return Open(shape.reason, tail=tuple(result)) if result else Unknown(shape.reason)


def permute(shape: Any, order: Sequence[int] | None = None) -> Any:
    """Axis i of the result is axis `order[i]`; reversed when None."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    if order is None:
        return shape[::-1]
    if len(order) != len(shape):
        raise Mismatch(f"{tuple(order)} does not name each of the {len(shape)} axes of {show_structure(shape)} once")
    return tuple(shape[place] for place in normalize_axes(order, len(shape)))


def move_axes(shape: Any, source: Sequence[int], destination: Sequence[int]) -> Any:
    """The axes `source` moved to the places `destination`; the others keep their order."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    if len(source) != len(destination):
        raise Mismatch(f"{len(source)} axes cannot move to {len(destination)} places")
    sources, destinations = normalize_axes(source, len(shape)), normalize_axes(destination, len(shape))
    order = [place for place in range(len(shape)) if place not in sources]
    for place, axis in sorted(zip(destinations, sources, strict=True)):
        order.insert(place, axis)
    return tuple(shape[place] for place in order)


def swap_axes(shape: Any, first: int, second: int) -> Any:
    """Two axes exchanged. Of a shape with known ends, both of them may lie at one end."""
    if isinstance(shape, Open):
        head, tail = shape.head, shape.tail
        if max(first, second) < 0 and min(first, second) >= -len(tail):
            return Open(shape.reason, head=head, tail=swap_axes(tail, first, second))
        if min(first, second) >= 0 and max(first, second) < len(head):
            return Open(shape.reason, head=swap_axes(head, first, second), tail=tail)
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    one, other = normalize_axis(first, len(shape)), normalize_axis(second, len(shape))
    result = list(shape)
    result[one], result[other] = result[other], result[one]
    return tuple(result)


def expand(shape: Any, axes: Sequence[int]) -> Any:
    """Axes of size 1 put in, so that they are `axes` of the result."""
    if isinstance(shape, Open) and len(axes) == 1:
        (place,) = axes
        if -len(shape.tail) - 1 <= place < 0:
            return Open(shape.reason, head=shape.head, tail=expand(shape.tail, axes))
        if 0 <= place <= len(shape.head):
            return Open(shape.reason, head=expand(shape.head, axes), tail=shape.tail)
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    rank = len(shape) + len(axes)
    places = normalize_axes(axes, rank)
    rest = iter(shape)
    return tuple(1 if place in places else next(rest) for place in range(rank))


def squeeze(shape: Any, axes: Sequence[int] | None = None) -> Any:
    """Axes of size 1 taken out: `axes`, or all of them when None. Raises Mismatch where a named one is larger."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    if axes is None:
        for dim in shape:
            if equal(dim, 1) is None:
                return Unknown(f"whether the axis of size {text(dim)} in {show_structure(shape)} is 1 is not known")
        return tuple(dim for dim in shape if equal(dim, 1) is False)
    places = normalize_axes(axes, len(shape))
    for place in places:
        if equal(shape[place], 1) is False:
            raise Mismatch(f"axis {place} of {show_structure(shape)} has size {text(shape[place])}, which is not 1")
    return tuple(dim for place, dim in enumerate(shape) if place not in places)


def at_least_rank(shape: Any, rank: int) -> Any:
    """The shape with axes of size 1 put in front until it has `rank` axes."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    missing: list[Size] = [1] * (rank - len(shape))
    return (*missing, *shape)
