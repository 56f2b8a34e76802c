"""Operators on values: arithmetic, truth, items, iteration. What compares them stands in comparisons.py.

Nothing here fails on an abstract value; a Python exception is raised in the program only where it is certain.
"""

from __future__ import annotations

import operator as host
from typing import TYPE_CHECKING, Any

from layerhints import algebra
from layerhints.algebra import Expression, Open, Unknown
from layerhints.interp.branches import forget_iterators
from layerhints.interp.builtins import ratio
from layerhints.interp.builtins.text import percent
from layerhints.interp.joining import one_of
from layerhints.values.holes import NumberOrNone, WholeNumber, detached, hole_of
from layerhints.values.objects import Value
from layerhints.values.origins import is_number, unknown_number
from layerhints.values.ranks import SameRank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.interpreter import Interpreter

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": host.add,
    "-": host.sub,
    "*": host.mul,
    "/": host.truediv,
    "//": host.floordiv,
    "%": host.mod,
    "**": host.pow,
    "@": host.matmul,
    "&": host.and_,
    "|": host.or_,
    "^": host.xor,
    "<<": host.lshift,
    ">>": host.rshift,
}
_UNARY: dict[str, Callable[[Any], Any]] = {"-": host.neg, "+": host.pos, "~": host.invert}
_SYMBOLIC = frozenset({"+", "-", "*", "//", "%", "**"})
_NUMBERS = (int, float, complex)


def binary(machine: Interpreter, operator: str, left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int and operator in ("+", "-"):
        return _BINARY[operator](left, right)
    if operator == "%" and isinstance(left, (str, bytes)):
        return percent(machine, left, right)
    for value, other, reflected in ((left, right, False), (right, left, True)):
        if isinstance(value, Value):
            result = value.binary(machine, operator, other, reflected)
            if result is not NotImplemented:
                return result
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Unknown):
            if _may_be_tensor(operator, value, other):
                return value
            if operator == "+" and isinstance(other, tuple) and other and (hole := hole_of(value)) is not None:
                ends = (other, ()) if value is right else ((), other)
                return Open(value.reason, SameRank(hole, len(other)), *ends)
            _learn_number(machine, operator, value, other)
            if is_number(left) and is_number(right):
                return unknown_number(value)
            return value if value.origin is None else Unknown(value.reason)
    if isinstance(left, Value) or isinstance(right, Value):
        return Unknown(f"`{operator}` of {_describe(machine, left)} and {_describe(machine, right)} is not known")
    if isinstance(left, Expression) or isinstance(right, Expression):
        result = _symbolic(machine, operator, left, right)
        both = isinstance(result, Unknown) and is_number(left) and is_number(right)
        return unknown_number(result) if both else result
    return _constant(machine, operator, left, right)


def _may_be_tensor(operator: str, value: Unknown, other: Any) -> bool:
    """Is it something that a function is given, with a whole number? That is a number or a tensor, and the result is
    one of the same shape: who uses it learns of what was given. What `__init__` is given is a number, and so is what
    divides a size.
    """
    hole = hole_of(value)
    if hole is None or not isinstance(hole.owner, tuple) or "__init__" in hole.owner:
        return False
    if operator in ("//", "%"):
        return type(other) is int or isinstance(other, Unknown)
    return operator in ("+", "-", "*") and type(other) is int


def _learn_number(machine: Interpreter, operator: str, value: Unknown, other: Any) -> None:
    """Who is divided with rest, or added to a whole number, is one. So is what may be one and not None."""
    hole = hole_of(value)
    whole = operator in ("//", "%") or (operator in ("+", "-", "*") and type(other) is int)
    if hole is not None and (whole or isinstance(machine.holes.lesson(hole), NumberOrNone)):
        machine.learn(hole, WholeNumber())


def _describe(machine: Interpreter, value: Any) -> str:
    if isinstance(value, Value):
        return value.describe()
    cls = machine.class_of(value)
    return f"a {cls.name}" if cls is not None else "a value"


def _symbolic(machine: Interpreter, operator: str, left: Any, right: Any) -> Any:
    integers = (int, Expression)
    if operator in _SYMBOLIC and isinstance(left, integers) and isinstance(right, integers):
        if operator == "**" and not (type(right) is int and 0 <= right <= 16):
            return Unknown("a power with a symbolic or large exponent is not known")
        return _BINARY[operator](left, right)
    if operator == "*" and (isinstance(left, (str, tuple)) or isinstance(right, (str, tuple))):
        return Unknown("how often the sequence is repeated is not known")
    if isinstance(left, (*integers, float)) and isinstance(right, (*integers, float)):
        return ratio.arithmetic(operator, left, right)
    return Unknown(f"`{operator}` with a size that is not known")


