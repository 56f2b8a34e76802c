"""Functions that make arrays out of sizes, numbers and lists."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Shape, Unknown, ceil_divide, less, maximum, show
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import (
    MOST_ITEMS,
    NOT_KNOWN,
    Array,
    as_array,
    axis_of,
    of_items,
    size_of,
    sizes_of,
)
from layerhints.libraries.numpy.elementwise import cast
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np")


def new_shape(machine: Machine, shape: Any) -> Shape:
    """The shape argument of a constructor. Raises Mismatch for negative sizes."""
    sizes = sizes_of(machine, shape)
    if not isinstance(sizes, Unknown):
        for size in sizes:
            if less(size, 0) is True:
                raise Mismatch(f"a size cannot be negative, and {show(size)} is")
    return sizes


def filled(shape: Shape, dtype: str | None, number: Any = NOT_KNOWN) -> Array:
    """A new array with the same number everywhere."""
    items: tuple[Any, ...] | None = None
    if not isinstance(shape, Unknown) and all(type(dim) is int for dim in shape) and dtypes.holds(dtype, number):
        count = math.prod(dim for dim in shape if type(dim) is int)
        if count <= MOST_ITEMS and not isinstance(number, Unknown):
            items = (number,) * count
    return Array(shape, dtype, None, items)


@FUNCTIONS.define("asarray", "ascontiguousarray", "asfortranarray", "asanyarray")
def asarray(machine: Machine, a: Any, dtype: Any = None) -> Any:
    if isinstance(a, Array) and (dtype is None or dtypes.dtype_name(dtype) == a.dtype):
        return a
    return array(machine, a, dtype)


@FUNCTIONS.define("array", "copy")
def array(machine: Machine, object: Any, dtype: Any = None, ndmin: Any = 0) -> Any:
    made = as_array(machine, object)
    if isinstance(made, Unknown):
        return Array(made, dtypes.dtype_name(dtype)) if dtype is not None else made
    if isinstance(ndmin, int) and not isinstance(made.shape, Unknown):
        shape = (*((1,) * (ndmin - len(made.shape))), *made.shape)
        made = Array(shape, made.dtype, made.source, made.items, None, made.classes)
    elif ndmin != 0:
        return Unknown("how many axes `np.array` adds is not known")
    if dtype is not None and dtypes.dtype_name(dtype) != made.dtype:
        return cast(machine, made, dtype)
    # A copy: what is written into it does not change `object`.
    if made.classes is not None:
        return Array(made.shape, made.dtype, made.source, classes=made.classes)
    return of_items(made.shape, made.dtype, made.items, made.source)


def _constant(dtype: Any, number: int) -> tuple[str | None, Any]:
    """The name of the requested type, and `number` in that type."""
    name = dtypes.requested(dtype, "float64")
    return name, float(number) if name == "float64" else bool(number) if name == "bool" else number


@FUNCTIONS.define("zeros")
def zeros(machine: Machine, shape: Any, dtype: Any = None) -> Any:
    return filled(new_shape(machine, shape), *_constant(dtype, 0))


@FUNCTIONS.define("ones")
def ones(machine: Machine, shape: Any, dtype: Any = None) -> Any:
    return filled(new_shape(machine, shape), *_constant(dtype, 1))


@FUNCTIONS.define("empty")
def empty(machine: Machine, shape: Any, dtype: Any = None) -> Any:
    return filled(new_shape(machine, shape), dtypes.requested(dtype, "float64"))


@FUNCTIONS.define("full")
def full(machine: Machine, shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    return _full(machine, new_shape(machine, shape), fill_value, dtype)


def _full(machine: Machine, shape: Shape, value: Any, dtype: Any) -> Any:
    fill = as_array(machine, value)
    if isinstance(fill, Unknown):
        return Array(shape, None if dtype is None else dtypes.dtype_name(dtype))
    broadcast_to(fill.shape, shape)
    name = dtypes.requested(dtype, fill.dtype)
    return filled(shape, name, fill.items[0] if fill.items is not None and fill.shape == () else NOT_KNOWN)


@FUNCTIONS.define("zeros_like", "ones_like", "empty_like")
def like(machine: Machine, a: Any, dtype: Any = None, shape: Any = None) -> Any:
    model = as_array(machine, a)
    if isinstance(model, Unknown):
        return model if shape is None else Array(new_shape(machine, shape), dtypes.requested(dtype, None))
    made = model.shape if shape is None else new_shape(machine, shape)
    return Array(made, dtypes.requested(dtype, model.dtype))


@FUNCTIONS.define("full_like")
def full_like(machine: Machine, a: Any, fill_value: Any, dtype: Any = None, shape: Any = None) -> Any:
    return like(machine, a, dtype, shape)


@FUNCTIONS.define("bartlett", "blackman", "hamming", "hanning")
def window(machine: Machine, M: Any) -> Any:
    return Array(new_shape(machine, M), "float64")


@FUNCTIONS.define("kaiser")
def kaiser(machine: Machine, M: Any, beta: Any) -> Any:
    return window(machine, M)


@FUNCTIONS.define("arange")
def arange(machine: Machine, start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    first, last = (0, start) if stop is None else (start, stop)
    step = 1 if step is None else step
    numbers = (first, last, step)
    floats = any(isinstance(number, float) for number in numbers)
    name = dtypes.requested(dtype, "float64" if floats else "int64")
    if not all(isinstance(number, (int, float, Expression)) for number in numbers):
        unknown = next((number for number in numbers if isinstance(number, Unknown)), NOT_KNOWN)
        return Array((unknown,), dtypes.requested(dtype, None))
    if step == 0:
        raise Mismatch("the step cannot be 0")
    if floats:
        if any(isinstance(number, Expression) for number in numbers):
            return Array((Unknown("how many numbers `np.arange` makes is not known"),), name)
        length = max(0, math.ceil((last - first) / step))
        increment = (first + step) - first
        items = [float(first + place * increment) for place in range(min(length, MOST_ITEMS + 1))]
        return of_items((length,), name, items if name == "float64" else None)
    if not isinstance(step, int):
        if less(0, step) is not True:
            return Array((Unknown("in which direction `np.arange` counts is not known"),), name)
        return Array((maximum(0, ceil_divide(last - first, step)),), name)
    length = maximum(0, ceil_divide(last - first, step) if step > 0 else ceil_divide(first - last, -step))
    if isinstance(length, int) and length <= MOST_ITEMS:
        numbers_made = [first + place * step for place in range(length)]
        if name == "float64":
            numbers_made = [float(number) if type(number) is int else number for number in numbers_made]
        return of_items((length,), name, numbers_made)
    return Array((length,), name)


@FUNCTIONS.define("linspace")
def linspace(
    machine: Machine, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, retstep: Any = False,
    dtype: Any = None, axis: Any = 0,
) -> Any:  # fmt: skip
    ends = [as_array(machine, start), as_array(machine, stop)]
    name = dtypes.requested(dtype, "float64")
    if machine.truth(retstep) is not False:
        return Unknown("`np.linspace` with `retstep` gives the step, too")
    count = size_of(machine, num)
    if less(count, 0) is True:
        raise Mismatch(f"{show(count)} numbers cannot be made")
    shapes = [end.shape for end in ends if isinstance(end, Array)]
    if len(shapes) < 2:
        # Ends that are not known are numbers nearly always, but they need not be.
        return Unknown("where `np.linspace` starts or ends is not known")
    common = broadcast(*shapes)
    if isinstance(common, Unknown):
        return common
    place = axis_of(machine, axis)
    if isinstance(place, Unknown):
        return place
    place = normalize_axis(place, len(common) + 1)
    shape = (*common[:place], count, *common[place:])
    known = isinstance(start, (int, float)) and isinstance(stop, (int, float))
    if name == "float64" and known and isinstance(count, int):
        inclusive = machine.truth(endpoint)
        if inclusive is not None and count <= MOST_ITEMS:
            return of_items(shape, name, _spaced(float(start), float(stop), count, inclusive))
    return Array(shape, name)


def _spaced(start: float, stop: float, count: int, endpoint: bool) -> list[Any]:
    """The numbers as NumPy computes them, in the order of its roundings."""
    parts = count - 1 if endpoint else count
    step = (stop - start) / parts if parts > 0 else math.nan
    if step == 0:
        return [NOT_KNOWN] * count if stop != start else [start] * count
    numbers = [place * step + start if parts > 0 else start for place in range(count)]
    if endpoint and count > 1:
        numbers[-1] = stop
    return numbers


@FUNCTIONS.define("logspace", "geomspace")
def spaced(
    machine: Machine, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, base: Any = 10.0, dtype: Any = None
) -> Any:
    if not isinstance(start, (int, float)) or not isinstance(stop, (int, float)):
        return Unknown("where the numbers start or end is not known")
    return Array((size_of(machine, num),), dtypes.requested(dtype, "float64"))


@FUNCTIONS.define("eye")
def eye(machine: Machine, N: Any, M: Any = None, k: Any = 0, dtype: Any = None) -> Any:
    rows = size_of(machine, N)
    return Array((rows, rows if M is None else size_of(machine, M)), dtypes.requested(dtype, "float64"))


@FUNCTIONS.define("identity")
def identity(machine: Machine, n: Any, dtype: Any = None) -> Any:
    return eye(machine, n, dtype=dtype)


@FUNCTIONS.define("tril", "triu")
def triangle(machine: Machine, m: Any, k: Any = 0) -> Any:
    matrix = as_array(machine, m)
    if isinstance(matrix, Unknown) or isinstance(matrix.shape, Unknown):
        return matrix
    return Array(matrix.shape if len(matrix.shape) != 1 else matrix.shape * 2, matrix.dtype)


@FUNCTIONS.define("diag")
def diag(machine: Machine, v: Any, k: Any = 0) -> Any:
    array = as_array(machine, v)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array
    if len(array.shape) == 1 and isinstance(k, int):
        size = array.shape[0] + abs(k)
        return Array((size, size), array.dtype)
    if len(array.shape) not in (1, 2):
        raise Mismatch("a diagonal needs one or two axes")
    return Array((Unknown("how long the diagonal is is not known"),) * (3 - len(array.shape)), array.dtype)


@FUNCTIONS.define("meshgrid")
def meshgrid(machine: Machine, *xi: Any, indexing: Any = "xy", sparse: Any = False) -> Any:
    arrays = [as_array(machine, x) for x in xi]
    sizes: list[Any] = []
    for one in arrays:
        if isinstance(one, Unknown):
            return one
        if isinstance(one.shape, Unknown):
            return one.shape
        if len(one.shape) > 1:
            return Unknown("`np.meshgrid` of arrays with several axes is not understood")
        sizes.append(one.shape[0] if one.shape else 1)
    if indexing not in ("xy", "ij") or sparse is not False:
        return Unknown("the form of the grid is not known")
    if indexing == "xy":
        sizes[:2] = reversed(sizes[:2])
    return tuple(Array(tuple(sizes), one.dtype) for one in arrays if isinstance(one, Array))


@FUNCTIONS.define("indices")
def indices(machine: Machine, dimensions: Any, dtype: Any = None) -> Any:
    shape = new_shape(machine, dimensions)
    return shape if isinstance(shape, Unknown) else Array((len(shape), *shape), dtypes.requested(dtype, "int64"))


@FUNCTIONS.define("fromstring")
def from_text(machine: Machine, string: Any, dtype: Any = None, count: Any = -1, *, sep: Any = "") -> Any:
    """Numbers written one after the other, with `sep` between them."""
    kind = dtypes.requested(dtype, "float64")
    read = {"float64": float, "int64": int, "int32": int}.get(kind or "")
    if not isinstance(string, str) or not isinstance(sep, str) or sep == "" or count != -1 or read is None:
        return from_elsewhere(machine)
    words = string.split(sep.strip() or None)
    try:
        return Array((len(words),), kind, items=tuple(map(read, words)))
    except ValueError:
        return from_elsewhere(machine)


@FUNCTIONS.define("fromiter", "frombuffer")
def from_elsewhere(machine: Machine, *args: Any, **options: Any) -> Any:
    return Array((Unknown("how many numbers are read is not known"),))


@FUNCTIONS.define("load", "loadtxt", "genfromtxt", "fromfile", "memmap")
def load(machine: Machine, file: Any, *args: Any, **options: Any) -> Any:
    shown = f"{file!r}" if isinstance(file, str) else "a file"
    return Unknown(f"the array comes from {shown}, which is not read")


@FUNCTIONS.define("shape")
def shape(machine: Machine, a: Any) -> Any:
    array = as_array(machine, a)
    return array if isinstance(array, Unknown) else array.shape


@FUNCTIONS.define("ndim")
def ndim(machine: Machine, a: Any) -> Any:
    sizes = shape(machine, a)
    return sizes if isinstance(sizes, Unknown) else len(sizes)


@FUNCTIONS.define("dtype")
def dtype(machine: Machine, dtype: Any) -> Any:
    name = dtypes.dtype_name(dtype)
    return Unknown("which dtype this is is not known") if name is None else dtypes.DType(name)
