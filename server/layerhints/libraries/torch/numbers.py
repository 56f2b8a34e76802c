"""The few tensors whose numbers are known: widths and drop rates that a program computes with `linspace` and `arange`.

Only rows and single numbers are followed, through the operations below, in the precision of their type.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.dtypes import INTEGERS
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

MOST = 1024
"""Longer rows are not followed."""

Numbers = tuple[Any, ...]

WRITTEN = Unknown("the tensor was written into")


def numbers_of(value: Any) -> Numbers | None:
    """The numbers of a tensor, if they are known."""
    state = getattr(value, "state", None)
    if not isinstance(state, dict) or "numbers" not in state or state["memory"]:
        return None
    found: Numbers = state["numbers"]
    return found


def forget_numbers(machine: Machine, tensor: Any) -> None:
    """The tensor was written into, and with it all that look at the same memory."""
    if isinstance(tensor, Tensor):
        tensor.forget(machine, WRITTEN)


def with_numbers(machine: Machine, name: str, result: Any, arguments: Arguments) -> Any:
    """The tensor that an operation gave, with its numbers where they can be computed."""
    operation = name.rpartition(".")[2]
    rule = _RULES.get(operation)
    if rule is None or not _is_short(result):
        return result
    try:
        numbers = rule(machine, arguments)
    except (ArithmeticError, ValueError, TypeError):
        return result
    if numbers is not None and len(numbers) == _length(result):
        source = arguments.positional[0] if operation in _LOOKING else None
        _put_in(result, numbers, source)
    return result


def parts_with_numbers(name: str, parts: tuple[Any, ...], arguments: Arguments) -> tuple[Any, ...]:
    """The tensors that an operation takes another apart into, with their numbers: they follow each other."""
    source = arguments.get(0, "input")
    numbers = numbers_of(source)
    if numbers is None or name.rpartition(".")[2] not in _TAKING_APART or not all(map(_is_short, parts)):
        return parts
    if source.shape != (sum(map(_length, parts)),):
        return parts
    first = 0
    for part in parts:
        _put_in(part, numbers[first : first + _length(part)], source)
        first += _length(part)
    return parts


def _is_short(tensor: Any) -> bool:
    """Whether it is a single number, or a row that is followed."""
    shape = getattr(tensor, "shape", None)
    if not isinstance(tensor, Tensor) or not isinstance(shape, tuple) or len(shape) > 1:
        return False
    return not shape or (type(shape[0]) is int and shape[0] <= MOST)


def _length(tensor: Any) -> int:
    """How many numbers a single number or a row has."""
    return int(tensor.shape[0]) if tensor.shape else 1


def _put_in(tensor: Any, numbers: Numbers, source: Any = None) -> None:
    """The tensor holds these numbers, in the precision of its type; `source` is the one whose memory it looks at. What
    is written into a memory is noted in it, as it is in that of arrays, with which tensors share theirs.
    """
    cast = _CASTS.get(tensor.dtype or "")
    if tensor.dtype not in INTEGERS and any(isinstance(number, Expression) for number in numbers):
        return
    if cast is not None:
        tensor.state["numbers"] = tuple(map(cast, numbers))
        tensor.state["memory"] = {} if source is None else source.state["memory"]


def as_array(tensor: Any) -> Array:
    """The array that looks at the memory of a tensor."""
    shape = Unknown(tensor.shape.reason) if isinstance(tensor.shape, Unknown) else tensor.shape
    numbers = numbers_of(tensor)
    if numbers is None:
        return Array(shape, tensor.dtype)
    return Array(shape, tensor.dtype, items=numbers, memory=tensor.state["memory"])


def tensor_with_numbers(shape: Any, dtype: str | None, numbers: Numbers) -> Any:
    from layerhints.libraries.torch.tensors import tensor_of

    tensor = tensor_of(shape, dtype)
    _put_in(tensor, numbers)
    return tensor


def _single(value: float) -> float:
    """The nearest number in single precision."""
    found: float = struct.unpack("f", struct.pack("f", value))[0]
    return found


_CASTS: dict[str, Callable[[Any], Any]] = {
    "float32": _single,
    "float64": float,
    **dict.fromkeys(INTEGERS, lambda number: number if isinstance(number, Expression) else int(number)),
    "bool": bool,
}


def _operand(value: Any, length: int) -> Sequence[Any] | None:
    """A row of numbers: those of a tensor, or one number as often as it takes."""
    if isinstance(value, (bool, int, float, Expression)):
        return (value,) * length
    numbers = numbers_of(value)
    if numbers is None:
        return None
    return numbers * length if len(numbers) == 1 else numbers


def _elementwise(function: Callable[..., Any], count: int) -> Callable[[Machine, Arguments], Numbers | None]:
    def rule(machine: Machine, arguments: Arguments) -> Numbers | None:
        given = arguments.positional[:count]
        if len(given) < count or len(arguments.positional) > count or set(arguments.keywords) - {"dtype"}:
            return None
        length = max(len(numbers_of(value) or (0,)) for value in given)
        rows = [_operand(value, length) for value in given]
        known = [row for row in rows if row is not None]
        if len(known) < count:
            return None
        return tuple(function(*items) for items in zip(*known, strict=True))

    return rule


def _arange(machine: Machine, arguments: Arguments) -> Numbers | None:
    given = arguments.positional
    plain = 1 <= len(given) <= 3 and all(type(each) in (int, float) for each in given)
    if set(arguments.keywords) - {"dtype", "device"} or not plain:
        return None
    first, last, step = {1: (0, *given, 1), 2: (*given, 1), 3: tuple(given)}[len(given)]
    count = math.ceil((last - first) / step)
    return tuple(first + step * place for place in range(min(count, MOST + 1)))


def _linspace(machine: Machine, arguments: Arguments) -> Numbers | None:
    first, last, steps = (arguments.get(place, name) for place, name in enumerate(("start", "end", "steps")))
    if not (type(first) in (int, float) and type(last) in (int, float) and type(steps) is int and steps <= MOST):
        return None
    if steps == 1:
        return (first,)
    step = (last - first) / (steps - 1)
    # Both halves are counted from their own end, so that both ends are exact.
    return tuple(
        first + step * place if place < steps / 2 else last - step * (steps - place - 1) for place in range(steps)
    )


def _tensor(machine: Machine, arguments: Arguments) -> Numbers | None:
    data = arguments.get(0, "data")
    items = machine.plain(data) if isinstance(data, (List, tuple)) else data
    row = items if isinstance(items, tuple) else (items,)
    return row if all(type(item) in (bool, int, float, Expression) for item in row) else None


def _flipped(machine: Machine, arguments: Arguments) -> Numbers | None:
    numbers = numbers_of(arguments.positional[0])
    return None if numbers is None else numbers[::-1]


def _differences(machine: Machine, arguments: Arguments) -> Numbers | None:
    numbers = numbers_of(arguments.positional[0])
    if numbers is None or len(arguments.positional) > 1 or arguments.keywords:
        return None
    return tuple(after - before for before, after in pairwise(numbers))


def _summed(machine: Machine, arguments: Arguments) -> Numbers | None:
    numbers = numbers_of(arguments.positional[0])
    return None if numbers is None or len(arguments.positional) > 1 else (sum(numbers),)


def _extreme(choose: Callable[[Numbers], Any]) -> Callable[[Machine, Arguments], Numbers | None]:
    def rule(machine: Machine, arguments: Arguments) -> Numbers | None:
        numbers = numbers_of(arguments.positional[0])
        if not numbers or len(arguments.positional) > 1 or arguments.keywords:
            return None
        return (choose(numbers),)

    return rule


def _product(numbers: Numbers) -> int:
    """Of whole numbers only: how the others are rounded on the way is not followed."""
    if not all(isinstance(each, int) for each in numbers):
        raise TypeError(numbers)
    found = math.prod(numbers)
    if abs(found) >= 2**63:
        raise OverflowError(found)
    return found


def _cumulated(machine: Machine, arguments: Arguments) -> Numbers | None:
    numbers = numbers_of(arguments.positional[0])
    return None if numbers is None else tuple(sum(numbers[: place + 1]) for place in range(len(numbers)))


def _picked(machine: Machine, arguments: Arguments) -> Numbers | None:
    numbers, index = numbers_of(arguments.positional[0]), arguments.positional[1]
    if numbers is None:
        return None
    if type(index) is int:
        return (numbers[index],)
    bounds = (index.start, index.stop, index.step) if isinstance(index, slice) else ("",)
    return numbers[index] if all(bound is None or type(bound) is int for bound in bounds) else None


def _same(machine: Machine, arguments: Arguments) -> Numbers | None:
    return numbers_of(arguments.positional[0])


def _power(base: Any, exponent: Any) -> Any:
    """Python's roots of negative numbers are complex; a tensor of real numbers has none."""
    found = base**exponent
    if isinstance(found, complex):
        raise ValueError(found)
    return found


