"""Operations on numbers that are known, whose result is known, too: `int(ops.prod(shape))`, `if ops.equal(a, b):`.

Followed is what comes out exactly in any type: whole numbers, what they are rounded from, and roots that are whole.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression
from layerhints.libraries.keras.ops.types import dtype_name
from layerhints.libraries.numpy.arrays import Array

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_BITS = 31
"""Of larger numbers it depends on the type what comes out."""


def _over_all(compute: Callable[[Sequence[int]], int]) -> Callable[..., int | None]:
    def function(items: Any, axis: Any = None, keepdims: Any = False, *more: Any) -> int | None:
        left_as_it_is = axis is None and keepdims in (None, False) and all(each is None for each in more)
        whole = isinstance(items, tuple) and items and all(type(item) is int for item in items)
        return compute(items) if left_as_it_is and whole else None

    return function


def _of_two(compute: Callable[[int, int], Any]) -> Callable[..., Any]:
    def function(first: Any, second: Any, *more: Any) -> Any:
        return compute(first, second) if type(first) is int and type(second) is int else None

    return function


def _root(number: Any, *more: Any) -> float | None:
    found = math.isqrt(number) if type(number) is int and number >= 0 else 0
    return float(found) if type(number) is int and found * found == number else None


def _to_whole(compute: Callable[[float], int]) -> Callable[..., float | None]:
    """Of a number of halves, quarters and so on, which is the same number in any type."""

    def function(number: Any, *more: Any) -> float | None:
        exact = isinstance(number, (int, float)) and float(number * 1024).is_integer()
        return float(compute(number)) if exact else None

    return function


def _itself(number: Any, dtype: Any = None, shape: Any = None, *more: Any) -> float | None:
    return number if type(number) in (int, float) and dtype is None and shape is None else None


_OVER_ALL: dict[str, Callable[[Sequence[int]], int]] = {"prod": math.prod, "max": max, "min": min, "sum": sum}
_OF_TWO: dict[str, Callable[[int, int], Any]] = {
    "equal": operator.eq, "not_equal": operator.ne, "greater": operator.gt, "greater_equal": operator.ge,
    "less": operator.lt, "less_equal": operator.le, "add": operator.add, "subtract": operator.sub,
    "multiply": operator.mul, "maximum": max, "minimum": min,
}  # fmt: skip
_UP_OR_DOWN: dict[str, Callable[[float], int]] = {"floor": math.floor, "ceil": math.ceil}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _over_all(compute) for name, compute in _OVER_ALL.items()},
    **{f"reduce_{name}": _over_all(compute) for name, compute in _OVER_ALL.items()},
    **{name: _of_two(compute) for name, compute in _OF_TWO.items()},
    **{name: _to_whole(compute) for name, compute in _UP_OR_DOWN.items()},
    "sqrt": _root,
    "constant": _itself,
    "convert_to_tensor": _itself,
}


def computed(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Array | None:
    """What the function `name` makes of these numbers; None where it is not known, or a tensor takes part."""
    function = _FUNCTIONS.get(name)
    if function is None or keywords or not positional:
        return None
    given = [_numbers(value, whole=function is not _itself) for value in positional]
    numbers = [each for value in given for each in (value if isinstance(value, tuple) else (value,))]
    if not all(each is None or isinstance(each, (bool, int, float, str)) for each in numbers):
        return None
    result = function(*given)
    if result is None or abs(result) >= 1 << MOST_BITS:
        return None
    return Array((), _DTYPES[type(result)], None, (result,))


def put_together(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A row of sizes that is made of sizes and rows of them: `tf.concat([tf.shape(x)[:-1], [4, -1]], 0)`. A size as a
    number of another type.

    None where tensors take part whose numbers are not known.
    """
    if name == "cast":
        return _cast(*positional[:2]) if len(positional) >= 2 else None
    read = {"concat": _row, "concatenate": _row, "stack": _single}.get(name)
    if read is None or keywords or len(positional) < 2 or positional[1] not in (0, -1):
        return None
    rows = [read(part) for part in positional[0]] if isinstance(positional[0], tuple) else []
    if not rows or any(row is None for row in rows):
        return None
    items = tuple(item for row in rows if row is not None for item in row)
    return Array((len(items),), "int32", None, items)


def _cast(value: Any, dtype: Any) -> Any:
    """A size, or a row of them, as other whole numbers."""
    asked = dtype_name(dtype)
    if asked not in ("int32", "int64", "uint32", "uint64"):
        return None
    if (single := _single(value)) is not None:
        return single[0]
    row = _row(value) if isinstance(value, Array) else None
    return None if row is None else Array((len(row),), asked, None, row)


def _row(value: Any) -> tuple[Any, ...] | None:
    if isinstance(value, Array) and value.shape != ():
        one_axis = isinstance(value.shape, tuple) and len(value.shape) == 1
        return value.items if one_axis and value.dtype in ("int32", "int64") else None
    if not isinstance(value, tuple):
        return None
    singles = [_single(item) for item in value]
    return None if any(item is None for item in singles) else tuple(item for (item,) in filter(None, singles))


def _single(value: Any) -> tuple[Any] | None:
    """The size as a row of one; what is not known of a size may as well be a tensor."""
    if isinstance(value, Array) and value.shape == () and value.items is not None:
        value = value.items[0]
    return (value,) if type(value) is int or isinstance(value, Expression) else None


_DTYPES = {bool: "bool", int: "int32", float: "float32"}


def _numbers(value: Any, whole: bool) -> Any:
    """A number or a row of them as such, also where a tensor is made of known ones; `whole`: 2.0 is 2."""
    if isinstance(value, Array) and value.items is not None:
        if value.shape != ():
            return value.items
        value = value.items[0]
    return _whole(value) if whole else value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
