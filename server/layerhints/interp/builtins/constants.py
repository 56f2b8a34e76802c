"""Between values and the host's own objects: what is wholly known goes out to a host function and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.records import Record
from layerhints.values.instances import HOST_VALUE
from layerhints.values.objects import Dict, Instance, List, Set

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from layerhints.values.machine import Machine

MAX_ITEMS = 100_000
"""Most items that a native makes or walks through at once."""
MAX_TEXT = 1_000_000
"""Longest text or bytes that a native makes."""
MAX_BITS = 1 << 16
"""Longest integer that a native makes, in bits."""

SCALARS = (int, float, complex, str, bytes, bool, type(None), type(...), range)
SCALAR_TYPES = frozenset(SCALARS)


class NotConstant(Exception):
    """A value is not wholly known; `unknown` says why. A native that lets it pass gives that Unknown."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def constant(value: Any) -> Any:
    """The host's own object for a value that is wholly known; raises NotConstant for any other."""
    if type(value) in SCALAR_TYPES:
        return value
    if type(value) is tuple:
        return tuple(constant(item) for item in value)
    if isinstance(value, slice):
        return slice(constant(value.start), constant(value.stop), constant(value.step))
    if isinstance(value, Unknown):
        raise NotConstant(value)
    if isinstance(value, Expression):
        raise NotConstant(Unknown("it depends on a size that is not a known number"))
    if isinstance(value, (List, Dict, Set)):
        content = value.content
        if isinstance(content, Unknown):
            raise NotConstant(content)
        if isinstance(value, List):
            return [constant(item) for item in content]
        if isinstance(value, Dict):
            return {constant(_hashable(key)): constant(item) for key, item in content.items()}
        members = frozenset(constant(_hashable(member)) for member in content)
        return members if value.cls.name == "frozenset" else set(members)
    if isinstance(value, Instance):
        if HOST_VALUE in value.hidden:
            return constant(value.hidden[HOST_VALUE])
        if isinstance(value, Record):
            return constant(value.items)
    raise NotConstant(Unknown("it depends on an object that is not a plain value"))


def _hashable(key: Any) -> Any:
    if isinstance(key, (List, Dict)) or (isinstance(key, Set) and key.cls.name != "frozenset"):
        raise NotConstant(Unknown("a key that cannot be hashed"))
    return key


def lift(machine: Machine, host: Any) -> Any:
    """The value for a host object that a host function gave."""
    kind = type(host)
    if kind in SCALAR_TYPES:
        return host
    if isinstance(host, tuple):
        return tuple(lift(machine, item) for item in host)
    if isinstance(host, list):
        return machine.new_list([lift(machine, item) for item in host])
    if isinstance(host, dict):
        return machine.new_dict({lift(machine, key): lift(machine, item) for key, item in host.items()})
    if isinstance(host, (set, frozenset)):
        return machine.new_set([lift(machine, item) for item in host])
    if isinstance(host, slice):
        return host
    return Unknown(f"a `{kind.__name__}` is not followed")


def call_host(
    machine: Machine,
    function: Callable[..., Any],
    positional: Sequence[Any],
    keywords: Mapping[str, Any] | None = None,
) -> Any:
    """Call a pure function of the host on values that are wholly known; NotConstant where one is not.

    What the host raises, the program would have raised: it is thrown in the program.
    """
    hosts = [constant(value) for value in positional]
    named = {name: constant(value) for name, value in (keywords or {}).items()}
    return run_host(machine, function, *hosts, **named)


def run_host(machine: Machine, function: Callable[..., Any], *hosts: Any, **named: Any) -> Any:
    """Call a pure function of the host on host objects and lift its result."""
    try:
        result = function(*hosts, **named)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        machine.throw(type(error).__name__ if type(error).__module__ == "builtins" else "ValueError", str(error))
    return lift(machine, result)


def too_many(count: int) -> Unknown | None:
    """Why so many items are not made, or None when they may be."""
    return Unknown(f"{count:,} items are too many to follow") if count > MAX_ITEMS else None
