"""Functions that give the same numbers under another shape, or more often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Shape, Unknown, equal, less, product
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import ARRAYS, Array, as_array, axes_of, axis_of, of_items, sizes_of
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry import axes as axis_geometry
from layerhints.rules.geometry import padding
from layerhints.rules.geometry import repeat as repeating
from layerhints.rules.geometry.broadcast import broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.reshape import reshape_problems, reshaped
from layerhints.rules.problems import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np")


def in_shape(array: Array, shape: Shape, keeps_order: bool = False) -> Any:
    """The numbers of an array under another shape; `keeps_order` when they stay in the same order."""
    items = array.items if keeps_order else None
    return Array(shape, array.dtype, array.source, items, array.memory, array.classes)


def _formula(machine: Machine, value: Any, formula: Callable[[Any], Shape], keeps_order: bool = False) -> Any:
    array = as_array(machine, value)
    return array if isinstance(array, Unknown) else in_shape(array, formula(array.shape), keeps_order)


# --- reshape


def reshaped_array(machine: Machine, value: Any, shape: Any) -> Any:
    """`np.reshape(value, shape)`; Unknown where the numbers do not fit."""
    array = as_array(machine, value)
    if isinstance(array, Unknown):
        return array
    target = sizes_of(machine, shape)
    if isinstance(target, Unknown):
        return Array(target, array.dtype, array.source)
    result = new_sizes(array.shape, target)
    if isinstance(result, tuple) and result == (1,) * len(result) and array.items is not None:
        return of_items(result, array.dtype, array.items, array.source)
    return in_shape(array, result, keeps_order=True)


def new_sizes(shape: Shape, target: tuple[Dim, ...]) -> Shape:
    """`target` with −1 worked out. Raises Mismatch where the numbers do not fit."""
    open_places = [place for place, size in enumerate(target) if less(size, 0) is not False]
    if len(open_places) == 1 and equal(target[open_places[0]], -1) is None:
        # A size that may be −1 is, either way, what the others leave over.
        place = open_places[0]
        target = (*target[:place], -1, *target[place + 1 :])
    for problem in reshape_problems(shape, target, Call()):
        raise Mismatch(problem.message)
    if len(open_places) > 1:
        doubt = Unknown("whether one of the new sizes is −1 is not known")
        return tuple(doubt if place in open_places else size for place, size in enumerate(target))
    rest = product(size for place, size in enumerate(target) if place not in open_places)
    if open_places and equal(rest, 0) is True:
        raise Mismatch("−1 stands for no particular size: another of the new sizes is 0")
    result: Shape = reshaped(shape, target)
    return result


@FUNCTIONS.define("reshape")
def reshape(machine: Machine, a: Any, shape: Any = None, newshape: Any = None) -> Any:
    return reshaped_array(machine, a, newshape if shape is None else shape)


@ARRAYS.define("reshape")
def reshape_method(machine: Machine, a: Any, *shape: Any, newshape: Any = None) -> Any:
    return reshaped_array(machine, a, shape[0] if len(shape) == 1 else shape)


@ARRAYS.define("ravel", "flatten")
@FUNCTIONS.define("ravel")
def ravel(machine: Machine, a: Any, order: Any = "C") -> Any:
    array = as_array(machine, a)
    if isinstance(array, Unknown):
        return array
    count: Dim = array.shape if isinstance(array.shape, Unknown) else product(array.shape)
    return in_shape(array, (count,), keeps_order=order == "C")


@FUNCTIONS.define("resize")
def resize(machine: Machine, a: Any, new_shape: Any) -> Any:
    array = as_array(machine, a)
    return Array(sizes_of(machine, new_shape), None if isinstance(array, Unknown) else array.dtype)


# --- axes


@FUNCTIONS.define("expand_dims")
def expand_dims(machine: Machine, a: Any, axis: Any) -> Any:
    axes = axes_of(machine, axis)
    return _formula(
        machine, a, lambda shape: axes if isinstance(axes, Unknown) else axis_geometry.expand(shape, axes), True
    )


@ARRAYS.define("squeeze")
@FUNCTIONS.define("squeeze")
def squeeze(machine: Machine, a: Any, axis: Any = None) -> Any:
    axes = None if axis is None else axes_of(machine, axis)
    array = as_array(machine, a)
    if isinstance(array, Unknown):
        return array
    shape = axes if isinstance(axes, Unknown) else axis_geometry.squeeze(array.shape, axes)
    if shape == () and array.items is not None:
        return of_items(shape, array.dtype, array.items, array.source)
    return in_shape(array, shape, keeps_order=True)


@FUNCTIONS.define("transpose", "permute_dims")
def transpose(machine: Machine, a: Any, axes: Any = None) -> Any:
    order = None if axes is None else axes_of(machine, axes)
    return _formula(
        machine, a, lambda shape: order if isinstance(order, Unknown) else axis_geometry.permute(shape, order)
    )


@ARRAYS.define("transpose")
def transpose_method(machine: Machine, a: Any, *axes: Any) -> Any:
    if len(axes) == 1 and (axes[0] is None or not isinstance(axes[0], int)):
        return transpose(machine, a, axes[0])
    return transpose(machine, a, axes if axes else None)


@FUNCTIONS.define("moveaxis")
def moveaxis(machine: Machine, a: Any, source: Any, destination: Any) -> Any:
    sources, destinations = axes_of(machine, source), axes_of(machine, destination)
    return _formula(
        machine,
        a,
        lambda shape: (
            sources
            if isinstance(sources, Unknown)
            else destinations
            if isinstance(destinations, Unknown)
            else axis_geometry.move_axes(shape, sources, destinations)
        ),
    )


@FUNCTIONS.define("rollaxis")
def rollaxis(machine: Machine, a: Any, axis: Any, start: Any = 0) -> Any:
    place, before = axis_of(machine, axis), axis_of(machine, start)

    def formula(shape: Shape) -> Shape:
        for one in (place, before, shape):
            if isinstance(one, Unknown):
                return one
        assert isinstance(place, int) and isinstance(before, int) and not isinstance(shape, Unknown)
        moved = axis_geometry.normalize_axis(place, len(shape))
        target = before + len(shape) if before < 0 else before
        if not 0 <= target <= len(shape):
            raise Mismatch(f"there is no place {before} among {len(shape)} axes")
        result: Shape = axis_geometry.move_axes(shape, [moved], [target - 1 if moved < target else target])
        return result

    return _formula(machine, a, formula)


@ARRAYS.define("swapaxes")
@FUNCTIONS.define("swapaxes")
def swapaxes(machine: Machine, a: Any, axis1: Any, axis2: Any) -> Any:
    first, second = axis_of(machine, axis1), axis_of(machine, axis2)
    return _formula(
        machine,
        a,
        lambda shape: (
            first
            if isinstance(first, Unknown)
            else second
            if isinstance(second, Unknown)
            else axis_geometry.swap_axes(shape, first, second)
        ),
    )


@FUNCTIONS.define("flip", "fliplr", "flipud", "roll")
def rearranged(machine: Machine, m: Any, shift: Any = None, axis: Any = None) -> Any:
    return _formula(machine, m, lambda shape: shape)


@FUNCTIONS.define("rot90")
def rot90(machine: Machine, m: Any, k: Any = 1, axes: Any = (0, 1)) -> Any:
    pair = axes_of(machine, axes)

    def formula(shape: Shape) -> Shape:
        if isinstance(pair, Unknown):
            return pair
        if not isinstance(k, int):
            return Unknown("by how much the array is turned is not known")
        if len(pair) != 2:
            raise Mismatch("a rotation needs two axes")
        result: Shape = axis_geometry.swap_axes(shape, *pair) if k % 2 else shape
        return result

    return _formula(machine, m, formula)


def _at_least(rank: int) -> Callable[..., Any]:
    def formula(shape: Shape) -> Shape:
        if rank == 3 and not isinstance(shape, Unknown) and 0 < len(shape) < 3:
            return (1, *shape, 1) if len(shape) == 1 else (*shape, 1)
        result: Shape = axis_geometry.at_least_rank(shape, rank)
        return result

    def function(machine: Machine, *arys: Any) -> Any:
        results = [_formula(machine, one, formula, keeps_order=True) for one in arys]
        return results[0] if len(results) == 1 else tuple(results)

    return function


for _rank in (1, 2, 3):
    FUNCTIONS.define(f"atleast_{_rank}d")(_at_least(_rank))


@FUNCTIONS.define("broadcast_to")
def broadcast_to_(machine: Machine, array: Any, shape: Any) -> Any:
    target = sizes_of(machine, shape)
    return _formula(machine, array, lambda own: broadcast_to(own, target))


# --- longer


@FUNCTIONS.define("tile")
def tile(machine: Machine, A: Any, reps: Any) -> Any:
    array, times = as_array(machine, A), sizes_of(machine, reps)
    if isinstance(array, Unknown):
        return array
    if isinstance(times, Unknown) or isinstance(array.shape, Unknown):
        return Array(times if isinstance(times, Unknown) else array.shape, array.dtype)
    return Array(repeating.tile(array.shape, times), array.dtype)


@ARRAYS.define("repeat")
@FUNCTIONS.define("repeat")
def repeat(machine: Machine, a: Any, repeats: Any, axis: Any = None) -> Any:
    array, times = as_array(machine, a), as_array(machine, repeats)
    for one in (array, times):
        if isinstance(one, Unknown):
            return one
    assert isinstance(array, Array) and isinstance(times, Array)
    if isinstance(array.shape, Unknown):
        return array
    place = None if axis is None else axis_of(machine, axis)
    if isinstance(place, Unknown):
        return Array(place, array.dtype)
    counts: tuple[Dim, ...] = (Unknown("how often the items are repeated is not known"),)
    if times.items is not None and dtypes.is_integer(times.dtype):
        counts = times.items
    return Array(repeating.repeat(array.shape, counts, place), array.dtype)


@FUNCTIONS.define("pad")
def pad(machine: Machine, array: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = 0) -> Any:
    padded, widths = as_array(machine, array), as_array(machine, pad_width)
    for one in (padded, widths):
        if isinstance(one, Unknown):
            return one
    assert isinstance(padded, Array) and isinstance(widths, Array)
    if isinstance(padded.shape, Unknown):
        return padded
    if widths.items is None or isinstance(widths.shape, Unknown):
        doubt = Unknown("how many numbers are padded is not known")
        return Array((doubt,) * len(padded.shape), padded.dtype)
    rank = len(padded.shape)
    broadcast_to(widths.shape, (rank, 2))
    rows = widths.items if len(widths.items) > 2 or widths.shape == (2, 1) else None
    pairs: list[tuple[Dim, Dim]] = []
    for place in range(rank):
        if rows is None:
            pairs.append((widths.items[0], widths.items[-1]))
        elif widths.shape[-1] == 1:
            pairs.append((rows[place], rows[place]))
        else:
            pairs.append((rows[2 * place], rows[2 * place + 1]))
    return Array(padding.pad(padded.shape, pairs), padded.dtype)


@FUNCTIONS.define("delete")
def delete(machine: Machine, arr: Any, obj: Any, axis: Any = None) -> Any:
    array, place = as_array(machine, arr), 0 if axis is None else axis_of(machine, axis)
    for one in (array, place):
        if isinstance(one, Unknown):
            return one
    assert isinstance(array, Array) and isinstance(place, int)
    if isinstance(array.shape, Unknown):
        return array
    shape: tuple[Dim, ...] = array.shape if axis is not None else (product(array.shape),)
    place = axis_geometry.normalize_axis(place, len(shape))
    left: Dim = shape[place] - 1 if isinstance(obj, int) else Unknown("how many items are deleted is not known")
    return Array((*shape[:place], left, *shape[place + 1 :]), array.dtype)
