"""Operations that sum up along axes, and those that run along one.

https://keras.io/api/ops/numpy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations
from layerhints.libraries.keras.ops.reading import axes, known_shape, number, shape
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry.axes import normalize_axes, normalize_axis, reduce
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal
from layerhints.rules.shapes import elements, show_structure
from layerhints.values.reading import flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


@define("sum", "amax", "amin", "nanmax", "nanmin", "nansum", "nanprod", "ptp")
@define("all", "any", dtype="bool")
@define(
    "mean", "median", "std", "var", "nanmean", "nanmedian", "nanstd", "nanvar", "logsumexp", dtype=FLOATING
)
def over_axes(machine: Machine, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduce(shape(machine, x), axes(machine, axis), flag(machine, keepdims))


@define("max", "min")
def extreme(machine: Machine, x: Any, axis: Any = None, keepdims: Any = False, initial: Any = None) -> Any:
    return reduce(shape(machine, x), axes(machine, axis), flag(machine, keepdims))


@define("prod")
def prod(machine: Machine, x: Any, axis: Any = None, keepdims: Any = False, dtype: Any = None) -> Any:
    return reduce(shape(machine, x), axes(machine, axis), flag(machine, keepdims))


@define("argmax", "argmin", "nanargmax", "nanargmin", dtype="int32")
def position(machine: Machine, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    return reduce(shape(machine, x), axes(machine, axis), flag(machine, keepdims))


@define("count_nonzero", dtype="int32")
def count_nonzero(machine: Machine, x: Any, axis: Any = None) -> Any:
    return reduce(shape(machine, x), axes(machine, axis))


@define("average", dtype=FLOATING)
def average(machine: Machine, x: Any, axis: Any = None, weights: Any = None) -> Any:
    given, along = shape(machine, x), axes(machine, axis)
    if weights is not None and not isinstance(given, Unknown):
        _fit_weights(given, shape(machine, weights), along)
    return reduce(given, along)


def _fit_weights(given: tuple[Any, ...], weights: Any, along: tuple[int, ...] | None) -> None:
    """Weights have the shape of the tensor, or the size of the axis that is averaged."""
    if isinstance(weights, Unknown) or _same(given, weights):
        return
    if along is None or not _same(tuple(given[axis] for axis in normalize_axes(along, len(given))), weights):
        raise Mismatch("the weights do not have the shape of the tensor or the size of the axis")


def _same(first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
    return len(first) == len(second) and all(
        equal(one, other) is not False for one, other in zip(first, second, strict=True)
    )


@define("quantile", "percentile", "nanquantile", "nanpercentile", dtype=FLOATING)
def quantile(
    machine: Machine, x: Any, q: Any, axis: Any = None, method: Any = "linear", keepdims: Any = False
) -> Any:
    """Several quantiles come along a new first axis."""
    each = reduce(shape(machine, x), axes(machine, axis), flag(machine, keepdims))
    asked = shape(machine, q)
    if isinstance(asked, Unknown):
        return Unknown(asked.reason)
    if len(asked) > 1:
        raise Mismatch(f"the quantiles are a number or a row, not {show_structure(asked)}")
    return each if isinstance(each, Unknown) else (*asked, *each)


@define("moments", dtype=FLOATING)
def moments(machine: Machine, x: Any, axes: Any, keepdims: Any = False, synchronized: Any = False) -> Any:
    """Mean and variance."""
    each = over_axes(machine, x, axes, keepdims)
    return Several((each, each))


@define("norm", dtype=FLOATING)
def norm(machine: Machine, x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    along = axes(machine, axis)
    if along is not None and len(along) > 2:
        raise Mismatch("a norm is taken of vectors or matrices")
    return reduce(shape(machine, x), along, flag(machine, keepdims))


# --- along one axis


@define("cumsum", "cumprod", "nancumsum", "nancumprod")
def cumulated(machine: Machine, x: Any, axis: Any = None, dtype: Any = None) -> Any:
    return _along(machine, x, axis)


@define("sort")
@define("argsort", dtype="int32")
def sort(machine: Machine, x: Any, axis: Any = -1) -> Any:
    return _along(machine, x, axis)


@define("argpartition", dtype="int32")
def argpartition(machine: Machine, x: Any, kth: Any, axis: Any = -1) -> Any:
    return _along(machine, x, axis)


def _along(machine: Machine, x: Any, axis: Any) -> Any:
    """As it was, or laid out in one row when no axis is named."""
    given = shape(machine, x)
    if axis is None:
        return (elements(given),)
    place = number(machine, axis)
    if not isinstance(given, Unknown):
        normalize_axis(place, len(given))
    return given


@define("softmax", "log_softmax", "sparsemax", dtype=FLOATING)
def softmax(machine: Machine, x: Any, axis: Any = -1) -> Any:
    given, along = shape(machine, x), axes(machine, axis)
    if along is not None and not isinstance(given, Unknown):
        normalize_axes(along, len(given))
    return given


@define("normalize", dtype=FLOATING)
def normalize(machine: Machine, x: Any, axis: Any = -1, order: Any = 2, epsilon: Any = None) -> Any:
    return softmax(machine, x, axis)


@define("trapezoid", dtype=FLOATING)
def trapezoid(machine: Machine, y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    return reduce(known_shape(machine, y), (number(machine, axis),))


__all__ = ["OPERATIONS", "over_axes"]
