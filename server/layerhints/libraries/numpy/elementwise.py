"""Functions of each number of an array: the shape is that of the operands, broadcast together."""

from __future__ import annotations

import math
import operator as host
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown, equal, less, less_or_equal, maximum, minimum
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import ARRAYS, NOT_KNOWN, Array, as_array, of_items
from layerhints.libraries.numpy.failures import report
from layerhints.libraries.numpy.products import matrix_product
from layerhints.libraries.numpy.signature import Binder, Functions
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np")

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": host.add, "-": host.sub, "*": host.mul, "/": host.truediv, "//": host.floordiv, "%": host.mod,
    "**": host.pow, "&": host.and_, "|": host.or_, "^": host.xor, "<<": host.lshift, ">>": host.rshift,
}  # fmt: skip
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": equal,
    "!=": lambda a, b: _not(equal(a, b)),
    "<": less,
    "<=": less_or_equal,
    ">": lambda a, b: less(b, a),
    ">=": lambda a, b: less_or_equal(b, a),
}


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def operate(machine: Machine, operator: str, left: Any, right: Any) -> Any:
    """`left operator right`, one of which is an array."""
    if operator not in _ARITHMETIC and operator not in _COMPARISONS and operator != "@":
        return NotImplemented
    if any(isinstance(value, Tensor) and not isinstance(value, Array) for value in (left, right)):
        return NotImplemented  # the other library's tensors decide
    try:
        first, second = as_array(machine, left), as_array(machine, right)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return next(array for array in (first, second) if isinstance(array, Unknown))
        if operator == "@":
            return matrix_product(first, second)
        return _combined(operator, first, second, left, right)
    except Mismatch as mismatch:
        reason = Unknown(f"`{operator}` fails: {mismatch}")
        if operator in _ARITHMETIC or operator == "@":  # other comparisons than these have an answer
            report(machine, reason, mismatch, (left, right))
        return reason


def _combined(operator: str, first: Array, second: Array, left: Any, right: Any) -> Any:
    shape = broadcast(first.shape, second.shape)
    if operator in _COMPARISONS:
        dtype: str | None = "bool"
    elif not isinstance(left, Array):
        dtype = dtypes.weakly(second.dtype, left) if first.shape == () else dtypes.promote(first.dtype, second.dtype)
    elif not isinstance(right, Array):
        dtype = dtypes.weakly(first.dtype, right) if second.shape == () else dtypes.promote(first.dtype, second.dtype)
    else:
        dtype = dtypes.promote(first.dtype, second.dtype)
    if operator == "/":
        dtype = dtypes.divided(dtype)
    source = next((array.source for array in (first, second) if array.source and array.shape == shape), None)
    return of_items(shape, dtype, _pairwise(operator, first, second, shape), source)


def _pairwise(operator: str, first: Array, second: Array, shape: Any) -> list[Any] | None:
    """The items of the result, for a row of numbers with another or with a single number."""
    if first.items is None or second.items is None:
        return None
    if first.shape == second.shape:
        return [calculate(operator, a, b) for a, b in zip(first.items, second.items, strict=True)]
    if len(second.items) == 1 and shape == first.shape:
        return [calculate(operator, a, second.items[0]) for a in first.items]
    if len(first.items) == 1 and shape == second.shape:
        return [calculate(operator, first.items[0], b) for b in second.items]
    return None


