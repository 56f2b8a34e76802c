"""Functions that take axes away (sum, mean, argmax) or go along one (cumsum, sort)."""

from __future__ import annotations

import operator as host
from functools import reduce as fold
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown, maximum, minimum, product
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import ARRAYS, NOT_KNOWN, Array, as_array, axes_of, axis_of, of_items
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry.axes import normalize_axis, reduce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np")


def reduced(
    machine: Machine,
    value: Any,
    axis: Any,
    keepdims: Any,
    dtype: Callable[[str | None], str | None],
    compute: Callable[[Sequence[Any]], Any] | None = None,
) -> Any:
    """An array less some axes; `compute` makes the number that remains of known ones where all axes go."""
    array = as_array(machine, value)
    if isinstance(array, Unknown):
        return array if keepdims is not False or axis is not None else of_items((), None, None)
    keep = machine.truth(keepdims)
    if keep is None:
        return Array(Unknown("whether the reduced axes are kept is not known"), dtype(array.dtype))
    axes = None if axis is None else axes_of(machine, axis)
    if isinstance(axes, Unknown):
        return Array(axes, dtype(array.dtype))
    if array.shape == () and axes is not None:
        axes = () if set(axes) <= {0, -1} else axes
    shape = reduce(array.shape, axes, keep)
    items: list[Any] | None = None
    if shape == () and array.classes is not None:
        items = [array.classes - 1] if compute is _greatest else [0] if compute is _least else None
    if shape == () and compute is not None and array.items is not None:
        items = [_computed(compute, array.items)]
    return of_items(shape, dtype(array.dtype), items)


def _computed(compute: Callable[[Sequence[Any]], Any], items: Sequence[Any]) -> Any:
    of_truths = compute in (_every, _some)
    for item in items:
        if isinstance(item, Unknown):
            return item
        if of_truths and isinstance(item, (bool, int, float)):
            continue
        if isinstance(item, bool) or not isinstance(item, (int, float, Expression)):
            return NOT_KNOWN
    if any(isinstance(item, Expression) for item in items) and any(isinstance(item, float) for item in items):
        return NOT_KNOWN
    return compute(items)


def _sum(items: Sequence[Any]) -> Any:
    # NumPy adds floats up pairwise, which rounds otherwise than one after the other.
    return NOT_KNOWN if any(isinstance(item, float) for item in items) else fold(host.add, items, 0)


def _product(items: Sequence[Any]) -> Any:
    return fold(host.mul, items, 1.0) if any(isinstance(item, float) for item in items) else product(items)


def _least(items: Sequence[Any]) -> Any:
    return _extreme(minimum, min, items)


def _greatest(items: Sequence[Any]) -> Any:
    return _extreme(maximum, max, items)


def _extreme(symbolic: Callable[..., Any], concrete: Callable[..., Any], items: Sequence[Any]) -> Any:
    if not items:
        return NOT_KNOWN
    return symbolic(*items) if any(isinstance(item, Expression) for item in items) else concrete(items)


def _mean(items: Sequence[Any]) -> Any:
    total = _sum(items) if items else NOT_KNOWN
    return total / len(items) if isinstance(total, int) else NOT_KNOWN


def _position(of_least: bool) -> Callable[[Sequence[Any]], Any]:
    def compute(items: Sequence[Any]) -> Any:
        if not items or any(isinstance(item, Expression) for item in items):
            return NOT_KNOWN
        return items.index(min(items) if of_least else max(items))

    return compute


def _every(items: Sequence[Any]) -> Any:
    return NOT_KNOWN if any(isinstance(item, Expression) for item in items) else all(items)


def _some(items: Sequence[Any]) -> Any:
    return NOT_KNOWN if any(isinstance(item, Expression) for item in items) else any(items)


def _same(dtype: str | None) -> str | None:
    return dtype


def _positions(dtype: str | None) -> str | None:
    return "int64"


def _truths(dtype: str | None) -> str | None:
    return "bool"


_REDUCTIONS: dict[str, tuple[Any, Any]] = {
    "sum": (dtypes.summed, _sum),
    "prod": (dtypes.summed, _product),
    "product": (dtypes.summed, _product),
    "max": (_same, _greatest),
    "amax": (_same, _greatest),
    "min": (_same, _least),
    "amin": (_same, _least),
    "mean": (dtypes.divided, _mean),
    "average": (dtypes.divided, None),
    "median": (dtypes.divided, None),
    "std": (dtypes.divided, None),
    "var": (dtypes.divided, None),
    "ptp": (_same, None),
    "all": (_truths, _every),
    "any": (_truths, _some),
    "argmax": (_positions, _position(of_least=False)),
    "argmin": (_positions, _position(of_least=True)),
    "count_nonzero": (_positions, None),
    "nansum": (dtypes.summed, None),
    "nanmean": (dtypes.divided, None),
    "nanstd": (dtypes.divided, None),
    "nanvar": (dtypes.divided, None),
    "nanmax": (_same, None),
    "nanmin": (_same, None),
}


