"""Comparisons of values: order, equality, identity, membership.

None of them fails on an abstract value: where the answer is not certain it is unknown.
"""

from __future__ import annotations

import math
import operator as host
from typing import TYPE_CHECKING, Any

from layerhints import algebra
from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.held_dicts import may_contain
from layerhints.interp.builtins.keys import as_key
from layerhints.interp.operators import iterate
from layerhints.values.holes import detached
from layerhints.values.objects import ABSENT, Class, Container, Dict, Function, List, Native, Set, Value
from layerhints.values.origins import ClassOf
from layerhints.values.ranks import compared_rank
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.interpreter import Interpreter

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": host.eq,
    "!=": host.ne,
    "<": host.lt,
    "<=": host.le,
    ">": host.gt,
    ">=": host.ge,
}
_EQUALITIES = frozenset({"is", "is not", "==", "!="})
_PLAIN = frozenset({int, float, bool, str, bytes, type(None)})


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
            asked = compared_rank(operator, left, right)
            unknown = _first_unknown(left, right, f"whether `{operator}` holds is not known")
            return Unknown(unknown.reason, asked) if asked is not None else unknown
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
            return may_contain(machine, container, member) if isinstance(container, Dict) else container.content
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


__all__ = ["compare", "equal"]
