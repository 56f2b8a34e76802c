"""Indexing as NumPy defines it: integers, slices, new axes, `...`, and arrays of integers or truths.

https://numpy.org/doc/stable/user/basics.indexing.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from layerhints.algebra import Unknown
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import Size, ceil_divide, equal, less, maximum, minimum, text, value_of
from layerhints.rules.shapes import elements, show_structure


@dataclass(frozen=True, slots=True)
class Gather:
    """An array of integers of this shape as an index: it takes one axis and puts its own in the place."""

    shape: Any


@dataclass(frozen=True, slots=True)
class Mask:
    """An array of truths of this shape: it takes as many axes as it has and leaves one, as long as it has truths."""

    shape: tuple[Size, ...]
    count: Size


Item: TypeAlias = Any
"""One part of an index: a size (an integer), a `slice` of sizes or None, a Gather, a Mask, None for a new axis, or
`...` for all axes that the others leave."""

def gathered(
    shape: tuple[Size, ...], indices: tuple[Size, ...], axis: int, batch_axes: int = 0
) -> tuple[Size, ...]:
    """What indices of this shape pick from one axis: their own axes take its place.

    The first `batch_axes` axes are those of pairs, each with indices of its own. Raises Mismatch where they differ.
    """
    if not 0 <= batch_axes <= min(axis, len(indices)) or axis >= len(shape):
        raise Mismatch(f"axis {axis} of {show_structure(shape)} cannot be picked from within {batch_axes} axes")
    if any(equal(one, other) is False for one, other in zip(shape[:batch_axes], indices, strict=False)):
        raise Mismatch(f"{show_structure(shape)} and indices of {show_structure(indices)} are not of one batch")
    return (*shape[:axis], *indices[batch_axes:], *shape[axis + 1 :])


OUT_OF_RANGE = "index {index} is outside an axis of size {size}"


def index_shape(shape: Any, items: Sequence[Item], integers_are_arrays: bool = True) -> Any:
    """The shape of `tensor[items]`.

    Next to an array, NumPy takes integers for arrays without axes, which may part it from another. Where this is not
    so (`integers_are_arrays=False`, as in PyTorch), an integer takes its axis away before anything else happens.

    Raises Mismatch for an index that certainly fails: too many items, an integer or a mask that does not fit its axis.
    """
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    expanded = _spelled_out(shape, items)
    result: list[Size] = []
    gathered: list[Any] = []
    has_array = any(isinstance(item, (Gather, Mask)) for item in expanded)
    first_place, last_advanced, together = 0, -1, True
    axis = 0
    position = -1
    for item in expanded:
        position += 1
        if item is Ellipsis:
            position -= not integers_are_arrays
            continue
        if item is None:
            result.append(1)
            continue
        if isinstance(item, slice):
            result.append(slice_length(shape[axis], item))
            axis += 1
            continue
        if isinstance(item, Mask):
            _fit_mask(item, shape[axis : axis + len(item.shape)])
            gathered.append((item.count,))
            axis += len(item.shape)
        elif isinstance(item, Gather):
            if equal(shape[axis], 0) is True and equal(elements(item.shape), 0) is False:
                raise Mismatch("nothing can be taken from an axis of size 0")
            gathered.append(item.shape)
            axis += 1
        else:
            check_index(item, shape[axis])
            axis += 1
            if not has_array or not integers_are_arrays:
                position -= 1
                continue
        if last_advanced < 0:
            first_place = len(result)
        elif last_advanced != position - 1:
            together = False
        last_advanced = position
    if gathered:
        common = broadcast(*gathered)
        if isinstance(common, Unknown):
            return common
        place = first_place if together else 0
        result[place:place] = common
    return tuple(result)


def check_index(index: Size, size: Size) -> None:
    """Raises Mismatch where an integer index certainly lies outside its axis."""
    if less(index, size) is False or less(index, -size) is True:
        raise Mismatch(OUT_OF_RANGE.format(index=text(index), size=text(size)))


def slice_length(size: Size, bounds: slice) -> Size:
    """How many items `[start:stop:step]` takes from an axis of `size`.

    Unknown where a bound may count from either end.
    """
    step = 1 if bounds.step is None else value_of(bounds.step)
    if isinstance(step, Unknown):
        return step
    if not isinstance(step, int):
        return Unknown(f"the step {text(step)} of the slice is not a known number")
    if step == 0:
        raise Mismatch("the step of a slice cannot be 0")
    if bounds.start is None and bounds.stop is None:
        return ceil_divide(size, abs(step))
    if step > 0:
        start = 0 if bounds.start is None else _clipped(bounds.start, size, 0, size)
        stop = size if bounds.stop is None else _clipped(bounds.stop, size, 0, size)
        return maximum(0, ceil_divide(stop - start, step))
    start = size - 1 if bounds.start is None else _clipped(bounds.start, size, -1, size - 1)
    stop = -1 if bounds.stop is None else _clipped(bounds.stop, size, -1, size - 1)
    return maximum(0, ceil_divide(start - stop, -step))


def _clipped(bound: Size, size: Size, low: Size, high: Size) -> Size:
    """A bound of a slice as a position between `low` and `high`."""
    if isinstance(value_of(bound), Unknown):
        return bound
    if less(bound, 0) is False:
        return minimum(bound, high)
    if less(bound, 0) is True:
        return maximum(size + bound, low)
    return Unknown(f"whether the bound {text(bound)} of the slice counts from the front or from the end is not known")


def _spelled_out(shape: tuple[Size, ...], items: Sequence[Item]) -> list[Item]:
    """The items with full slices for `...` and for the axes behind the last item.

    A `...` that takes no axis stays: it keeps arrays on its two sides apart all the same.
    """
    taken = sum(_axes_taken(item) for item in items)
    if taken > len(shape):
        raise Mismatch(f"{taken} indices for the {len(shape)} axes of {show_structure(shape)}")
    missing: list[Item] = [slice(None)] * (len(shape) - taken)
    places = [place for place, item in enumerate(items) if item is Ellipsis]
    if len(places) > 1:
        raise Mismatch("an index has at most one `...`")
    if not places:
        return [*items, *missing]
    return [*items[: places[0]], *(missing or [Ellipsis]), *items[places[0] + 1 :]]


def _axes_taken(item: Item) -> int:
    if item is None or item is Ellipsis:
        return 0
    return len(item.shape) if isinstance(item, Mask) else 1


def _fit_mask(mask: Mask, axes: tuple[Size, ...]) -> None:
    for size, expected in zip(mask.shape, axes, strict=True):
        if equal(size, expected) is False:
            raise Mismatch(f"a mask of shape {show_structure(mask.shape)} does not fit {show_structure(axes)}")
