"""Operations that make tensors out of numbers, sizes or other tensors.

https://docs.pytorch.org/docs/stable/torch.html#creation-ops
"""

from __future__ import annotations

from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.reading import shape, size, sizes, spelled
from layerhints.libraries.torch.promotion import OF_PYTHON, promoted
from layerhints.rules.geometry.concatenate import stack
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import ceil_divide, equal, less, maximum, text
from layerhints.rules.shapes import show_structure
from layerhints.values.containers import alike_of
from layerhints.values.learned import LEFT_OUT
from layerhints.values.objects import List
from layerhints.values.origins import is_number
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:

    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
MOST_ROWS = 65536


def new(found: tuple[Any, ...]) -> tuple[Any, ...]:
    """A shape that something is made in; Mismatch where a size is negative."""
    if any(less(each, 0) is True for each in found):
        raise Mismatch(f"a negative size in {show_structure(found)}")
    return found


def asked(dtype: Any, otherwise: str | None) -> str | None:
    """The type that is asked for, None where it is not known."""
    return otherwise if dtype is None else dtypes.name_of(dtype)


# --- out of numbers


@define("scalar_tensor", dtype=None)
def scalar_tensor(machine: Machine, s: Any, *, dtype: Any = None) -> Any:
    """One number, a fraction unless another type is asked for."""
    return Typed((), asked(dtype, "float32"))


@define("tensor", dtype=None)
def tensor(
    machine: Machine, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: Any = False,
    pin_memory: Any = False,
) -> Any:  # fmt: skip
    """The shape of the nested lists or of the array."""
    found, kind = numbers(machine, data)
    return Typed(found, asked(dtype, kind))


@define("as_tensor", "asarray", dtype=None)
def as_tensor(
    machine: Machine, data: Any, dtype: Any = None, device: Any = None, *, copy: Any = None, requires_grad: Any = False
) -> Any:
    """The shape of the data."""
    found, kind = numbers(machine, data)
    return Typed(found, asked(dtype, kind))


@define("from_numpy", dtype=None)
def from_numpy(machine: Machine, ndarray: Any) -> Any:
    """The shape of the array."""
    found, kind = numbers(machine, ndarray)
    return Typed(found, kind)


def numbers(machine: Machine, data: Any) -> tuple[Any, str | None]:
    """The shape and the type of numbers in nested lists, of an array or a tensor."""
    if isinstance(data, Array):
        return shape(machine, data), data.dtype if data.dtype in dtypes.DTYPES else None
    if isinstance(data, Tensor):
        return data.shape, dtype_in(data)
    if type(data) in OF_PYTHON:
        return (), OF_PYTHON[type(data)]
    if isinstance(data, (List, tuple, range)):
        alike = alike_of(data, machine.iterate(data))
        if alike is not None:
            each, kind = numbers(machine, alike.item)
            count = Unknown("how many items the list has is not known") if alike.count is None else alike.count
            return each if isinstance(each, Unknown) else (count, *each), kind
        held = [numbers(machine, each) for each in members(machine, data)]
        if not held:
            return (0,), "float32"
        kind = held[0][1]
        for _, other in held[1:]:
            kind = promoted(kind, other)
        return _of_lists(held), kind
    if isinstance(data, Unknown):
        return () if is_number(data) else Unknown(data.reason), None
    if data is None and machine.leaves_out:
        raise NotKnown(LEFT_OUT)
    if data is None or isinstance(data, str):
        raise Mismatch(f"{data!r} is no number")
    return Unknown("what numbers the tensor is made of is not known"), None


def _of_lists(held: list[tuple[Any, str | None]]) -> Any:
    """A list of things that have one shape. What is not known among numbers is a number."""
    known = [each for each, _ in held if isinstance(each, tuple)]
    if known and known[0] == () and len(known) < len(held):
        return (len(held),)
    return stack([each for each, _ in held], 0)


# --- of given sizes


@define("zeros", "ones", "empty", "rand", "randn", dtype=None)
def filled(machine: Machine, *given: Any, size: Any = None, dtype: Any = None) -> Any:
    """The sizes that are given, one by one or as a tuple."""
    return Typed(new(spelled(machine, given, size)), asked(dtype, "float32"))


