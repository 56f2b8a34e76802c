"""`dict`: its methods, written on contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import SCALAR_TYPES
from layerhints.interp.builtins.keys import as_key, find_key, require_hashable
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.sequences import same_value
from layerhints.interp.builtins.text import representation
from layerhints.interp.joining import one_of
from layerhints.values.containers import Held, Items
from layerhints.values.objects import ABSENT, Class, Dict, Instance, Iterator, Rest

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

method = Methods("dict", Dict)
method.allocate(lambda cls: Dict({}, cls))

Entries = dict[Any, Any]


def put(machine: Machine, entries: Entries, key: Any, value: Any) -> Unknown | None:
    """Set one entry of a host dict; the reason where it is not known which entry that is."""
    require_hashable(machine, key)
    stored = find_key(entries, key)
    if isinstance(stored, Unknown):
        return stored
    entries[as_key(key) if stored is ABSENT else stored] = value
    return None


def gather(machine: Machine, entries: Entries, source: Any) -> Unknown | None:
    """Put what `dict(source)` holds into `entries`; the reason where that is not known."""
    if isinstance(source, Dict):
        if isinstance(source.content, Unknown):
            return Items.passed_on(source.content)
        pairs: Any = source.content.items()
    elif isinstance(source, Instance) and source.cls.lookup("keys") is not ABSENT:
        keys = machine.iterate(machine.call_values(machine.attribute(source, "keys")))
        if isinstance(keys, Unknown):
            return keys
        pairs = [(key, machine.item(source, key)) for key in keys]
    else:
        pairs = machine.iterate(source)
        if isinstance(pairs, Unknown):
            return pairs
    if SCALAR_TYPES.issuperset(map(type, entries)) and all(map(_is_plain, pairs)):
        entries.update(pairs)  # which key equals which is the host's matter
        return None
    for pair in pairs:
        both = pair if type(pair) is tuple else machine.iterate(pair)
        if isinstance(both, Unknown):
            return both
        if len(both) != 2:
            machine.throw("ValueError", "a dictionary update sequence element needs length 2")
        doubt = put(machine, entries, both[0], both[1])
        if doubt is not None:
            return doubt
    return None


def _is_plain(pair: Any) -> bool:
    return type(pair) is tuple and len(pair) == 2 and type(pair[0]) in SCALAR_TYPES


def update(machine: Machine, self: Dict, source: Any, keywords: Entries) -> None:
    if isinstance(source, Dict) and isinstance(source.content, Held):
        from layerhints.interp.builtins.held_dicts import merge

        merge(machine, self, source, keywords)
        return
    entries = dict(self.content)
    doubt = gather(machine, entries, source)
    if doubt is None:
        doubt = gather(machine, entries, tuple(keywords.items()))
    machine.replace(self, entries if doubt is None else doubt)


@method("__init__", changes=True, always=True)
def _init(machine: Machine, self: Dict, source: Any = (), /, **keywords: Any) -> None:
    machine.replace(self, {})
    update(machine, self, source, keywords)


@method("update", changes=True)
def _update(machine: Machine, self: Dict, source: Any = (), /, **keywords: Any) -> None:
    update(machine, self, source, keywords)


def missing(machine: Machine, self: Dict, key: Any) -> Any:
    """What a look-up of a key that is certainly absent comes to."""
    hook = self.cls.lookup("__missing__")
    if hook is ABSENT:
        return _given(machine, self, key)
    return machine.call_values(machine.bind(hook, self, self.cls), key)


def _given(machine: Machine, self: Dict, key: Any) -> Any:
    """What callers have to give by that name, in the `**kwargs` of a function that none in the program calls."""
    hole = self.hole if isinstance(self, Rest) else None
    if hole is None or not isinstance(key, str):
        no_such_key(machine, key)
    return machine.hole_value(hole.part(key))


def no_such_key(machine: Machine, key: Any) -> NoReturn:
    """Throw a KeyError, of which the key itself is the argument."""
    machine.throw("KeyError", key)


def entry(machine: Machine, self: Dict, key: Any, default: Any) -> Any:
    """The value at `key`, or `default` where the key is certainly absent."""
    require_hashable(machine, key)
    stored = find_key(self.content, key)
    if stored is ABSENT:
        stored = machine.entered(self, key)
    if stored is ABSENT:
        return default
    return _any_entry(machine, self, stored, default) if isinstance(stored, Unknown) else self.content[stored]


def _any_entry(machine: Machine, self: Dict, key: Unknown, default: Any = ABSENT) -> Any:
    """What is certain of the value at a key that is not known, or of the default."""
    reason = Unknown(key.reason)
    machine.bounded(len(self.content))
    values = list(self.content.values())
    if isinstance(self.whole(machine), Unknown) or (default is ABSENT and self.cls.lookup("__missing__") is not ABSENT):
        values.append(reason)
    elif default is not ABSENT:
        values.append(default)
    return one_of(values, reason)


@method("__getitem__")
def _getitem(machine: Machine, self: Dict, key: Any) -> Any:
    value = entry(machine, self, key, ABSENT)
    if value is ABSENT:
        return missing(machine, self, key)
    if self.cls.lookup("__missing__") is not ABSENT and isinstance(stored := find_key(self.content, key), Unknown):
        machine.replace(self, Unknown(stored.reason))  # the look-up may have entered the key
    return value


@method("__setitem__", changes=True)
def _setitem(machine: Machine, self: Dict, key: Any, value: Any) -> None:
    entries = dict(self.content)
    doubt = put(machine, entries, key, value)
    machine.replace(self, entries if doubt is None else doubt)


@method("__delitem__", changes=True)
def _delitem(machine: Machine, self: Dict, key: Any) -> None:
    if take(machine, self, key) is ABSENT:
        missing(machine, self, key)


def take(machine: Machine, self: Dict, key: Any) -> Any:
    """Remove an entry and give its value; ABSENT where there is certainly none."""
    require_hashable(machine, key)
    stored = find_key(self.content, key)
    if isinstance(stored, Unknown):
        found = _any_entry(machine, self, stored)
        machine.replace(self, stored)
        return found
    if stored is ABSENT:
        return ABSENT
    entries = dict(self.content)
    value = entries.pop(stored)
    machine.replace(self, entries)
    return value


@method("get")
def _get(machine: Machine, self: Dict, key: Any, default: Any = None) -> Any:
    return entry(machine, self, key, default)


@method("setdefault", changes=True)
def _setdefault(machine: Machine, self: Dict, key: Any, default: Any = None) -> Any:
    stored = find_key(self.content, key)
    if isinstance(stored, Unknown):
        found = _any_entry(machine, self, stored, default)
        machine.replace(self, stored)
        return found
    value = entry(machine, self, key, ABSENT)
    if value is ABSENT:
        _setitem(machine, self, key, default)
        return default
    return value


@method("pop", changes=True)
def _pop(machine: Machine, self: Dict, key: Any, default: Any = ABSENT) -> Any:
    value = take(machine, self, key)
    if value is ABSENT and default is ABSENT:
        return _given(machine, self, key)
    return default if value is ABSENT else value


@method("popitem", changes=True)
def _popitem(machine: Machine, self: Dict, last: Any = True) -> Any:
    if not self.content:
        machine.throw("KeyError", "popitem(): dictionary is empty")
    entries = dict(self.content)
    key = next(iter(entries)) if last is False else next(reversed(entries))
    value = entries.pop(key)
    machine.replace(self, entries)
    return key, value


@method("clear", changes=True, always=True)
def _clear(machine: Machine, self: Dict) -> None:
    machine.replace(self, {})


@method("copy", always=True)
def _copy(machine: Machine, self: Dict) -> Dict:
    made, entries = Dict({}, self.cls), self.entries()
    if entries is None:
        made.content = Items.passed_on(self.content)
    else:
        made.content = made.holding(dict(entries.values), entries.certain, self.content)
    made.attributes.update(self.attributes)
    made.hidden.update(self.hidden)
    return made


@method.class_method("fromkeys")
def _fromkeys(machine: Machine, cls: Class, keys: Any, value: Any = None) -> Any:
    made = Dict({}, cls)
    items = machine.iterate(keys)
    if isinstance(items, Unknown):
        machine.replace(made, items)
        return made
    entries: Entries = {}
    for key in items[: machine.bounded(len(items))]:
        doubt = put(machine, entries, key, value)
        if doubt is not None:
            machine.replace(made, doubt)
            return made
    machine.replace(made, entries)
    return made


@method("has_key")
@method("__contains__")
def _contains(machine: Machine, self: Dict, key: Any) -> Any:
    require_hashable(machine, key)
    stored = find_key(self.content, key)
    return stored if isinstance(stored, Unknown) else stored is not ABSENT


@method("__len__")
def _len(machine: Machine, self: Dict) -> Any:
    return len(self.content)


@method("__eq__")
def _eq(machine: Machine, self: Dict, other: Any) -> Any:
    if not isinstance(other, Dict):
        return NotImplemented
    if isinstance(other.content, Unknown):
        return other.content
    if len(self.content) != len(other.content):
        return False
    doubt: Unknown | None = None
    for key, value in self.content.items():
        stored = find_key(other.content, key)
        if stored is ABSENT:
            return False
        same = stored if isinstance(stored, Unknown) else same_value(machine, value, other.content[stored])
        if same is False:
            return False
        if isinstance(same, Unknown):
            doubt = same
    return True if doubt is None else doubt


@method("__or__")
def _or(machine: Machine, self: Dict, other: Any) -> Any:
    if not isinstance(other, Dict):
        return machine.new_dict(other) if isinstance(other, Unknown) else NotImplemented
    made = _copy(machine, self)
    update(machine, made, other, {})
    return made


@method("__ror__")
def _ror(machine: Machine, self: Dict, other: Any) -> Any:
    return machine.new_dict(other) if isinstance(other, Unknown) else NotImplemented


@method("__ior__", changes=True)
def _ior(machine: Machine, self: Dict, other: Any) -> Any:
    update(machine, self, other, {})
    return self


@method("__repr__")
@method("__str__")
def _repr(machine: Machine, self: Dict) -> Any:
    return representation(machine, self)


@method("__reversed__")
def _reversed(machine: Machine, self: Dict) -> Any:
    return Iterator(tuple(reversed(self.content)))


@method("__iter__")
@method("iterkeys")
def _iter(machine: Machine, self: Dict) -> Any:
    return Iterator(tuple(self.content))


@method("itervalues")
def _itervalues(machine: Machine, self: Dict) -> Any:
    return Iterator(tuple(self.content.values()))


@method("iteritems")
def _iteritems(machine: Machine, self: Dict) -> Any:
    return Iterator(tuple(self.content.items()))


DICT = declare("dict", method.names)
DICT.namespace["__hash__"] = None
