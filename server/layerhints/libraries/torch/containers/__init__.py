"""`Sequential`, `ModuleList`, `ModuleDict` and the same for parameters: modules that hold others by place or name.

https://docs.pytorch.org/docs/stable/nn.html#containers
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.containers import changing, reading
from layerhints.libraries.torch.containers.content import NAMES, fill, is_empty_container, update
from layerhints.libraries.torch.containers.sequential import forward, make_sequential
from layerhints.libraries.torch.module import ModuleClass, begin
from layerhints.libraries.torch.places import place_of
from layerhints.libraries.torch.written_classes import written_class
from layerhints.values.arguments import Arguments

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

__all__ = ["NAMES", "container_class", "is_empty_container"]


def container_class(machine: Machine, name: str) -> ModuleClass:
    return written_class(machine, name, place_of(name), {"__setattr__": changing.set_attribute, **_METHODS[name]})


def _make_list(machine: Machine, arguments: Arguments) -> None:
    module = arguments.positional[0]
    begin(machine, module)
    items = arguments.get(1, "modules", arguments.keywords.get("values"))
    if items is not None:
        fill(machine, module, items)


def _make_dict(machine: Machine, arguments: Arguments) -> None:
    module = arguments.positional[0]
    begin(machine, module)
    given = arguments.get(1, "modules", arguments.keywords.get("parameters"))
    if given is not None:
        update(machine, module, given)


def _unite(machine: Machine, arguments: Arguments) -> Any:
    """`parameters | others`: a new ParameterDict; without others, a copy."""
    result = machine.call(container_class(machine, "ParameterDict"), Arguments([]))
    for part in arguments.positional:
        update(machine, result, part)
    return result


_Methods = dict[str, Callable[[Any, Any], Any]]

_BY_PLACE: _Methods = {
    "__len__": reading.length,
    "__iter__": reading.iterate_values,
    "__getitem__": reading.item_at,
    "__setitem__": changing.set_item,
    "__delitem__": changing.delete_item,
    "__add__": changing.add,
    "__iadd__": changing.extend,
    "append": changing.append,
    "extend": changing.extend,
    "insert": changing.insert,
    "pop": changing.pop,
}

_BY_NAME: _Methods = {
    "__len__": reading.length,
    "__iter__": reading.iterate_keys,
    "__contains__": reading.contains,
    "__getitem__": reading.item_at,
    "__setitem__": changing.set_item,
    "__delitem__": changing.delete_item,
    "keys": reading.iterate_keys,
    "values": reading.iterate_values,
    "items": reading.iterate_items,
    "update": changing.update_method,
    "pop": changing.pop,
    "clear": changing.clear,
    "get": reading.get,
}

_REPEATED: _Methods = {
    "__mul__": changing.multiply,
    "__rmul__": changing.multiply,
    "__imul__": changing.multiply_in_place,
}

_AS_DICTS: _Methods = {
    "__or__": _unite,
    "__ror__": changing.unite_reflected,
    "__ior__": changing.unite_in_place,
    "copy": _unite,
    "setdefault": changing.set_default,
}

_METHODS: dict[str, _Methods] = {
    "Sequential": {**_BY_PLACE, **_REPEATED, "__init__": make_sequential, "forward": forward},
    "ModuleList": {**_BY_PLACE, "__init__": _make_list},
    "ModuleDict": {**_BY_NAME, "__init__": _make_dict},
    "ParameterList": {**_BY_PLACE, "__init__": _make_list},
    "ParameterDict": {**_BY_NAME, **_AS_DICTS, "__init__": _make_dict},
}
