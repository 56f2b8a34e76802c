"""Comparisons: of each number, of whole tensors, and of numbers with sorted ones.

https://docs.pytorch.org/docs/stable/torch.html#comparison-ops
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.numbers import numbers_of
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import NO_TENSOR, Operations, Plain, Typed
from layerhints.libraries.torch.ops.operands import operand, together, values_and_indices
from layerhints.libraries.torch.ops.reading import axis, known_shape, shape, size
from layerhints.rules import Named
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, text
from layerhints.rules.shapes import show_structure
from layerhints.values.reading import flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define


# --- of each number


@define("eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal",
        "logical_and", "logical_or", "logical_xor", dtype="bool", method=True)  # fmt: skip
def of_two(machine: Machine, input: Any, other: Any) -> Any:
    """The operands stretched to one another."""
    return together(machine, input, other)


@define("isclose", dtype="bool", method=True)
def isclose(
    machine: Machine, input: Any, other: Any, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False
) -> Any:
    """The operands stretched to one another."""
    return together(machine, input, other)


@define("isin", dtype="bool")
def isin(
    machine: Machine, elements: Any, test_elements: Any, *, assume_unique: Any = False, invert: Any = False
) -> Any:
    """A truth for each element."""
    return operand(machine, elements)


# --- of whole tensors


@define("allclose", method=True, dtype=NO_TENSOR)
def allclose(
    machine: Machine, input: Any, other: Any, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False
) -> Any:
    """A truth that depends on the numbers: it is not known."""
    together(machine, input, other)
    return Plain(Unknown("whether two tensors are close depends on their numbers"))


@define("equal", method=True, dtype=NO_TENSOR)
def equal_(machine: Machine, input: Any, other: Any) -> Any:
    """A truth of Python: False where the shapes differ."""
    first, second = shape(machine, input), shape(machine, other)
    if not isinstance(first, Unknown) and not isinstance(second, Unknown):
        pairs = zip(first, second, strict=False)
        if len(first) != len(second) or any(equal(one, another) is False for one, another in pairs):
            return Plain(False)
    return Plain(Unknown("whether two tensors are equal depends on their numbers"))


# --- order


@define("sort", method=True)
def sort(machine: Machine, input: Any, dim: Any = -1, descending: Any = False, *, stable: Any = False) -> Any:
    """Values and positions, each in the shape that goes in."""
    found = _along(machine, input, dim)
    numbers, falls = numbers_of(input), machine.truth(descending)
    if numbers is None or falls is None or any(type(each) is not int for each in numbers):
        return values_and_indices(found)
    order = sorted(range(len(numbers)), key=numbers.__getitem__, reverse=falls)
    places = tuple(order) if len({*numbers}) == len(numbers) else None  # of equal ones, torch may give either first
    values = Typed(found, dtype_in(input), tuple(numbers[place] for place in order))
    return Named(("values", "indices"), (values, Typed(found, "int64", places)))


@define("argsort", dtype="int64", method=True)
def argsort(machine: Machine, input: Any, dim: Any = -1, descending: Any = False, *, stable: Any = False) -> Any:
    """Positions in the shape that goes in."""
    return _along(machine, input, dim)


@define("msort", method=True)
def msort(machine: Machine, input: Any) -> Any:
    """The shape stays: it sorts along the first axis."""
    return shape(machine, input)


def _along(machine: Machine, input: Any, dim: Any) -> Any:
    found = shape(machine, input)
    if not isinstance(found, Unknown):
        axis(machine, dim, len(found))
    return found


@define("topk", method=True)
def topk(machine: Machine, input: Any, k: Any, dim: Any = -1, largest: Any = True, sorted: Any = True) -> Any:
    """Values and positions; the axis has length k."""
    found, count = shape(machine, input), size(machine, k)
    if isinstance(found, Unknown):
        return values_and_indices(Unknown(found.reason))
    place = axis(machine, dim, len(found))
    length = found[place] if found else 1
    if less(count, 0) is True or less(length, count) is True:
        raise Mismatch(f"{text(count)} of {text(length)} numbers cannot be taken")
    return values_and_indices((*found[:place], count, *found[place + 1 :]) if found else ())


@define("searchsorted", dtype=None)
def searchsorted(
    machine: Machine, sorted_sequence: Any, input: Any, *, out_int32: Any = False, right: Any = False,
    side: Any = None, sorter: Any = None,
) -> Any:  # fmt: skip
    """In one row numbers of any shape are looked up; of several rows each is for its own numbers."""
    rows, wanted = shape(machine, sorted_sequence), operand(machine, input)
    if not isinstance(rows, Unknown) and not isinstance(wanted, Unknown) and len(rows) != 1:
        if not rows or len(rows) != len(wanted):
            raise Mismatch(f"{show_structure(wanted)} cannot be looked up in {show_structure(rows)}")
        if any(equal(one, other) is False for one, other in zip(rows[:-1], wanted[:-1], strict=True)):
            raise Mismatch(f"{show_structure(wanted)} has other rows than {show_structure(rows)}")
    return Typed(wanted, "int32" if flag(machine, out_int32) else "int64")


@define("bucketize", dtype=None)
def bucketize(machine: Machine, input: Any, boundaries: Any, *, out_int32: Any = False, right: Any = False) -> Any:
    """A position for each number."""
    known_shape(machine, boundaries, 1)
    return Typed(operand(machine, input), "int32" if flag(machine, out_int32) else "int64")


__all__ = ["OPERATIONS"]
