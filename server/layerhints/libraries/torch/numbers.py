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
from layerhints.libraries.torch import memory
from layerhints.libraries.torch.dtypes import INTEGERS
from layerhints.libraries.torch.memory import Numbers, numbers_of
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

MOST = 1024
"""Longer rows are not followed."""

WRITTEN = Unknown("the tensor was written into")


def forget_numbers(machine: Machine, tensor: Any) -> None:
    """The tensor was written into, and with it all that look at the same memory."""
    if isinstance(tensor, Tensor):
        tensor.forget(machine, WRITTEN)


def write_numbers(machine: Machine, tensor: Any, written: Any) -> None:
    """An operation in place gave this; the tensor has these numbers then, if they are known."""
    numbers, known = numbers_of(written), numbers_of(tensor)
    if numbers is None or known is None or len(numbers) != len(known) or written.dtype != tensor.dtype:
        forget_numbers(machine, tensor)
    else:
        memory.write(machine, tensor, range(len(known)), numbers)


def write_items(machine: Machine, tensor: Any, index: Any, value: Any) -> None:
    """`tensor[index] = value`, where both fit."""
    known, cast = numbers_of(tensor), _cast_of(tensor)
    places = None if known is None or tensor.shape == () else _places(index, len(known))
    row = () if places is None else _operand(value, len(places)) or ()
    if places is None or cast is None or len(row) != len(places) or any(isinstance(each, Expression) for each in row):
        forget_numbers(machine, tensor)
    else:
        memory.write(machine, tensor, places, tuple(map(cast, row)))


def with_numbers(machine: Machine, name: str, result: Any, arguments: Arguments) -> Any:
    """The tensor that an operation gave, with its numbers where they can be computed."""
    operation = name.rpartition(".")[2]
    if operation in _VIEWS:
        _look(result, operation, arguments)
        return result
    operation = operation.removesuffix("_")
    rule, filling = _RULES.get(operation), _FILLINGS.get(operation)
    if (rule is None and filling is None) or not _is_short(result):
        return result
    try:
        if filling is not None:
            numbers = _filled(filling(arguments), _length(result), arguments)
        elif rule is not None:
            numbers = rule(machine, arguments)
    except (ArithmeticError, ValueError, TypeError):
        return result
    if numbers is not None and len(numbers) == _length(result):
        _put_in(result, numbers)
    return result


def _look(result: Any, operation: str, arguments: Arguments) -> None:
    """What looks at the memory of the first operand, or may do so, shows the same numbers, or those of an index."""
    source = arguments.get(0, "input")
    if not isinstance(source, Tensor) or "memory" not in getattr(source, "state", ()):
        return
    known = numbers_of(source)
    if operation in _OR_COPIES:
        if result.dtype is None or result.dtype == source.dtype:
            memory.look_or_copy(result, source)
        elif known is not None:
            _put_in(result, known)
    elif known is None or not _is_short(result):
        memory.look_at(result, source, None)
    elif operation == "getitem":
        memory.look_at(result, source, _places(arguments.positional[1], len(known)) if source.shape else None)
    else:
        memory.look_at(result, source, range(len(known)) if len(known) == _length(result) else None)


def parts_with_numbers(name: str, parts: tuple[Any, ...], arguments: Arguments) -> tuple[Any, ...]:
    """The tensors that an operation takes another apart into, with their numbers: they follow each other."""
    source = arguments.get(0, "input")
    if name.rpartition(".")[2] not in _TAKING_APART or "memory" not in getattr(source, "state", ()):
        return parts
    lengths = [_length(part) if _is_short(part) else None for part in parts]
    followed = None not in lengths and source.shape == (sum(filter(None, lengths)),)
    first = 0
    for part, length in zip(parts, lengths, strict=True):
        memory.look_at(part, source, range(first, first + (length or 0)) if followed else None)
        first += length or 0
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


