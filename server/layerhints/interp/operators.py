"""Operators on values: arithmetic, comparison, truth, items, iteration.

Nothing here fails on an abstract value; a Python exception is raised in the program only where it is certain.
"""

from __future__ import annotations

import math
import operator as host
from typing import TYPE_CHECKING, Any

from layerhints import algebra
from layerhints.algebra import Expression, Unknown
from layerhints.interp.branches import forget_iterators
from layerhints.interp.builtins import ratio
from layerhints.interp.builtins.keys import as_key
from layerhints.interp.builtins.text import percent
from layerhints.interp.joining import one_of
from layerhints.values.holes import NumberOrNone, WholeNumber, detached, hole_of
from layerhints.values.objects import ABSENT, Class, Container, Dict, Function, List, Native, Set, Value
from layerhints.values.origins import ClassOf, is_number, unknown_number
from layerhints.values.tensor import Tensor

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
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": host.eq,
    "!=": host.ne,
    "<": host.lt,
    "<=": host.le,
    ">": host.gt,
    ">=": host.ge,
}
_SYMBOLIC = frozenset({"+", "-", "*", "//", "%", "**"})
_NUMBERS = (int, float, complex)
_PLAIN = frozenset({int, float, bool, str, bytes, type(None)})


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


def compare(machine: Interpreter, operator: str, left: Any, right: Any) -> Any:
    """True, False, Unknown, or what a value's own comparison gives (an array)."""
    if operator in _EQUALITIES and _is_other_class(machine, left, right):
        return operator in ("is not", "!=")
    if operator in ("is", "is not"):
        same = _identical(left, right)
        if same is None:
            return _first_unknown(left, right, "whether the two are the same is not known")
        return same if operator == "is" else not same
    if operator in ("in", "not in"):
        found = _contains(machine, right, left)
        if isinstance(found, bool):
            return found if operator == "in" else not found
        return detached(found)
    for value, other, reflected in ((left, right, False), (right, left, True)):
        if isinstance(value, Value):
            result = value.compare(machine, operator, other, reflected)
            if result is not NotImplemented:
                return result
    if operator in ("==", "!="):
        same = equal(machine, left, right)
        if same is None:
            return _first_unknown(left, right, f"whether `{operator}` holds is not known")
        return same if operator == "==" else not same
    if isinstance(left, (Unknown, Value)) or isinstance(right, (Unknown, Value)):
        return _first_unknown(left, right, f"whether `{operator}` holds is not known")
    if isinstance(left, Expression) or isinstance(right, Expression):
        return _order(operator, left, right)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _order_tuples(machine, operator, left, right)
    try:
        return _COMPARE[operator](left, right)
    except TypeError:
        machine.throw("TypeError", f"'{operator}' is not supported between these values")


_EQUALITIES = frozenset({"is", "is not", "==", "!="})


def _is_other_class(machine: Interpreter, left: Any, right: Any) -> bool:
    """`type(x) is list` of a tensor, whose class is not known, but that it is no list."""
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Unknown) and isinstance(value.origin, ClassOf) and isinstance(other, Class):
            return machine.is_instance(value.origin.value, other) is False
    return False


def _first_unknown(left: Any, right: Any, otherwise: str) -> Unknown:
    for value in (left, right):
        if isinstance(value, Unknown):
            return detached(value)
    return Unknown(otherwise)


def _identical(left: Any, right: Any) -> bool | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if left is right:
        return True
    if isinstance(left, Expression) or isinstance(right, Expression):
        return False if left is None or right is None else None
    if isinstance(left, Value) or isinstance(right, Value):
        return False
    return type(left) is type(right) and bool(left == right)


