"""The operands of what works number by number: tensors and numbers, stretched to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Shape, Unknown
from layerhints.libraries.torch.ops import reading
from layerhints.libraries.torch.ops.kernel import Typed
from layerhints.libraries.torch.promotion import as_floating, result_type
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.quantity import equal
from layerhints.rules.shapes import Named
from layerhints.values.learned import of_same_rank, rank_from
from layerhints.values.objects import Value
from layerhints.values.origins import A_NUMBER
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

NUMBERS = ("bool", "int", "float", "complex")


def operand(machine: Machine, value: Any) -> Shape:
    """The shape of a tensor or a number. What is not known may be either: its use says nothing."""
    if isinstance(value, Unknown):
        return () if value.origin is A_NUMBER else Unknown(value.reason)
    if isinstance(value, Value) and not isinstance(value, Tensor) and is_number(machine, value):
        return ()
    return reading.shape(machine, value)


def is_number(machine: Machine, value: Value) -> bool:
    return machine.class_of(value) in tuple(map(machine.builtin_class, NUMBERS))


def together(machine: Machine, *values: Any) -> Shape:
    """The shape that the operands have together. A shape that the others leave alone stays the very same object.

    Of the operands of a function one is a tensor: where none is known to be, the first is.
    """
    if not any(isinstance(value, Tensor) for value in values):
        reading.shape(machine, values[0])
    return stretched(*(operand(machine, value) for value in values))


def stretched(*shapes: Shape) -> Shape:
    """As `broadcast`, but that a shape stays the same object, and that known axes at the end say something."""
    first, *rest = (shape for shape in shapes if shape != ()) if any(shape != () for shape in shapes) else ((),)
    if all(shape is first for shape in rest):
        return first
    unknown = [shape for shape in shapes if isinstance(shape, Unknown)]
    if not unknown:
        common = broadcast(*shapes)
        return next((shape for shape in shapes if shape == common), common)
    known = [shape for shape in shapes if not isinstance(shape, Unknown)]
    tail = _common_end(known, unknown)
    result = Open(unknown[0].reason, tail=tail) if tail else Unknown(unknown[0].reason)
    # A row may stretch to a shape; that has its axes then, or the one of the row.
    alike = len(set(map(rank_from, unknown))) == 1 and all(len(shape) <= 1 for shape in known)
    return of_same_rank(result, unknown[0]) if alike else result


def _common_end(known: list[tuple[Any, ...]], unknown: list[Unknown]) -> tuple[Any, ...]:
    """The last sizes of what the operands stretch to, as far as they are known."""
    ends = [shape.tail if isinstance(shape, Open) else () for shape in unknown]
    common = broadcast(*known, *ends)
    result: list[Any] = []
    for place, size in enumerate(reversed(common), 1):
        # An axis that is not 1 has its size in the result, whatever a shape that is not known stretches to.
        certain = equal(size, 1) is False or all(len(end) >= place for end in ends)
        result.insert(0, size if certain else Unknown(unknown[0].reason))
    return tuple(result)


def in_place(machine: Machine, target: Any, *values: Any) -> Shape:
    """The shape of a tensor that operands are written into, to which they must stretch."""
    found = reading.shape(machine, target)
    for value in values:
        broadcast_to(operand(machine, value), found)
    return found


def values_and_indices(found: Any) -> Named:
    """Numbers and where they stood: two tensors of one shape."""
    return Named(("values", "indices"), (found, Typed(found, "int64")))


def common_type(*values: Any) -> str | None:
    return result_type(*(value for value in values if value is not None))


def common_floating(*values: Any) -> str | None:
    """The same, where whole numbers give fractions."""
    return as_floating(common_type(*values))


__all__ = ["common_floating", "common_type", "in_place", "operand", "stretched", "together", "values_and_indices"]
