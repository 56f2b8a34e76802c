"""`dict`: its methods where it depends on the course which entries there are: `if flag: options["bias"] = False`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import SCALAR_TYPES
from layerhints.interp.builtins.dicts import gather, method, missing, no_such_key
from layerhints.interp.builtins.keys import as_key, find_key, require_hashable
from layerhints.interp.joining import one_of
from layerhints.values.objects import ABSENT, Dict
from layerhints.values.origins import Entries

if TYPE_CHECKING:
    from collections.abc import Set

    from layerhints.values.machine import Machine

of_entries = method.of_entries


def _entries(self: Dict) -> Entries:
    entries = self.entries()
    assert entries is not None
    return entries


def _put(machine: Machine, self: Dict, values: dict[Any, Any], certain: Set[Any]) -> None:
    machine.replace(self, self.holding(values, certain, self.content))


def _stored(machine: Machine, self: Dict, key: Any) -> Any:
    """The key among all that may be there; Unknown where that cannot be told, or where a look-up may enter it."""
    require_hashable(machine, key)
    stored = find_key(_entries(self).values, key)
    if self.cls.lookup("__missing__") is not ABSENT and stored not in _entries(self).certain:
        return Unknown(self.content.reason)
    return machine.unfilled(self) or stored if stored is ABSENT else stored


def _either(self: Dict, stored: Any, default: Any) -> Any:
    """The value at a key that may be there, or the default where it is not; ABSENT where there is neither."""
    entries = _entries(self)
    if stored is ABSENT:
        return default
    value = entries.values[stored]
    if stored in entries.certain or default is ABSENT:
        return value
    return one_of([value, default], Unknown(self.content.reason))


@of_entries("get")
def _get(machine: Machine, self: Dict, key: Any, default: Any = None) -> Any:
    stored = _stored(machine, self, key)
    return stored if isinstance(stored, Unknown) else _either(self, stored, default)


@of_entries("__getitem__")
def _getitem(machine: Machine, self: Dict, key: Any) -> Any:
    stored = _stored(machine, self, key)
    if isinstance(stored, Unknown):
        return stored
    return missing(machine, self, key) if stored is ABSENT else _either(self, stored, ABSENT)


@of_entries("has_key")
@of_entries("__contains__")
def may_contain(machine: Machine, self: Dict, key: Any) -> Any:
    """Whether the key is in a dict of unknown content."""
    entries = self.entries()
    if entries is None:
        return self.content
    require_hashable(machine, key)
    stored = find_key(entries.values, key)
    if stored is ABSENT:
        return machine.unfilled(self) or False
    return stored if isinstance(stored, Unknown) else stored in entries.certain or Unknown(self.content.reason)


@of_entries("__setitem__", changes=True)
def _setitem(machine: Machine, self: Dict, key: Any, value: Any) -> None:
    stored = _stored(machine, self, key)
    if isinstance(stored, Unknown):
        machine.replace(self, stored)
        return
    entries, name = _entries(self), as_key(key) if stored is ABSENT else stored
    _put(machine, self, {**entries.values, name: value}, entries.certain | {name})


@of_entries("setdefault", changes=True)
def _setdefault(machine: Machine, self: Dict, key: Any, default: Any = None) -> Any:
    stored = _stored(machine, self, key)
    found = stored if isinstance(stored, Unknown) else _either(self, stored, default)
    _setitem(machine, self, key, found)
    return found


@of_entries("pop", changes=True)
def _pop(machine: Machine, self: Dict, key: Any, default: Any = ABSENT) -> Any:
    stored = _stored(machine, self, key)
    if isinstance(stored, Unknown):
        machine.replace(self, stored)
        return stored
    found = _either(self, stored, default)
    if found is ABSENT:
        no_such_key(machine, key)
    entries = _entries(self)
    left = dict(entries.values)
    left.pop(stored, None)
    _put(machine, self, left, entries.certain - {stored})
    return found


@of_entries("__delitem__", changes=True)
def _delitem(machine: Machine, self: Dict, key: Any) -> None:
    _pop(machine, self, key)


@of_entries("update", changes=True)
def _update(machine: Machine, self: Dict, source: Any = (), /, **keywords: Any) -> None:
    merge(machine, self, source, keywords)


def merge(machine: Machine, self: Dict, source: Any, keywords: dict[str, Any]) -> None:
    """Both dicts, or one of them, may have some entries and may have not."""
    entries, added = _entries(self), source.entries() if isinstance(source, Dict) else None
    if added is None:
        given: dict[Any, Any] = {}
        doubt = gather(machine, given, source)
        if doubt is not None:
            machine.replace(self, doubt)
            return
        added = Entries(given, frozenset(given))
    if not SCALAR_TYPES.issuperset(map(type, (*entries.values, *added.values))):
        machine.replace(self, Unknown("which keys of two dicts are the same is not known"))
        return
    contents = (self.content, source.content if isinstance(source, Dict) else None)
    reason = Unknown(next(each.reason for each in contents if isinstance(each, Unknown)))
    values = dict(entries.values)
    for key, value in added.values.items():
        replaces = key in added.certain or key not in values
        values[key] = value if replaces else one_of([values[key], value], reason)
    values.update(keywords)
    machine.replace(self, self.holding(values, entries.certain | added.certain | keywords.keys(), reason))