@define("full", dtype=None)
def full(machine: Machine, size: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """The sizes that are given."""
    return Typed(new(sizes(machine, size)), asked(dtype, OF_PYTHON.get(type(fill_value))))


@define("empty_strided", dtype=None)
def empty_strided(machine: Machine, size: Any, stride: Any, *, dtype: Any = None) -> Any:
    """The sizes that are given; strides do not count."""
    return Typed(new(sizes(machine, size)), asked(dtype, "float32"))


@define("empty_permuted", dtype=None)
def empty_permuted(machine: Machine, size: Any, physical_layout: Any, *, dtype: Any = None) -> Any:
    """The sizes that are given; the order in memory does not count."""
    return Typed(new(sizes(machine, size)), asked(dtype, "float32"))


@define("randint", dtype=None)
def randint(machine: Machine, low: Any, high: Any = None, size: Any = None, *, dtype: Any = None) -> Any:
    """`randint(high, size)` or `randint(low, high, size)`."""
    wanted = high if size is None else size
    if wanted is None:
        raise Mismatch("no size is given")
    if isinstance(wanted, (int, Expression)) and not isinstance(wanted, bool):
        raise Mismatch(f"a size is a tuple, `({text(wanted)},)`, not a number")
    return Typed(new(sizes(machine, wanted)), asked(dtype, "int64"))


@define("randperm", dtype=None)
def randperm(machine: Machine, n: Any, *, dtype: Any = None) -> Any:
    """One axis of length n."""
    return Typed(new((size(machine, n),)), asked(dtype, "int64"))


@define("eye", dtype=None)
def eye(machine: Machine, n: Any, m: Any = None, *, dtype: Any = None) -> Any:
    """A matrix of n rows and m columns, without m a square."""
    rows = size(machine, n)
    return Typed(new((rows, rows if m is None else size(machine, m))), asked(dtype, "float32"))


# --- rows of numbers


@define("arange", dtype=None)
def arange(machine: Machine, start: Any = None, end: Any = None, step: Any = 1, *, dtype: Any = None) -> Any:
    """`arange(end)` or `arange(start, end, step)`: as many as there are steps before the end."""
    first, last = _ends(start, end)
    kind = "float32" if any(isinstance(each, float) for each in (first, last, step)) else "int64"
    unknown = next((each for each in (first, last, step) if isinstance(each, Unknown)), None)
    length = new_row(first, last, step) if unknown is None else size(machine, unknown)
    return Typed((length,), asked(dtype, kind))


def _ends(start: Any, end: Any) -> tuple[Any, Any]:
    """One bound alone is the end."""
    if start is None and end is None:
        raise Mismatch("a row of numbers has an end")
    return (0, start if end is None else end) if start is None or end is None else (start, end)


def new_row(first: Any, last: Any, step: Any) -> Any:
    """How many numbers there are from `first`, in steps, before `last`."""
    for each in (first, last, step):
        if not isinstance(each, (int, float, Expression)):
            raise NotKnown("how many numbers the row has depends on the numbers in a tensor")
    if all(isinstance(each, (int, float)) for each in (first, last, step)):
        if not all(map(isfinite, (first, last, step))) or step == 0:
            raise Mismatch(f"from {first} no steps of {step} lead to {last}")
        if (last - first) * step < 0:
            raise Mismatch(f"from {first} no steps of {step} lead to {last}")
        # torch divides fractions in double precision, as Python does, and whole numbers exactly.
        whole = all(isinstance(each, int) for each in (first, last, step))
        return ceil_divide(last - first, step) if whole else ceil((last - first) / step)
    if any(isinstance(each, float) for each in (first, last, step)):
        raise NotKnown("how many numbers the row has is not known")
    if less(0, step) is True:
        return maximum(0, ceil_divide(last - first, step))
    if less(step, 0) is True:
        return maximum(0, ceil_divide(first - last, -step))
    raise NotKnown("whether the steps go up or down is not known")


@define("range", dtype=None)
def range_(machine: Machine, start: Any = None, end: Any = None, step: Any = 1, *, dtype: Any = None) -> Any:
    """With its end."""
    first, last = _ends(start, end)
    if not all(isinstance(each, int) for each in (first, last, step)):
        raise NotKnown("how many numbers the row has is not known")
    if step == 0 or (last - first) * step < 0:
        raise Mismatch(f"from {first} no steps of {step} lead to {last}")
    return Typed(((last - first) // step + 1,), asked(dtype, "float32"))


@define("linspace", dtype=None)
def linspace(machine: Machine, start: Any, end: Any, steps: Any, *, dtype: Any = None) -> Any:
    """One axis of that many steps."""
    real = all(isinstance(bound, (int, float)) for bound in (start, end))
    return Typed(new((size(machine, steps),)), asked(dtype, "float32" if real else None))


@define("logspace", dtype=None)
def logspace(machine: Machine, start: Any, end: Any, steps: Any, base: Any = 10.0, *, dtype: Any = None) -> Any:
    """One axis of that many steps."""
    return Typed(new((size(machine, steps),)), asked(dtype, None))


@define("bartlett_window", "blackman_window", "hann_window", dtype=None)
def window(machine: Machine, window_length: Any, periodic: Any = True, *, dtype: Any = None) -> Any:
    """One axis of the window's length."""
    return Typed(new((size(machine, window_length),)), asked(dtype, "float32"))


@define("hamming_window", dtype=None)
def hamming_window(
    machine: Machine, window_length: Any, periodic: Any = True, alpha: Any = 0.54, beta: Any = 0.46, *,
    dtype: Any = None,
) -> Any:  # fmt: skip
    """One axis of the window's length."""
    return Typed(new((size(machine, window_length),)), asked(dtype, "float32"))


@define("kaiser_window", dtype=None)
def kaiser_window(
    machine: Machine, window_length: Any, periodic: Any = True, beta: Any = 12.0, *, dtype: Any = None
) -> Any:
    """One axis of the window's length."""
    return Typed(new((size(machine, window_length),)), asked(dtype, "float32"))


# --- positions in triangles


@define("tril_indices", dtype=None)
def tril_indices(machine: Machine, row: Any, col: Any, offset: Any = 0, *, dtype: Any = None) -> Any:
    """Two rows, and a column for each place of the triangle."""
    return Typed((2, below(*_triangle(machine, row, col, offset))), asked(dtype, "int64"))


@define("triu_indices", dtype=None)
def triu_indices(machine: Machine, row: Any, col: Any, offset: Any = 0, *, dtype: Any = None) -> Any:
    """What is not strictly below."""
    rows, columns, place = _triangle(machine, row, col, offset)
    return Typed((2, rows * columns - below(rows, columns, place - 1)), asked(dtype, "int64"))


def _triangle(machine: Machine, row: Any, col: Any, offset: Any) -> tuple[Any, ...]:
    return (*new((size(machine, row), size(machine, col))), size(machine, offset))


def below(rows: Any, columns: Any, offset: Any) -> Any:
    """How many positions of a matrix lie on or below the diagonal that is `offset` above the main one."""
    if equal(rows, columns) is True and isinstance(offset, int) and offset in (0, -1):
        # The sum of the numbers up to the side.
        return (rows * (rows + 1 + 2 * offset)) // 2
    if not all(isinstance(each, int) for each in (rows, columns, offset)):
        raise NotKnown(f"how many positions lie in a triangle of {text(rows)} × {text(columns)} is not known")
    if rows > MOST_ROWS:
        raise NotKnown("the triangle has too many rows to count its positions")
    return sum(min(max(row + offset + 1, 0), columns) for row in range(rows))


# --- like another tensor


@define("zeros_like", "ones_like", "empty_like", "rand_like", "randn_like", dtype=None)
def like(machine: Machine, input: Any, *, dtype: Any = None) -> Any:
    """The shape of the tensor that is given."""
    return Typed(shape(machine, input), asked(dtype, dtype_in(input)))


@define("full_like", dtype=None)
def full_like(machine: Machine, input: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """The shape of the tensor that is given."""
    return Typed(shape(machine, input), asked(dtype, dtype_in(input)))


@define("randint_like", dtype=None)
def randint_like(machine: Machine, input: Any, low: Any = None, high: Any = None, *, dtype: Any = None) -> Any:
    """The shape of the tensor that is given."""
    return Typed(shape(machine, input), asked(dtype, dtype_in(input)))


@define("new_zeros", "new_ones", "new_empty", dtype=None, method=True, function=False)
def new_filled(machine: Machine, input: Any, *given: Any, size: Any = None, dtype: Any = None) -> Any:
    """The sizes that are given, one by one or as a tuple."""
    return Typed(new(spelled(machine, given, size)), asked(dtype, dtype_in(input)))


@define("new_full", dtype=None, method=True, function=False)
def new_full(machine: Machine, input: Any, size: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """The sizes that are given."""
    return Typed(new(sizes(machine, size)), asked(dtype, dtype_in(input)))


@define("new_empty_strided", dtype=None, method=True, function=False)
def new_empty_strided(machine: Machine, input: Any, size: Any, stride: Any, dtype: Any = None) -> Any:
    """The sizes that are given; strides do not count."""
    return Typed(new(sizes(machine, size)), asked(dtype, dtype_in(input)))


@define("new_tensor", dtype=None, method=True, function=False)
def new_tensor(machine: Machine, input: Any, data: Any, *, dtype: Any = None) -> Any:
    """The shape of the data."""
    found, _ = numbers(machine, data)
    return Typed(found, asked(dtype, dtype_in(input)))


@define("new", dtype=None, method=True, function=False)
def new_old(machine: Machine, input: Any, *given: Any) -> Any:
    """The former way: of sizes, or of numbers in a list."""
    if len(given) == 1 and isinstance(given[0], List):
        return Typed(numbers(machine, given[0])[0], dtype_in(input))
    return Typed(new(sizes(machine, *given)) if given else (0,), dtype_in(input))


__all__ = ["OPERATIONS"]
