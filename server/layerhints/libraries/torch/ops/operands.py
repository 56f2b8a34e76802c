"""The operands of what works number by number: tensors and numbers, stretched to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Shape, Unknown
from layerhints.libraries.torch.ops import reading
from layerhints.libraries.torch.ops.kernel import Typed
from layerhints.libraries.torch.promotion import as_floating, result_type
from layerhints.rules.geometry.broadcast import broadcast_to
from layerhints.rules.shapes import Named
from layerhints.values.objects import Value
from layerhints.values.origins import A_NUMBER
from layerhints.values.stretching import learn_from_tables, stretched
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
    shapes = [operand(machine, value) for value in values]
    learn_from_tables(machine, shapes)
    return stretched(*shapes)


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


__all__ = ["common_floating", "common_type", "in_place", "operand", "together", "values_and_indices"]