def equal(machine: Interpreter, left: Any, right: Any) -> bool | None:
    """`left == right`, three-valued, for values without a comparison of their own."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if left is right:
        return bool(left == left) if isinstance(left, (float, complex)) else True
    if isinstance(left, Expression) or isinstance(right, Expression):
        numbers = (int, Expression)
        return algebra.equal(left, right) if isinstance(left, numbers) and isinstance(right, numbers) else False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _equal_sequences(machine, left, right)
    for kind in (List, Dict, Set):
        if isinstance(left, kind) or isinstance(right, kind):
            return (
                _equal_containers(machine, left, right) if isinstance(right, kind) and isinstance(left, kind) else False
            )
    if isinstance(left, Value) or isinstance(right, Value):
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return None
        plain = (Class, Function, Native)
        if isinstance(left, plain) or isinstance(right, plain):
            return False
        open_classes = [cls.open for cls in (machine.class_of(left), machine.class_of(right)) if cls is not None]
        return None if any(reason is not None for reason in open_classes) else False
    return bool(left == right)


def _equal_sequences(machine: Interpreter, left: Sequence[Any], right: Sequence[Any]) -> bool | None:
    if len(left) != len(right):
        return False
    answers = []
    for a, b in zip(left, right, strict=True):
        answer = compare(machine, "==", a, b)
        answers.append(answer if isinstance(answer, bool) else None)
    if False in answers:
        return False
    return None if None in answers else True


def _equal_containers(machine: Interpreter, left: Container, right: Container) -> bool | None:
    if isinstance(left.content, Unknown) or isinstance(right.content, Unknown):
        return None
    if isinstance(left, List):
        return _equal_sequences(machine, left.content, right.content)
    if left.content.keys() != right.content.keys():
        return False
    keys = list(left.content)
    return _equal_sequences(machine, [left.content[k] for k in keys], [right.content[k] for k in keys])


def _order(operator: str, left: Any, right: Any) -> Any:
    if type(left) is float:
        return _order(_MIRRORED[operator], right, left)
    if type(right) is float:
        if not math.isfinite(right):
            return _COMPARE[operator](0, right)  # as for any other size
        right = math.ceil(right) if operator in ("<", ">=") else math.floor(right)
    if not (isinstance(left, (int, Expression)) and isinstance(right, (int, Expression))):
        return Unknown("how a size that is not known compares is not known")
    answer = {
        "<": lambda: algebra.less(left, right),
        "<=": lambda: algebra.less_or_equal(left, right),
        ">": lambda: algebra.less(right, left),
        ">=": lambda: algebra.less_or_equal(right, left),
    }[operator]()
    return (
        Unknown(f"whether {algebra.show(left)} {operator} {algebra.show(right)} is not known")
        if answer is None
        else answer
    )


def _order_tuples(machine: Interpreter, operator: str, left: tuple[Any, ...], right: tuple[Any, ...]) -> Any:
    for a, b in zip(left, right, strict=False):
        same = compare(machine, "==", a, b)
        if same is False:
            return compare(machine, operator, a, b)
        if same is not True:
            return _first_unknown(a, b, f"whether `{operator}` holds is not known")
    return _COMPARE[operator](len(left), len(right))


def _contains(machine: Interpreter, container: Any, member: Any) -> Any:
    if isinstance(container, Unknown):
        return container
    if isinstance(container, (str, bytes)):
        if isinstance(member, Unknown):
            return member
        return host.contains(container, member) if isinstance(member, type(container)) else False
    if isinstance(container, range) and type(member) is int:
        return member in container
    written = isinstance(container, Container) and container.has_own("__contains__")
    if isinstance(container, (Dict, Set)) and not written:
        if isinstance(container.content, Unknown):
            return container.content
        if isinstance(member, Unknown):
            key = as_key(member)
            if key is not member and key in container.content:
                return True
            return member if container.content else False
        if not isinstance(member, tuple) and member in container.content:
            return True
        entered = machine.entered(container, member)
        if entered is not ABSENT:
            return entered if isinstance(entered, Unknown) else True
    if isinstance(container, Value) and (written or not isinstance(container, Container)):
        own = container.contains(machine, member)
        if own is not NotImplemented:
            return own
        cls = machine.class_of(container)
        hook = cls.lookup("__contains__") if cls is not None else None
        if isinstance(hook, Value):
            answer = machine.truth(machine.call_values(machine.bind(hook, container, cls), member))  # type: ignore[arg-type]
            return Unknown("whether it is contained is not known") if answer is None else answer
    items = iterate(machine, container)
    if isinstance(items, Unknown):
        return items
    doubt: Any = False
    plain = type(member) in _PLAIN
    for item in items:
        answer = item == member if plain and type(item) in _PLAIN else compare(machine, "==", item, member)
        if answer is True:
            return True
        if answer is not False:
            doubt = answer if isinstance(answer, Unknown) else Unknown("whether it is contained is not known")
    return doubt


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
                        return part
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
        return value
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