def calculate(operator: str, left: Any, right: Any) -> Any:
    """The operation on two numbers as NumPy does it; Unknown where that differs from Python's or is not a number."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, (int, float, Expression)):
            return NOT_KNOWN
    symbolic = isinstance(left, Expression) or isinstance(right, Expression)
    if symbolic and (isinstance(left, float) or isinstance(right, float)):
        return Unknown("a float of a size that is not a known number")
    if operator in _COMPARISONS:
        if symbolic or (type(left) is int and type(right) is int):
            answer = _COMPARISONS[operator](left, right)
            return NOT_KNOWN if answer is None else answer
        return {"==": host.eq, "!=": host.ne, "<": host.lt, "<=": host.le, ">": host.gt, ">=": host.ge}[operator](
            left, right
        )
    if symbolic and operator not in ("+", "-", "*", "//", "%"):
        return Unknown("a float of a size that is not a known number")
    if isinstance(left, bool) and isinstance(right, bool) and operator not in ("&", "|", "^"):
        return NOT_KNOWN
    if operator in ("**", "<<", ">>") and not (abs(right) <= 64 and abs(left) < 1 << 64):
        return NOT_KNOWN
    if operator == "**" and not (type(left) is int and type(right) is int and right >= 0):
        return NOT_KNOWN  # a power of floats is not rounded alike everywhere
    try:
        result = _ARITHMETIC[operator](left, right)
    except (ArithmeticError, TypeError, ValueError):
        return NOT_KNOWN
    return NOT_KNOWN if isinstance(result, complex) else result


def negate(machine: Machine, operator: str, array: Array) -> Any:
    if operator not in ("-", "+", "~"):
        return NotImplemented
    items = None
    if array.items is not None and operator != "~":
        items = [calculate("*", item, -1 if operator == "-" else 1) for item in array.items]
    return of_items(array.shape, array.dtype, items, array.source)


def apply(machine: Machine, dtype: Callable[[str | None], str | None], compute: Any, *operands: Any) -> Any:
    """An elementwise function; `compute` is what it does to numbers, or None."""
    arrays: list[Array] = []
    for operand in operands:
        array = as_array(machine, operand)
        if isinstance(array, Unknown):
            return array
        arrays.append(array)
    shape = broadcast(*(array.shape for array in arrays))
    common = arrays[0].dtype
    for array in arrays[1:]:
        common = dtypes.promote(common, array.dtype)
    items: list[Any] | None = None
    if compute is not None and all(array.items is not None and array.shape == shape for array in arrays):
        items = [compute(*numbers) for numbers in zip(*(array.items or () for array in arrays), strict=True)]
    source = arrays[0].source if arrays[0].shape == shape else None
    return of_items(shape, dtype(common), items, source)


def _numeric(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on known numbers, Unknown on others."""

    def compute(*numbers: Any) -> Any:
        if not all(type(number) in (int, float) for number in numbers):
            return NOT_KNOWN
        try:
            return function(*numbers)
        except (ArithmeticError, ValueError):
            return NOT_KNOWN

    return compute


def _as_float(function: Callable[[float], float]) -> Callable[..., Any]:
    """Rounding functions of NumPy give floats, of integers too before NumPy 2.1; an integer stays what it is."""
    return _numeric(lambda number: number if type(number) is int else function(number))


def _same(dtype: str | None) -> str | None:
    return dtype


def _truths(dtype: str | None) -> str | None:
    return "bool"


def _inexact(dtype: str | None) -> str | None:
    if dtype in ("bool", "int8", "uint8"):
        return "float16"
    if dtype in ("int16", "uint16"):
        return "float32"
    return dtypes.divided(dtype)


def _extreme(is_minimum: bool) -> Callable[[Any, Any], Any]:
    def compute(first: Any, second: Any) -> Any:
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return NOT_KNOWN
        if isinstance(first, Expression) or isinstance(second, Expression):
            if isinstance(first, float) or isinstance(second, float):
                return NOT_KNOWN
            return minimum(first, second) if is_minimum else maximum(first, second)
        return min(first, second) if is_minimum else max(first, second)

    return compute


_ONE_OPERAND: dict[str, tuple[Any, Any]] = {
    "sqrt": (_inexact, _numeric(math.sqrt)),
    "log": (_inexact, _numeric(math.log)),
    "log2": (_inexact, _numeric(math.log2)),
    "log10": (_inexact, _numeric(math.log10)),
    "floor": (_same, _as_float(lambda number: float(math.floor(number)))),
    "ceil": (_same, _as_float(lambda number: float(math.ceil(number)))),
    "trunc": (_same, _as_float(lambda number: float(math.trunc(number)))),
    "rint": (_inexact, _numeric(lambda number: float(round(number)))),
    "fix": (_same, _as_float(lambda number: float(math.trunc(number)))),
    "abs": (_same, _numeric(abs)),
    "absolute": (_same, _numeric(abs)),
    "fabs": (_inexact, _numeric(math.fabs)),
    "square": (_same, _numeric(lambda number: number * number)),
    "negative": (_same, _numeric(host.neg)),
    "positive": (_same, _numeric(host.pos)),
    "isnan": (_truths, None),
    "isinf": (_truths, None),
    "isfinite": (_truths, None),
    "logical_not": (_truths, None),
    "nan_to_num": (_same, None),
    "conj": (_same, None),
    "conjugate": (_same, None),
    "sign": (_same, None),
    "real": (_same, None),
    "imag": (_same, None),
    "invert": (_same, None),
    **dict.fromkeys(
        ("exp", "exp2", "expm1", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
         "arcsinh", "arccosh", "arctanh", "cbrt", "reciprocal", "deg2rad", "rad2deg", "radians", "degrees", "sinc",
         "angle", "i0"),
        (_inexact, None),
    ),
}  # fmt: skip

_TWO_OPERANDS: dict[str, str] = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/", "floor_divide": "//",
    "mod": "%", "remainder": "%", "power": "**", "float_power": "**",
    "bitwise_and": "&", "bitwise_or": "|", "bitwise_xor": "^", "left_shift": "<<", "right_shift": ">>",
    "equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=",
}  # fmt: skip