def _put_in(tensor: Any, numbers: Numbers) -> None:
    """The tensor holds these numbers, in the precision of its type."""
    cast = _cast_of(tensor)
    if tensor.dtype not in INTEGERS and any(isinstance(number, Expression) for number in numbers):
        return
    if cast is not None:
        memory.hold(tensor, tuple(map(cast, numbers)))


def _cast_of(tensor: Any) -> Callable[[Any], Any] | None:
    return _CASTS.get(tensor.dtype) if isinstance(tensor.dtype, str) else None


def as_array(tensor: Any) -> Array:
    """The array that looks at the memory of a tensor."""
    shape = Unknown(tensor.shape.reason) if isinstance(tensor.shape, Unknown) else tensor.shape
    return Array(shape, tensor.dtype, items=numbers_of(tensor), memory=tensor.state.get("memory"))


def tensor_with_numbers(shape: Any, dtype: str | None, numbers: Numbers) -> Any:
    from layerhints.libraries.torch.tensors import tensor_of

    tensor = tensor_of(shape, dtype)
    _put_in(tensor, numbers)
    return tensor


def _single(value: float) -> float:
    """The nearest number in single precision."""
    found: float = struct.unpack("f", struct.pack("f", value))[0]
    return found


def _whole(dtype: str) -> Callable[[Any], Any]:
    """What a type of whole numbers makes of a number: one that is too large for it begins again at the other end."""
    signed, bits = not dtype.startswith("u"), int(dtype.lstrip("uint"))
    least = -(2 ** (bits - 1)) if signed else 0

    def cast(number: Any) -> Any:
        return number if isinstance(number, Expression) else (int(number) - least) % 2**bits + least

    return cast


_CASTS: dict[str, Callable[[Any], Any]] = {
    "float32": _single,
    "float64": float,
    **{dtype: _whole(dtype) for dtype in INTEGERS},
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


def _filled(value: Any, length: int, arguments: Arguments) -> Numbers | None:
    """One number as often as the row takes. What is made to be trained does not keep it."""
    trained = arguments.keywords.get("requires_grad", False) is not False
    return None if trained or type(value) not in (bool, int, float) else (value,) * length


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


def _places(index: Any, length: int) -> range | None:
    """Which items of a row an index takes as a view, where that is followed."""
    if type(index) is int:
        index = slice(index, index + 1 or None)
    if index is Ellipsis:
        index = slice(None)
    if not isinstance(index, slice):
        return None
    plain = all(bound is None or type(bound) is int for bound in (index.start, index.stop, index.step))
    return range(length)[index] if plain else None


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
    "clone": _same,
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
}
"""By the name of the operation."""

_FILLINGS: dict[str, Callable[[Arguments], Any]] = {
    **dict.fromkeys(("zero", "zeros", "zeros_like", "new_zeros"), lambda _: 0),
    **dict.fromkeys(("ones", "ones_like", "new_ones"), lambda _: 1),
    **dict.fromkeys(("full", "full_like", "new_full"), lambda arguments: arguments.get(1, "fill_value")),
    "fill": lambda arguments: arguments.get(1, "value"),
}
"""The number of which the result is full."""

_OR_COPIES = frozenset(
    {"contiguous", "to", "type", "type_as", "int", "long", "float", "double", "cpu", "cuda", "bool", "byte", "half"}
)
"""The operations that give a view, or the tensor itself, or a copy: that hangs on type, device and order."""
_VIEWS = _OR_COPIES | {
    "getitem", "detach", "reshape", "view", "view_as", "reshape_as", "flatten", "ravel", "unflatten", "as_strided",
    "permute", "transpose", "swapaxes", "swapdims", "movedim", "moveaxis", "t", "unsqueeze", "squeeze", "expand",
    "expand_as", "broadcast_to", "unfold", "narrow", "select", "diagonal", "atleast_1d", "atleast_2d", "atleast_3d",
}  # fmt: skip
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
    "write_items",
    "write_numbers",
]