def _constant(machine: Interpreter, operator: str, left: Any, right: Any) -> Any:
    """Both are host constants or tuples: the host computes, within bounds."""
    if not _small(machine, operator, left, right):
        return Unknown(f"the result of `{operator}` is too large to be computed")
    try:
        return _BINARY[operator](left, right)
    except ZeroDivisionError:
        machine.throw("ZeroDivisionError", "division by zero")
    except TypeError:
        machine.throw("TypeError", f"unsupported operand types for {operator}")
    except (ValueError, OverflowError) as error:
        return Unknown(str(error))


def _small(machine: Interpreter, operator: str, left: Any, right: Any) -> bool:
    if operator == "**" and isinstance(left, int) and isinstance(right, int):
        return abs(right) * max(1, left.bit_length()) <= machine.budget.digits
    if operator == "<<" and isinstance(left, int) and isinstance(right, int):
        return right <= machine.budget.digits
    if operator == "*":
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, (str, bytes, tuple)) and isinstance(count, int):
                return len(sequence) * count <= machine.budget.items
        if isinstance(left, int) and isinstance(right, int):
            return left.bit_length() + right.bit_length() <= machine.budget.digits
    return True


def unary(machine: Interpreter, operator: str, value: Any) -> Any:
    if operator == "not":
        truth_value = truth(machine, value)
        return Unknown("the condition is not known") if truth_value is None else not truth_value
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Value):
        result = value.unary(machine, operator)
        return Unknown(f"`{operator}` of {value.describe()} is not known") if result is NotImplemented else result
    if isinstance(value, Expression):
        return -value if operator == "-" else value if operator == "+" else Unknown("the bits of a size are not known")
    if isinstance(value, _NUMBERS) and not (operator == "~" and not isinstance(value, int)):
        return _UNARY[operator](value)
    return machine.throw("TypeError", f"bad operand type for unary {operator}")


def truth(machine: Interpreter, value: Any) -> bool | None:
    """Whether `value` counts as true; None: cannot be told."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Value):
        return value.truth(machine)
    if isinstance(value, Expression):
        zero = algebra.equal(value, 0)
        return None if zero is None else not zero
    return bool(value)


def item(machine: Interpreter, value: Any, index: Any) -> Any:
    if isinstance(value, Value):
        return value.item(machine, index)
    if isinstance(value, Unknown):
        return _of_hole(machine, value, index)
    if isinstance(index, Unknown):
        return one_of(value, Unknown(index.reason)) if isinstance(value, tuple) else Unknown(index.reason)
    if isinstance(value, (tuple, str, bytes, range)):
        if isinstance(index, (int, slice)):
            if isinstance(index, slice):
                for part in (index.start, index.stop, index.step):
                    if isinstance(part, Unknown):
                        return detached(part)
                    if not (part is None or isinstance(part, int)):
                        return Unknown("which items are taken is not known")
            try:
                return value[index]
            except IndexError:
                machine.throw("IndexError", "index out of range")
            except ValueError:
                machine.throw("ValueError", "slice step cannot be zero")
        return Unknown("which item is taken is not known")
    if machine.trying and isinstance(value, (int, float)):
        machine.throw("TypeError", f"'{type(value).__name__}' object is not subscriptable")
    return Unknown("an item of this value is not known")


def _of_hole(machine: Interpreter, value: Unknown, index: Any) -> Any:
    """An item of a parameter that nothing gives is such a hole itself: its use teaches nothing of the whole."""
    hole = hole_of(value)
    if hole is None:
        return Unknown(value.reason) if isinstance(value, Open) else value
    if isinstance(index, str) or type(index) is int:
        return machine.hole_value(hole.item(index))
    return Unknown(value.reason)


def iterate(machine: Interpreter, value: Any) -> Sequence[Any] | Unknown:
    """All items in order, or why they are not known."""
    if isinstance(value, Value):
        return value.iterate(machine)
    if isinstance(value, Unknown):
        forget_iterators(machine, value)
        return detached(value)
    if isinstance(value, (tuple, range, str)):
        return value
    if isinstance(value, bytes):
        return tuple(value)
    if isinstance(value, frozenset):
        return tuple(value)
    return Unknown("what is iterated over is not known")


def length(machine: Interpreter, value: Any) -> Any:
    if isinstance(value, Value):
        return value.length(machine)
    if isinstance(value, Unknown):
        return detached(value)
    if isinstance(value, (tuple, str, bytes, range, frozenset)):
        return len(value)
    return machine.throw("TypeError", "object has no len()")
