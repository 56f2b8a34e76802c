"""`OrderedDict`, `defaultdict` and `ChainMap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.dicts import DICT, gather, no_such_key, update
from layerhints.interp.builtins.keys import find_key
from layerhints.interp.builtins.native import Methods
from layerhints.values.objects import ABSENT, Class, Dict, Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def ordered_dict_class() -> Class:
    method = Methods("OrderedDict", Dict)

    @method("move_to_end", changes=True)
    def _move_to_end(machine: Machine, self: Dict, key: Any, last: Any = True) -> None:
        stored = find_key(self.content, key)
        to_end = machine.truth(last)
        if isinstance(stored, Unknown) or to_end is None:
            machine.replace(self, Unknown("the order of the dict is not known"))
            return
        if stored is ABSENT:
            no_such_key(machine, key)
        entries = dict(self.content)
        value = entries.pop(stored)
        machine.replace(self, {**entries, stored: value} if to_end else {stored: value, **entries})

    return Class("OrderedDict", (DICT,), method.names, module="collections")


def default_dict_class() -> Class:
    method = Methods("defaultdict", Dict)

    @method("__init__", changes=True, always=True)
    def _init(machine: Machine, self: Dict, default_factory: Any = None, source: Any = (), /, **keywords: Any) -> None:
        machine.write(self.attributes, "default_factory", default_factory)
        machine.replace(self, {})
        update(machine, self, source, keywords)

    @method("__missing__", changes=True)
    def _missing(machine: Machine, self: Dict, key: Any) -> Any:
        factory = self.attributes.get("default_factory")
        if factory is None:
            no_such_key(machine, key)
        value = machine.call_values(factory)
        machine.replace(self, {**self.content, key: value})
        return value

    @method("__repr__")
    def _repr(machine: Machine, self: Dict) -> Any:
        return Unknown("the text of a defaultdict depends on the run of the program")

    return Class("defaultdict", (DICT,), method.names, module="collections")


def chain_map_class() -> Class:
    """A chain of dicts is what they hold together, the first one first; writes go to the first."""
    method = Methods("ChainMap", Instance)

    @method("__init__", changes=True)
    def _init(machine: Machine, self: Instance, *maps: Any) -> None:
        machine.write(self.attributes, "maps", machine.new_list(maps or [machine.new_dict({})]))

    def merged(machine: Machine, self: Instance) -> Dict:
        maps = machine.iterate(self.attributes.get("maps", ()))
        entries: dict[Any, Any] = {}
        if isinstance(maps, Unknown):
            return machine.new_dict(maps)
        for mapping in reversed(maps):
            doubt = gather(machine, entries, mapping)
            if doubt is not None:
                return machine.new_dict(doubt)
        return machine.new_dict(entries)

    def delegate(name: str) -> None:
        def implementation(machine: Machine, self: Instance, *positional: Any) -> Any:
            return machine.call_values(machine.attribute(merged(machine, self), name), *positional)

        method(name)(implementation)

    for name in ("get", "keys", "values", "items", "__getitem__", "__contains__", "__iter__", "__len__", "copy"):
        delegate(name)

    @method("__setitem__", changes=True)
    def _setitem(machine: Machine, self: Instance, key: Any, value: Any) -> None:
        machine.set_item(machine.item(self.attributes["maps"], 0), key, value)

    @method("new_child")
    def _new_child(machine: Machine, self: Instance, child: Any = None) -> Any:
        made = Instance(self.cls)
        first = machine.new_dict({}) if child is None else child
        maps = machine.binary("+", machine.new_list([first]), self.attributes["maps"])
        machine.write(made.attributes, "maps", maps)
        return made

    return Class("ChainMap", (), method.names, module="collections")