def _one(name: str, dtype: Any, compute: Any) -> None:
    def function(machine: Machine, x: Any, dtype: Any = None) -> Any:
        return apply(machine, result_type if dtype is None else lambda _: dtypes.dtype_name(dtype), compute, x)

    result_type = dtype
    FUNCTIONS.define(name)(function)


def _two(name: str, operator: str) -> None:
    def function(machine: Machine, x1: Any, x2: Any, dtype: Any = None) -> Any:
        first, second = as_array(machine, x1), as_array(machine, x2)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return next(array for array in (first, second) if isinstance(array, Unknown))
        result = _combined(operator, first, second, x1, x2)
        return cast(machine, result, dtype) if dtype is not None else result

    FUNCTIONS.define(name)(function)


for _name, (_dtype, _compute) in _ONE_OPERAND.items():
    _one(_name, _dtype, _compute)
for _name, _operator in _TWO_OPERANDS.items():
    _two(_name, _operator)


@FUNCTIONS.define("maximum", "fmax")
def maximum_of(machine: Machine, x1: Any, x2: Any) -> Any:
    return apply(machine, _same, _extreme(is_minimum=False), x1, x2)


@FUNCTIONS.define("minimum", "fmin")
def minimum_of(machine: Machine, x1: Any, x2: Any) -> Any:
    return apply(machine, _same, _extreme(is_minimum=True), x1, x2)


@FUNCTIONS.define("arctan2", "hypot", "logaddexp", "copysign", "fmod", "nextafter")
def two_floats(machine: Machine, x1: Any, x2: Any) -> Any:
    return apply(machine, _inexact, None, x1, x2)


@FUNCTIONS.define("logical_and", "logical_or", "logical_xor", "isclose")
def two_truths(machine: Machine, x1: Any, x2: Any, rtol: Any = None, atol: Any = None, equal_nan: Any = None) -> Any:
    return apply(machine, _truths, None, x1, x2)


@FUNCTIONS.define("round", "around", "round_")
def round_(machine: Machine, a: Any, decimals: Any = 0) -> Any:
    return apply(machine, _same, _as_float(lambda number: float(round(number))) if decimals == 0 else None, a)


@FUNCTIONS.define("clip")
def clip(machine: Machine, a: Any, a_min: Any = None, a_max: Any = None, min: Any = None, max: Any = None) -> Any:
    low, high = (a_min if a_min is not None else min), (a_max if a_max is not None else max)
    result = a if low is None else maximum_of(machine, a, low)
    return result if high is None else minimum_of(machine, result, high)


@FUNCTIONS.define("where")
def where(machine: Machine, condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None and y is None:
        return nonzero(machine, condition)
    arrays: list[Array] = []
    for value in (condition, x, y):
        array = as_array(machine, value)
        if isinstance(array, Unknown):
            return array
        arrays.append(array)
    shape = broadcast(*(array.shape for array in arrays))
    return of_items(shape, dtypes.promote(arrays[1].dtype, arrays[2].dtype), None)


@FUNCTIONS.define("nonzero")
def nonzero(machine: Machine, a: Any) -> Any:
    array = as_array(machine, a)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array if isinstance(array, Unknown) else array.shape
    count = Unknown("how many items are not zero is not known")
    return tuple(Array((count,), "int64") for _ in range(max(1, len(array.shape))))


@FUNCTIONS.define("vectorize")
def vectorize(machine: Machine, pyfunc: Any, otypes: Any = None, doc: Any = None) -> Any:
    def vectorized(machine: Machine, *args: Any) -> Any:
        return apply(machine, lambda _: None, None, *args)

    return Native("np.vectorize", Binder("np.vectorize", vectorized))


@FUNCTIONS.define("interp")
def interp(machine: Machine, x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    return apply(machine, lambda _: "float64", None, x)


def cast(machine: Machine, value: Any, dtype: Any) -> Any:
    """`value` with elements of another type."""
    array = as_array(machine, value)
    if isinstance(array, Unknown):
        return array
    name = dtypes.dtype_name(dtype)
    items = None if array.items is None else [_cast(item, name) for item in array.items]
    if array.classes is not None and dtypes.is_integer(name):
        return Array(array.shape, name, array.source, classes=array.classes)
    return of_items(array.shape, name, items, array.source)


def _cast(item: Any, dtype: str | None) -> Any:
    if isinstance(item, Unknown) or dtype is None:
        return NOT_KNOWN
    if dtypes.is_integer(dtype) and type(item) is float and math.isfinite(item):
        return int(item)
    if dtype == "float64" and type(item) is int:
        return float(item)
    if dtypes.is_integer(dtype) and isinstance(item, bool):
        return int(item)
    return item


@ARRAYS.define("astype")
@FUNCTIONS.define("astype")
def astype(machine: Machine, x: Any, dtype: Any) -> Any:
    return cast(machine, x, dtype)

