"""Operations that make tensors, of a shape that is given or like that of another.

https://keras.io/api/ops/numpy/
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown, ceil_divide
from layerhints.libraries.keras.ops.kernel import Operations, is_announced
from layerhints.libraries.keras.ops.reading import number, shape, size, sizes
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import less, maximum
from layerhints.values.reading import flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


@define("zeros", "ones", "empty", dtype=None)
def of_shape(machine: Machine, shape: Any, dtype: Any = None) -> Any:
    return new_shape(machine, shape)


def new_shape(machine: Machine, value: Any) -> Any:
    """A shape argument without open sizes."""
    found = sizes(machine, value)
    if any(less(each, 0) is True for each in found):
        raise Mismatch("a size is negative")
    return found


@define("full", dtype=None)
def full(machine: Machine, shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    return new_shape(machine, shape)


@define("zeros_like", "ones_like", "empty_like")
def like(machine: Machine, x: Any, dtype: Any = None) -> Any:
    return shape(machine, x)


@define("full_like")
def full_like(machine: Machine, x: Any, fill_value: Any, dtype: Any = None) -> Any:
    return shape(machine, x)


@define("eye", "tri", dtype=None)
def eye(machine: Machine, N: Any, M: Any = None, k: Any = 0, dtype: Any = None) -> Any:
    rows = size(machine, N)
    return new_shape(machine, (rows, rows if M is None else M))


@define("identity", dtype=None)
def identity(machine: Machine, n: Any, dtype: Any = None) -> Any:
    return eye(machine, n)


@define("arange", dtype=Unknown("the dtype of a range is not followed"))
def arange(machine: Machine, start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """As many numbers as fit between start and stop."""
    first, last = (0, start) if stop is None else (start, stop)
    by = 1 if step is None else step
    if any(isinstance(each, Expression) for each in (first, last)) and isinstance(by, int) and isinstance(first, int):
        return (maximum(0, ceil_divide(size(machine, last) - first, by)),) if by > 0 else _not_known()
    if not all(isinstance(each, (int, float)) for each in (first, last, by)):
        return _not_known()
    if by == 0:
        raise Mismatch("the step of a range cannot be 0")
    return (max(0, math.ceil((last - first) / by)),)


def _not_known() -> Any:
    return (Unknown("how many numbers the range has is not known"),)


@define("linspace", dtype=FLOATING)
def linspace(
    machine: Machine, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, retstep: Any = False,
    dtype: Any = None, axis: Any = 0,
) -> Any:  # fmt: skip
    points = spaced(machine, start, stop, num, axis)
    if not flag(machine, retstep):
        return points
    if is_announced(machine, start, stop):
        raise Mismatch("Keras gives the step between the numbers only where it computes at once")
    ends = broadcast(shape(machine, start), shape(machine, stop))
    count = size(machine, num)
    several = not isinstance(count, Unknown) and less(1, count) is True
    return Several((points, ends if several else Unknown("there may be no step, as there is one number")))


def spaced(machine: Machine, start: Any, stop: Any, num: Any, axis: Any) -> Any:
    """`num` numbers along a new axis, between ends that broadcast."""
    ends = broadcast(shape(machine, start), shape(machine, stop))
    if isinstance(ends, Unknown):
        return ends
    place = normalize_axis(number(machine, axis), len(ends) + 1)
    return (*ends[:place], size(machine, num), *ends[place:])


@define("logspace", dtype=FLOATING)
def logspace(
    machine: Machine, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, base: Any = 10, dtype: Any = None,
    axis: Any = 0,
) -> Any:  # fmt: skip
    return spaced(machine, start, stop, num, axis)


@define("geomspace", dtype=FLOATING)
def geomspace(
    machine: Machine, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, dtype: Any = None, axis: Any = 0
) -> Any:
    return spaced(machine, start, stop, num, axis)


@define("bartlett", "blackman", "hamming", "hanning", dtype=None)
def window(machine: Machine, x: Any) -> Any:
    """A window of so many numbers."""
    return (size(machine, x),)


@define("kaiser", dtype=None)
def kaiser(machine: Machine, x: Any, beta: Any) -> Any:
    return (size(machine, x),)


