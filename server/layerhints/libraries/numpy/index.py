"""Indexing an array: the values of the program become the items that the geometry knows."""

from __future__ import annotations

from itertools import product as positions
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Expression, Unknown
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import Array, as_array, of_items
from layerhints.libraries.numpy.failures import report
from layerhints.rules.geometry.indexing import Gather, Item, Mask, index_shape
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.instances import unwrapped
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_SELECTED = Unknown("how many items the condition selects is not known")


def item(machine: Machine, array: Array, index: Any) -> Any:
    """`array[index]`."""
    if isinstance(index, str):
        return Unknown(f"the field {index!r} of a structured array is not known")
    parts = index if isinstance(index, tuple) else (index,)
    items: list[Item] = []
    try:
        for part in parts:
            read = read_item(machine, part)
            if isinstance(read, Unknown):
                return Unknown(read.reason, read.origin)
            items.append(read)
        shape = index_shape(array.shape, items)
    except Mismatch as mismatch:
        reason = Unknown(f"the index fails: {mismatch}")
        report(machine, reason, mismatch, (array,))
        return reason
    views = not any(isinstance(part, (Gather, Mask)) for part in items)
    chosen = _chosen(array, items) if views else _gathered(machine, array, index, shape)
    if chosen is None and shape == () and not isinstance(array.shape, Unknown) and not array.shape:
        return array
    result = of_items(shape, array.dtype, chosen, _source(array, shape))
    if views and isinstance(result, Array):
        return Array(shape, result.dtype, result.source, result.items, array.memory)
    return result


def items_behind(machine: Machine, array: Array, index: Any, value: Any) -> tuple[Any, ...] | None:
    """The items of the array behind `array[index] = value`, where they are known: for numbers at plain indices."""
    items = [read_item(machine, part) for part in (index if isinstance(index, tuple) else (index,))]
    if any(isinstance(part, (Unknown, Gather, Mask)) for part in items):
        return None
    try:
        index_shape(array.shape, items)
    except Mismatch:
        return None
    places = _taken(array, items)
    given = value.items if isinstance(value, Array) else (value,)
    if array.items is None or places is None or given is None or len(given) not in (1, len(places)):
        return None
    if array.dtype == "float64":
        given = tuple(float(each) if type(each) is int else each for each in given)
    if any(isinstance(each, Unknown) or not dtypes.holds(array.dtype, each) for each in given):
        return None
    found = list(array.items)
    for place, each in zip(places, given * len(places) if len(given) == 1 else given, strict=True):
        found[place] = each
    return tuple(found)


def read_item(machine: Machine, part: Any) -> Item | Unknown:
    """One part of an index. Unknown where it may be a number as well as a slice or an array."""
    part = unwrapped(part)
    if part is None or part is Ellipsis:
        return part
    if isinstance(part, slice):
        return slice(*(_bound(machine, bound) for bound in (part.start, part.stop, part.step)))
    if isinstance(part, bool):
        return Unknown("an array is indexed by a truth value")
    if isinstance(part, (int, Expression)):
        return part
    if isinstance(part, float):
        raise Mismatch(f"{part} is not a whole number")
    if isinstance(part, (Tensor, List, tuple, range)):
        return _array_item(machine, part)
    return part if isinstance(part, Unknown) else Unknown("what the array is indexed by is not known")


def _array_item(machine: Machine, part: Any) -> Item | Unknown:
    array = as_array(machine, part)
    if isinstance(array, Unknown):
        return array
    if isinstance(part, (List, tuple)) and array.shape == (0,):
        return Gather((0,))
    if array.dtype == "bool":
        if isinstance(array.shape, Unknown):
            return array.shape
        if array.items is not None and all(isinstance(item, bool) for item in array.items):
            return Mask(array.shape, sum(array.items))
        return Mask(array.shape, _SELECTED)
    if array.dtype is None:
        return Unknown("whether the array that it is indexed by holds positions or truths is not known")
    if not dtypes.is_integer(array.dtype):
        raise Mismatch(f"arrays of {array.dtype} are no indices")
    return Gather(array.shape)


def _bound(machine: Machine, bound: Any) -> Dim | None:
    if bound is None or isinstance(bound, (int, Expression, Unknown)):
        return bound
    if isinstance(bound, float):
        raise Mismatch(f"the bound {bound} of a slice is not a whole number")
    return Unknown("a bound of the slice is not known")


def _chosen(array: Array, items: list[Item]) -> tuple[Any, ...] | None:
    """The items that a basic index takes, where all of them and the index are known numbers."""
    if array.items is None:
        return None
    places = _taken(array, items)
    return None if places is None else tuple(array.items[place] for place in places)


def _taken(array: Array, items: list[Item]) -> tuple[int, ...] | None:
    """Where the items stand that a basic index takes, where that is known."""
    if isinstance(array.shape, Unknown):
        return None
    sizes = [dim for dim in array.shape if isinstance(dim, int)]
    if len(sizes) < len(array.shape):
        return None
    ranges: list[Any] = []
    taken = sum(1 for part in items if part is not None and part is not Ellipsis)
    axis = 0
    parts = items if any(part is Ellipsis for part in items) else [*items, Ellipsis]
    for part in parts:
        if part is None:
            continue
        if part is Ellipsis:
            for _ in range(len(sizes) - taken):
                ranges.append(range(sizes[axis]))
                axis += 1
            continue
        if isinstance(part, slice):
            if not all(bound is None or type(bound) is int for bound in (part.start, part.stop, part.step)):
                return None
            ranges.append(range(sizes[axis])[part])
        elif type(part) is int:
            ranges.append((part % sizes[axis],))
        else:
            return None
        axis += 1
    return tuple(_offset(sizes, place) for place in positions(*ranges))


def _gathered(machine: Machine, array: Array, index: Any, shape: Any) -> tuple[Any, ...] | None:
    """The items that one list of positions takes out of a row of numbers."""
    if array.items is None or isinstance(array.shape, Unknown) or len(array.shape) != 1 or isinstance(index, tuple):
        return None
    wanted = as_array(machine, index)
    if isinstance(wanted, Unknown) or wanted.items is None or not dtypes.is_integer(wanted.dtype):
        return None
    size = len(array.items)
    if not all(type(place) is int and -size <= place < size for place in wanted.items):
        return None
    return tuple(array.items[place] for place in wanted.items)


def _offset(shape: list[int], place: tuple[int, ...]) -> int:
    offset = 0
    for size, position in zip(shape, place, strict=True):
        offset = offset * size + position
    return offset


def _source(array: Array, shape: Any) -> str | None:
    if array.source is None or isinstance(shape, Unknown) or array.shape == shape:
        return array.source
    return f"a part of {array.source}" if not array.source.startswith("a part of ") else array.source
