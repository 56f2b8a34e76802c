"""What `collections.abc.Mapping` and `MutableMapping` give to classes that derive from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.dicts import gather, no_such_key
from layerhints.interp.builtins.native import Methods
from layerhints.values.objects import ABSENT, Dict, Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

mapping = Methods("Mapping", Instance)
mutable_mapping = Methods("MutableMapping", Instance)


def _entries(machine: Machine, self: Instance) -> Dict:
    """A dict with what `__iter__` and `__getitem__` of the object give."""
    keys = machine.iterate(self)
    if isinstance(keys, Unknown):
        return machine.new_dict(keys)
    entries: dict[Any, Any] = {}
    doubt = gather(machine, entries, tuple((key, machine.item(self, key)) for key in keys))
    return machine.new_dict(entries if doubt is None else doubt)


def _viewed(name: str) -> None:
    def implementation(machine: Machine, self: Instance) -> Any:
        return machine.call_values(machine.attribute(_entries(machine, self), name))

    mapping(name)(implementation)


for _name in ("keys", "values", "items"):
    _viewed(_name)


def _stored(machine: Machine, self: Instance, key: Any) -> Any:
    """What stands under the key: ABSENT where nothing does, Unknown where that is not known."""
    there = machine.truth(machine.compare("in", key, self))
    if there is None:
        return Unknown("whether the key is there is not known")
    return machine.item(self, key) if there else ABSENT


@mapping("get")
def _get(machine: Machine, self: Instance, key: Any, default: Any = None) -> Any:
    stored = _stored(machine, self, key)
    return default if stored is ABSENT else stored


@mutable_mapping("setdefault", changes=True)
def _setdefault(machine: Machine, self: Instance, key: Any, default: Any = None) -> Any:
    stored = _stored(machine, self, key)
    if stored is ABSENT:
        machine.set_item(self, key, default)
        return default
    if isinstance(stored, Unknown):
        machine.forget(self, stored)
    return stored


@mutable_mapping("pop", changes=True)
def _pop(machine: Machine, self: Instance, key: Any, default: Any = ABSENT) -> Any:
    stored = _stored(machine, self, key)
    if stored is ABSENT:
        if default is ABSENT:
            no_such_key(machine, key)
        return default
    if isinstance(stored, Unknown):
        machine.forget(self, stored)
        return stored
    machine.call_values(machine.attribute(self, "__delitem__"), key)
    return stored


@mutable_mapping("update", changes=True)
def _update(machine: Machine, self: Instance, other: Any = (), /, **entries: Any) -> None:
    found: dict[Any, Any] = {}
    doubt = gather(machine, found, other)
    if doubt is not None:
        machine.forget(self, doubt)
        return
    for key, value in {**found, **entries}.items():
        machine.set_item(self, key, value)


METHODS = {"Mapping": mapping.names, "MutableMapping": {**mapping.names, **mutable_mapping.names}}
"""By the abstract class that has them."""

__all__ = ["METHODS"]
