"""Functions that put arrays together and take them apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Shape, Unknown, product
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import Array, as_array, axis_of, of_items, size_of, sizes_of
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry import axes as axis_geometry
from layerhints.rules.geometry import concatenate as joining
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.split import at_places, equal_parts, nearly_equal_parts
from layerhints.values.objects import List

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np")


def _all_arrays(machine: Machine, values: Sequence[Any]) -> list[Array] | Unknown:
    arrays: list[Array] = []
    for value in values:
        array = as_array(machine, value)
        if isinstance(array, Unknown):
            return array
        arrays.append(array)
    return arrays


def _members(machine: Machine, values: Any) -> list[Array] | Unknown:
    members = machine.iterate(values)
    return members if isinstance(members, Unknown) else _all_arrays(machine, members)


def _joined(
    machine: Machine,
    values: Any,
    axis: Any,
    join: Callable[[Sequence[Shape], int], Shape],
    prepare: Callable[[Shape], Shape] | None = None,
) -> Any:
    arrays = _members(machine, values)
    if isinstance(arrays, Unknown):
        return arrays
    dtype = arrays[0].dtype if arrays else None
    for array in arrays[1:]:
        dtype = dtypes.promote(dtype, array.dtype)
    place = axis_of(machine, axis)
    if isinstance(place, Unknown):
        return Array(place, dtype)
    shapes = [array.shape if prepare is None else prepare(array.shape) for array in arrays]
    shape = join(shapes, place)
    items = None
    if not isinstance(shape, Unknown) and len(shape) == 1:
        parts = [array.items for array in arrays]
        if all(part is not None for part in parts):
            items = [item for part in parts for item in part or ()]
    return of_items(shape, dtype, items)


@FUNCTIONS.define("concatenate", "concat")
def concatenate(machine: Machine, arrays: Any, axis: Any = 0, dtype: Any = None) -> Any:
    if axis is None:
        return _joined(machine, arrays, 0, joining.concatenate, _one_row)
    return _joined(machine, arrays, axis, joining.concatenate)


def _one_row(shape: Shape) -> Shape:
    return shape if isinstance(shape, Unknown) else (product(shape),)


@FUNCTIONS.define("append")
def append(machine: Machine, arr: Any, values: Any, axis: Any = None) -> Any:
    return concatenate(machine, (arr, values), axis)


@FUNCTIONS.define("insert")
def insert(machine: Machine, arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """In front of the item at a place; without an axis in one row. What stands in many places is not followed."""
    whole, added = as_array(machine, arr), as_array(machine, values)
    if isinstance(whole, Unknown) or isinstance(added, Unknown):
        return whole if isinstance(whole, Unknown) else added
    if type(obj) is not int or isinstance(whole.shape, Unknown):
        return Unknown("where `np.insert` inserts is not known")
    if axis is not None and len(whole.shape) != 1:
        return Unknown("what `np.insert` inserts along an axis is not followed")
    if isinstance(added.shape, Unknown):
        return Array((added.shape,), whole.dtype)
    items = None
    if whole.items is not None and added.items is not None and len(whole.shape) == 1 and -len(whole.items) <= obj:
        place = obj if obj >= 0 else len(whole.items) + obj
        items = [*whole.items[:place], *added.items, *whole.items[place:]]
    return of_items((product(whole.shape) + product(added.shape),), whole.dtype, items)


@FUNCTIONS.define("stack")
def stack(machine: Machine, arrays: Any, axis: Any = 0) -> Any:
    return _joined(machine, arrays, axis, joining.stack)


@FUNCTIONS.define("vstack", "row_stack")
def vstack(machine: Machine, tup: Any) -> Any:
    return _joined(machine, tup, 0, joining.concatenate, lambda shape: axis_geometry.at_least_rank(shape, 2))


@FUNCTIONS.define("hstack")
def hstack(machine: Machine, tup: Any) -> Any:
    arrays = _members(machine, tup)
    if isinstance(arrays, Unknown):
        return arrays
    shape = next((array.shape for array in arrays), ())
    if isinstance(shape, Unknown):
        return Unknown("along which axis the arrays are joined is not known", shape.origin)
    axis = 0 if len(shape) <= 1 else 1
    return _joined(machine, tup, axis, joining.concatenate, lambda shape: axis_geometry.at_least_rank(shape, 1))


@FUNCTIONS.define("dstack")
def dstack(machine: Machine, tup: Any) -> Any:
    def prepare(shape: Shape) -> Shape:
        if isinstance(shape, Unknown) or len(shape) >= 3:
            return shape
        return (*((1,) if len(shape) < 2 else ()), *(shape or (1,)), 1)

    return _joined(machine, tup, 2, joining.concatenate, prepare)


@FUNCTIONS.define("column_stack")
def column_stack(machine: Machine, tup: Any) -> Any:
    def prepare(shape: Shape) -> Shape:
        return shape if isinstance(shape, Unknown) or len(shape) >= 2 else (*(shape or (1,)), 1)

    return _joined(machine, tup, 1, joining.concatenate, prepare)


# --- apart


def _pieces(machine: Machine, value: Any, sections: Any, axis: Any, even: bool) -> Any:
    array, place = as_array(machine, value), axis_of(machine, axis)
    for one in (array, place):
        if isinstance(one, Unknown):
            return one
    assert isinstance(array, Array) and isinstance(place, int)
    if isinstance(array.shape, Unknown):
        return array.shape
    place = axis_geometry.normalize_axis(place, len(array.shape))
    sizes = _section_sizes(machine, array.shape[place], sections, even)
    if isinstance(sizes, Unknown):
        return sizes
    before, after = array.shape[:place], array.shape[place + 1 :]
    source = None if array.source is None else f"a part of {array.source}"
    cut = _cut(array.items, sizes) if len(array.shape) == 1 else (None,) * len(sizes)
    return machine.new_list(
        [
            Array((*before, size, *after), array.dtype, source, items, array.memory)
            for size, items in zip(sizes, cut, strict=True)
        ]
    )


def _cut(items: tuple[Any, ...] | None, sizes: Sequence[Dim]) -> Sequence[tuple[Any, ...] | None]:
    """The numbers of an array of one axis in parts of these sizes, as far as they are known."""
    known = [size for size in sizes if isinstance(size, int)]
    if items is None or len(known) < len(sizes):
        return (None,) * len(sizes)
    rest = iter(items)
    return [tuple(islice(rest, size)) for size in known]


def _section_sizes(machine: Machine, size: Dim, sections: Any, even: bool) -> list[Dim] | Unknown:
    if isinstance(sections, (tuple, List, Array)):
        bounds = sizes_of(machine, sections)
        if isinstance(bounds, Unknown):
            return bounds
        return at_places(size, bounds)
    count = size_of(machine, sections)
    if not isinstance(count, int):
        return count if isinstance(count, Unknown) else Unknown("into how many parts the array is split is not known")
    machine.bounded(count)
    return equal_parts(size, count) if even else nearly_equal_parts(size, count)


@FUNCTIONS.define("split")
def split(machine: Machine, ary: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    return _pieces(machine, ary, indices_or_sections, axis, even=True)


@FUNCTIONS.define("array_split")
def array_split(machine: Machine, ary: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    return _pieces(machine, ary, indices_or_sections, axis, even=False)


@FUNCTIONS.define("vsplit")
def vsplit(machine: Machine, ary: Any, indices_or_sections: Any) -> Any:
    return _pieces(machine, ary, indices_or_sections, 0, even=True)


@FUNCTIONS.define("hsplit")
def hsplit(machine: Machine, ary: Any, indices_or_sections: Any) -> Any:
    array = as_array(machine, ary)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array if isinstance(array, Unknown) else array.shape
    return _pieces(machine, array, indices_or_sections, 0 if len(array.shape) == 1 else 1, even=True)


@FUNCTIONS.define("broadcast_arrays")
def broadcast_arrays(machine: Machine, *args: Any) -> Any:
    arrays = _all_arrays(machine, args)
    if isinstance(arrays, Unknown):
        return arrays
    shape = broadcast(*(array.shape for array in arrays))
    return tuple(Array(shape, array.dtype) for array in arrays)