def _define(name: str, dtype_of: Any, compute: Any) -> None:
    def function(
        machine: Machine, a: Any, axis: Any = None, dtype: Any = None, keepdims: Any = False, ddof: Any = 0,
        weights: Any = None,
    ) -> Any:  # fmt: skip
        result_type = dtype_of if dtype is None else lambda _: dtypes.dtype_name(dtype)
        return reduced(machine, a, axis, keepdims, result_type, compute)

    FUNCTIONS.define(name)(function)
    if name in _METHODS:
        ARRAYS.define(name)(function)


_METHODS = frozenset({"sum", "prod", "max", "min", "mean", "std", "var", "ptp", "all", "any", "argmax", "argmin"})

for _name, (_dtype, _compute) in _REDUCTIONS.items():
    _define(_name, _dtype, _compute)


@FUNCTIONS.define("percentile", "quantile", "nanpercentile", "nanquantile")
def quantile(machine: Machine, a: Any, q: Any, axis: Any = None, keepdims: Any = False, method: Any = None) -> Any:
    result = reduced(machine, a, axis, keepdims, dtypes.divided)
    quantiles = as_array(machine, q)
    if isinstance(quantiles, Unknown) or not isinstance(result, Array):
        return quantiles if isinstance(quantiles, Unknown) else result
    for shape in (quantiles.shape, result.shape):
        if isinstance(shape, Unknown):
            return shape
    assert not isinstance(quantiles.shape, Unknown) and not isinstance(result.shape, Unknown)
    return of_items((*quantiles.shape, *result.shape), result.dtype, None)


@FUNCTIONS.define("cumsum", "cumprod")
def cumulated(machine: Machine, a: Any, axis: Any = None, dtype: Any = None) -> Any:
    return along(machine, a, axis, dtypes.summed)


@FUNCTIONS.define("sort")
def sort(machine: Machine, a: Any, axis: Any = -1) -> Any:
    return along(machine, a, axis, _same)


@FUNCTIONS.define("argsort")
def argsort(machine: Machine, a: Any, axis: Any = -1) -> Any:
    return along(machine, a, axis, _positions)


def along(machine: Machine, value: Any, axis: Any, dtype: Callable[[str | None], str | None]) -> Any:
    """The same shape, or a single row of all items where `axis` is None."""
    array = as_array(machine, value)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array
    if axis is None:
        return Array((product(array.shape),), dtype(array.dtype))
    place = axis_of(machine, axis)
    if not isinstance(place, Unknown):
        normalize_axis(place, len(array.shape))
    return of_items(array.shape, dtype(array.dtype), None)


@FUNCTIONS.define("diff")
def diff(machine: Machine, a: Any, n: Any = 1, axis: Any = -1) -> Any:
    array, place = as_array(machine, a), axis_of(machine, axis)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array
    if isinstance(place, Unknown) or not isinstance(n, int):
        return Array(Unknown("along which axis or how often differences are taken is not known"), array.dtype)
    place = normalize_axis(place, len(array.shape))
    shape = list(array.shape)
    shape[place] = maximum(0, shape[place] - n)
    return Array(tuple(shape), array.dtype)


@FUNCTIONS.define("unique")
def unique(
    machine: Machine, ar: Any, return_index: Any = False, return_inverse: Any = False, return_counts: Any = False,
    axis: Any = None,
) -> Any:  # fmt: skip
    array = as_array(machine, ar)
    if isinstance(array, Unknown):
        return array
    flags = [machine.truth(flag) for flag in (return_index, return_inverse, return_counts)]
    if None in flags or (axis is not None and flags[1]):
        return Unknown("what `np.unique` returns depends on a flag that is not known")
    count: Any = Unknown("how many different values an array has is not known")
    items: list[Any] | None = None
    if array.items is not None and all(type(item) in (int, str) for item in array.items):
        items = sorted(set(array.items))
        count = len(items)
    if array.classes is not None and axis is None:
        items, count = list(range(array.classes)), array.classes
    if axis is None:
        values = Array((count,), array.dtype, None, None if items is None else tuple(items))
    else:
        place = axis_of(machine, axis)
        if isinstance(place, Unknown) or isinstance(array.shape, Unknown):
            return place if isinstance(place, Unknown) else array.shape
        position = normalize_axis(place, len(array.shape))
        count = Unknown("how many different rows an array has is not known")
        values = Array((*array.shape[:position], count, *array.shape[position + 1 :]), array.dtype)
    if not any(flags):
        return values
    total = array.shape if isinstance(array.shape, Unknown) else product(array.shape)
    extra = [Array((count,), "int64"), Array((total,), "int64"), Array((count,), "int64")]
    return (values, *(part for part, flag in zip(extra, flags, strict=True) if flag))


@FUNCTIONS.define("bincount")
def bincount(machine: Machine, x: Any, weights: Any = None, minlength: Any = 0) -> Any:
    return Array((Unknown("the largest number in the array is not known"),), "int64")


@FUNCTIONS.define("allclose", "array_equal", "array_equiv")
def same(machine: Machine, a: Any, b: Any, rtol: Any = None, atol: Any = None, equal_nan: Any = None) -> Any:
    return Unknown("whether the numbers of two arrays are the same is not known")

