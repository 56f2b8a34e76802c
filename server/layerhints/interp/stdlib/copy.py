"""`copy`: copies of every kind of value."""

from __future__ import annotations

import copy as host
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.records import Record
from layerhints.values.arguments import Arguments
from layerhints.values.objects import (
    ABSENT,
    Bound,
    Container,
    Dict,
    Instance,
    Iterator,
    List,
    Partial,
    Register,
    Set,
    State,
    Value,
)
from layerhints.values.origins import entries_of

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("copy.")


@function("copy")
def _copy(machine: Machine, x: Any) -> Any:
    if not isinstance(x, Instance):
        return x
    own = x.cls.lookup("__copy__")
    if own is not ABSENT:
        return machine.call_values(machine.bind(own, x, x.cls))
    if isinstance(x, Record):
        return x
    made = _empty(x)
    if isinstance(x, Container) and isinstance(made, Container):
        machine.replace(made, x.content)
    made.attributes.update(x.attributes)
    made.hidden.update(x.hidden)
    return made


@function("deepcopy")
def _deepcopy(machine: Machine, x: Any, memo: Any = None) -> Any:
    return deep_copy(machine, x, {})


def deep_copy(machine: Machine, value: Any, memo: dict[int, Any]) -> Any:
    """A copy all the way down; what was copied once is not copied again (`memo` by identity)."""
    if type(value) is tuple:
        return tuple([deep_copy(machine, item, memo) for item in value])
    if not isinstance(value, Value):
        return value
    if isinstance(value, Bound):
        return Bound(value.function, deep_copy(machine, value.receiver, memo))
    if isinstance(value, Partial):
        given = value.arguments
        positional = [deep_copy(machine, item, memo) for item in given.positional]
        keywords = {name: deep_copy(machine, item, memo) for name, item in given.keywords.items()}
        return Partial(value.function, Arguments(positional, keywords, given.site, given.places, given.more))
    if isinstance(value, Iterator):
        return Unknown("an iterator cannot be copied")
    if id(value) in memo:
        return memo[id(value)]
    if not isinstance(value, Instance):
        memo[id(value)] = value.copied()
        return memo[id(value)]
    own = value.cls.lookup("__deepcopy__")
    if own is not ABSENT:
        made = machine.call_values(machine.bind(own, value, value.cls), machine.new_dict({}))
        if made is not NotImplemented:  # as a library says of what is to be copied like any other object
            memo[id(value)] = made
            return made
    if isinstance(value, Record):
        return Record(tuple(deep_copy(machine, item, memo) for item in value.items), value.cls)
    machine.bounded(1)
    copy = _empty(value)
    memo[id(value)] = copy
    for name, item in value.attributes.items():
        copy.attributes[name] = deep_copy(machine, item, memo)
    for name, item in value.hidden.items():
        copy.hidden[name] = _deep_hidden(machine, item, memo)
    if isinstance(value, Container) and isinstance(copy, Container):
        machine.replace(copy, _deep_content(machine, value.content, memo))
    return copy


def _deep_content(machine: Machine, content: Any, memo: dict[int, Any]) -> Any:
    if isinstance(content, dict):
        return {deep_copy(machine, key, memo): deep_copy(machine, item, memo) for key, item in content.items()}
    if isinstance(content, Unknown) and (held := entries_of(content)) is not None:
        return Unknown(content.reason, held._replace(values=_deep_content(machine, held.values, memo)))
    return deep_copy(machine, content, memo)


def _deep_hidden(machine: Machine, value: Any, memo: dict[int, Any]) -> Any:
    """What a library keeps may also be host dicts and lists of values."""
    if type(value) is dict:
        return {key: _deep_hidden(machine, item, memo) for key, item in value.items()}
    if type(value) is list:
        return [_deep_hidden(machine, item, memo) for item in value]
    return deep_copy(machine, value, memo)


def _empty(value: Instance) -> Instance:
    """A new object of the same kind, with what never changes of it; a container is empty."""
    if isinstance(value, List):
        return List((), value.cls)
    if isinstance(value, Register):
        return Register({}, value.cls)
    if isinstance(value, Dict):
        return Dict({}, value.cls)
    if isinstance(value, Set):
        return Set({}, value.cls)
    made = host.copy(value)
    made.attributes, made.hidden = State(None, value.cls.lookup), State()
    return made


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