def _half_to_even(value: Any) -> Any:
    return float(round(value))


_UNARY: dict[str, Callable[[Any], Any]] = {
    "abs": abs, "ceil": math.ceil, "cos": math.cos, "exp": math.exp, "floor": math.floor, "log": math.log,
    "log2": math.log2, "neg": lambda x: -x, "round": _half_to_even, "sin": math.sin, "sqrt": math.sqrt,
    "square": lambda x: x * x, "trunc": math.trunc,
}  # fmt: skip
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda x, y: x + y, "sub": lambda x, y: x - y, "subtract": lambda x, y: x - y, "mul": lambda x, y: x * y,
    "multiply": lambda x, y: x * y, "true_divide": lambda x, y: x / y, "div": lambda x, y: x / y,
    "divide": lambda x, y: x / y, "floor_divide": lambda x, y: x // y, "remainder": lambda x, y: x % y,
    "pow": _power,
}  # fmt: skip

_RULES: dict[str, Callable[[Machine, Arguments], Numbers | None]] = {
    **{name: _elementwise(function, 1) for name, function in _UNARY.items()},
    **{name: _elementwise(function, 2) for name, function in _BINARY.items()},
    **dict.fromkeys(
        ("int", "long", "float", "double", "to", "type", "clone", "detach", "contiguous", "cpu", "cuda"), _same
    ),
    "arange": _arange,
    "linspace": _linspace,
    "tensor": _tensor,
    "as_tensor": _tensor,
    "flip": _flipped,
    "diff": _differences,
    "max": _extreme(max),
    "min": _extreme(min),
    "prod": _extreme(_product),
    "sum": _summed,
    "cumsum": _cumulated,
    "getitem": _picked,
}
"""By the name of the operation."""

_LOOKING = frozenset({"getitem", "detach", "contiguous", "to", "type", "int", "long", "float", "double", "cpu", "cuda"})
"""The operations whose result may look at the memory of what they are given."""
_TAKING_APART = frozenset({"split", "split_with_sizes", "chunk", "tensor_split", "unbind"})


def as_program_values(tensor: Any) -> Any:
    """What `tolist` and `item` give: a host tuple of the numbers, or the number; Unknown where they are not known."""
    numbers = numbers_of(tensor)
    if numbers is None:
        return Unknown("the numbers in a tensor are not known")
    return numbers[0] if tensor.shape == () else numbers


__all__ = [
    "as_array",
    "as_program_values",
    "forget_numbers",
    "numbers_of",
    "parts_with_numbers",
    "tensor_with_numbers",
    "with_numbers",
]
