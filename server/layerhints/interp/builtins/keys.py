"""Which key of a dict (or member of a set) equals a given value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import SCALAR_TYPES
from layerhints.interp.builtins.records import Record
from layerhints.values.holes import detached
from layerhints.values.instances import HOST_VALUE
from layerhints.values.objects import ABSENT, Bound, Dict, Instance, List, Native, Set
from layerhints.values.origins import OneValue

if TYPE_CHECKING:
    from collections.abc import Collection

    from layerhints.values.machine import Machine


class _Uncertain(Exception):
    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = detached(unknown)


def find_key(content: Collection[Any], key: Any) -> Any:
    """The key in `content` (a dict or its keys) that equals `key`.

    ABSENT where certainly none does; Unknown where that cannot be told.
    """
    key = as_key(key)
    if type(key) in SCALAR_TYPES:
        if key in content:
            return key
        if SCALAR_TYPES.issuperset(map(type, content)):
            return ABSENT
    try:
        wanted = _canonical(key)
        for candidate in content:
            if candidate is key or _canonical(candidate) == wanted:
                return candidate
    except _Uncertain as failure:
        itself = next((candidate for candidate in content if candidate is key), ABSENT)
        return failure.unknown if itself is ABSENT and (content or isinstance(key, Unknown)) else itself
    return ABSENT


def as_key(value: Any) -> Any:
    """What a dict holds for a key: for an unknown that is always the same, its origin."""
    return value.origin if isinstance(value, Unknown) and isinstance(value.origin, OneValue) else value


def require_hashable(machine: Machine, key: Any) -> None:
    """Throw the program's TypeError for a list, dict or set where a key is needed."""
    if type(key) is tuple:
        for item in key:
            require_hashable(machine, item)
    elif isinstance(key, slice):
        machine.throw("TypeError", "unhashable type: 'slice'")
    elif isinstance(key, (List, Dict)) or (isinstance(key, Set) and key.cls.name != "frozenset"):
        machine.throw("TypeError", f"unhashable type: '{key.cls.name}'")


def _canonical(value: Any) -> Any:
    """A host object that is equal for two values exactly when the program finds them equal."""
    if type(value) in SCALAR_TYPES:
        return value
    if type(value) is tuple:
        return tuple(_canonical(item) for item in value)
    if isinstance(value, Unknown):
        raise _Uncertain(value)
    if isinstance(value, OneValue):
        raise _Uncertain(Unknown("whether a key that is not known equals another is not known"))
    if isinstance(value, (Expression, Bound)):
        raise _Uncertain(Unknown("whether a key equals another is not known"))
    if isinstance(value, Set):
        if isinstance(value.content, Unknown):
            raise _Uncertain(value.content)
        return frozenset(_canonical(member) for member in value.content)
    if isinstance(value, Instance):
        if HOST_VALUE in value.hidden:
            return _canonical(value.hidden[HOST_VALUE])
        if isinstance(value, Record):
            return _canonical(value.items)
        equality = value.cls.lookup("__eq__")
        found = _is_identity(equality) and not value.cls.has_unknown_base
        if not found and (value.cls.open is not None or equality is not ABSENT):
            raise _Uncertain(Unknown("keys with an equality of their own are not compared"))
    return value


def _is_identity(equality: Any) -> bool:
    return isinstance(equality, Native) and equality.name == "object.__eq__"
