"""`Sequential`, `ModuleList`, `ModuleDict` and the same for parameters: modules that hold others by place or name.

https://docs.pytorch.org/docs/stable/nn.html#containers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.mistaken import report_no_module, report_no_such_place
from layerhints.libraries.torch.module import ModuleClass, base_class, entries, new_module, put, registered
from layerhints.libraries.torch.parameters import Parameter, make_parameter
from layerhints.libraries.torch.places import place_of
from layerhints.libraries.torch.session import session
from layerhints.rules import equal, show_structure
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Alike, Container, Dict, Instance, Iterator, Native, Value, item_of_any
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

NAMES = ("Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict")


def container_class(machine: Machine, name: str) -> ModuleClass:
    classes = session(machine).classes
    found = classes.get(name)
    if found is None:
        found = ModuleClass(name, (base_class(machine),), {}, place_of(name))
        found.rule_name = None
        natives = _METHODS[name]
        found.namespace.update({method: Native(f"{name}.{method}", each) for method, each in natives.items()})
        classes[name] = found
    assert isinstance(found, ModuleClass)
    return found


def _kind(module: Instance) -> str:
    """What the container holds."""
    return "parameters" if any(cls.name.startswith("Parameter") for cls in module.cls.order) else "modules"


def _held(module: Instance) -> dict[Any, Any] | Unknown:
    return entries(module, _kind(module))


def is_empty_container(module: Instance) -> bool:
    """Is it a list or dict of modules, or of parameters, that has nothing in it?"""
    names = (base.name for base in module.cls.order if base.name in NAMES)
    return next(names, "Sequential") != "Sequential" and _held(module) == {}


def _fill(machine: Machine, module: Instance, items: Any, places: Mapping[Any, Site] | None = None) -> None:
    """Put items in under consecutive numbers, behind those that are there; `places` is where each of them stands."""
    found = machine.iterate(items)
    held = _held(module)
    if isinstance(found, Unknown) or isinstance(held, Unknown):
        each = item_of_any(items, found) if isinstance(found, Unknown) and held == {} else ABSENT
        _unknown(machine, module, found if isinstance(found, Unknown) else held, each)
        return
    for place, item in enumerate(found, len(held)):
        if _kind(module) == "modules":
            report_no_module(machine, module, item, None if places is None else places.get(place))
        put(machine, module, _kind(module), str(place), _kept(machine, module, item))


def _unknown(machine: Machine, module: Instance, why: Any, each: Any = ABSENT) -> None:
    """What the container holds is not known from now on, but that all of it is like `each`, if that is given."""
    content = registered(module, _kind(module))
    machine.replace(content, Unknown(why.reason))
    if each is not ABSENT:
        content.holds_alike(_kept(machine, module, each))


def _kept(machine: Machine, module: Instance, item: Any) -> Any:
    """A ParameterList makes parameters of tensors; what is no module that is known may be one."""
    if isinstance(item, Value) and not isinstance(item, (Instance, Tensor, Container)):
        return Unknown(f"{item.describe()} is no module that is known")
    if _kind(module) == "parameters" and isinstance(item, Tensor) and not isinstance(item, Parameter):
        from layerhints.libraries.torch.parameters import PARAMETER

        return make_parameter(machine, PARAMETER, Arguments([item]))
    return item


def _renumber(machine: Machine, module: Instance, items: Any) -> None:
    machine.replace(registered(module, _kind(module)), {str(place): item for place, item in enumerate(items)})


def _make_list(machine: Machine, arguments: Arguments) -> None:
    module = arguments.positional[0]
    items = arguments.get(1, "modules", arguments.keywords.get("values"))
    if items is not None:
        _fill(machine, module, items)


def _make_sequential(machine: Machine, arguments: Arguments) -> None:
    module, *items = arguments.positional
    if arguments.more is not None:
        _unknown(machine, module, arguments.more, arguments.each if not items else ABSENT)
    elif len(items) == 1 and isinstance(items[0], Dict):
        _update(machine, module, items[0])
    else:
        _fill(machine, module, tuple(items), arguments.without_first().places)


def _make_dict(machine: Machine, arguments: Arguments) -> None:
    module = arguments.positional[0]
    given = arguments.get(1, "modules", arguments.keywords.get("parameters"))
    if given is not None:
        _update(machine, module, given)


def _update(machine: Machine, module: Instance, given: Any) -> None:
    if isinstance(given, Instance) and "torch" in given.hidden:
        content: Any = _held(given)
    else:
        content = given.content if isinstance(given, Dict) else _pairs(machine, given)
    if isinstance(content, Unknown):
        machine.replace(registered(module, _kind(module)), content)
        return
    for name, item in content.items():
        put(machine, module, _kind(module), name, _kept(machine, module, item))


def _pairs(machine: Machine, given: Any) -> dict[Any, Any] | Unknown:
    found = machine.iterate(given)
    if isinstance(found, Unknown):
        return found
    pairs = [machine.iterate(pair) for pair in found]
    broken = next((pair for pair in pairs if isinstance(pair, Unknown)), None)
    if broken is not None:
        return broken
    return {pair[0]: pair[1] for pair in pairs if not isinstance(pair, Unknown) and len(pair) == 2}


def _forward(machine: Machine, arguments: Arguments) -> Any:
    """Sequential: each module on what the one before it gave."""
    module, call = arguments.positional[0], arguments.without_first()
    held = _held(module)
    if isinstance(held, Unknown):
        return _any_number_of_times(machine, registered(module, "modules").alike, call, held)
    value, given = call.get(0, "input"), call.places.get(0) or call.places.get("input")
    for place, item in enumerate(held.values()):
        site = given if place == 0 else _written_here(machine, item)
        value = machine.call(item, Arguments([value], {}, None, {} if site is None else {0: site}))
    return value


def _any_number_of_times(machine: Machine, item: Any, call: Arguments, reason: Unknown) -> Any:
    """What comes out of a module that is applied again and again: what is certain after any number of times."""
    value = call.get(0, "input")
    for _ in range(_PATIENCE if item is not ABSENT else 0):
        with machine.silent():
            joined = machine.join(value, machine.call(item, Arguments([value])), reason)
        if not isinstance(joined, Tensor):
            break
        if _alike(value.shape, joined.shape):
            machine.call(item, Arguments([value]))
            return joined
        value = joined
    return Unknown(reason.reason)


_PATIENCE = 3
"""How many applications may change what is known of a shape before nothing is said of it."""


def _alike(one: Any, other: Any) -> bool:
    """Is the same known of both shapes?"""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return isinstance(one, Open) and isinstance(other, Open) and show_structure(one) == show_structure(other)
    return len(one) == len(other) and all(
        isinstance(a, Unknown) if isinstance(b, Unknown) else equal(a, b) is True
        for a, b in zip(one, other, strict=True)
    )


def _written_here(machine: Machine, item: Any) -> Site | None:
    """Where an item was made, if that is in the file of the call: what does not fit into it is blamed there."""
    site = item.hidden.get("site") if isinstance(item, Instance) else None
    called = machine.site
    return site if site is not None and called is not None and site.unit.file == called.unit.file else None


# --- reading


def _length(machine: Machine, arguments: Arguments) -> Any:
    held = _held(arguments.positional[0])
    return held if isinstance(held, Unknown) else len(held)


def _iterate_values(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    held, each = _held(module), registered(module, _kind(module)).alike
    if isinstance(held, Unknown) and each is not ABSENT:
        return Iterator(Unknown(held.reason, Alike(each)))
    return Iterator(held if isinstance(held, Unknown) else tuple(held.values()))


def _iterate_keys(machine: Machine, arguments: Arguments) -> Any:
    held = _held(arguments.positional[0])
    return Iterator(held if isinstance(held, Unknown) else tuple(held))


def _iterate_items(machine: Machine, arguments: Arguments) -> Any:
    held = _held(arguments.positional[0])
    return Iterator(held if isinstance(held, Unknown) else tuple(held.items()))


def _item(machine: Machine, arguments: Arguments) -> Any:
    """`layers[2]`, `layers[1:]` (a container of the same class), `blocks["name"]`."""
    module, index = arguments.positional
    held = _held(module)
    if isinstance(held, Unknown):
        each = registered(module, _kind(module)).alike
        return held if each is ABSENT or isinstance(index, slice) else each
    if isinstance(index, slice):
        return _slice(machine, module, index, held)
    if isinstance(index, str):
        if index not in held:
            report_no_such_place(machine, module, index, held)
            machine.throw("KeyError", index)
        return held[index]
    if type(index) is not int:
        items = list(held.values())
        if items and isinstance(index, Unknown) and all(item is items[0] for item in items):
            return items[0]
        return Unknown("which of the modules is meant is not known")
    if not -len(held) <= index < len(held):
        report_no_such_place(machine, module, index, held)
        machine.throw("IndexError", f"index {index} is out of range")
    return list(held.values())[index]


def _slice(machine: Machine, module: Instance, index: slice, held: dict[Any, Any]) -> Any:
    bounds = (index.start, index.stop, index.step)
    if any(bound is not None and type(bound) is not int for bound in bounds):
        return Unknown("which of the modules are meant is not known")
    part = new_module(machine, Arguments([module.cls]))
    # A slice of a Sequential keeps the names, one of a list counts anew.
    chosen = list(held.items())[index]
    named = any(cls.name == "Sequential" for cls in module.cls.order)
    for place, (name, item) in enumerate(chosen):
        put(machine, part, _kind(module), name if named else str(place), item)
    machine.write(part.hidden, "pattern", True)  # it is applied with the whole: to apply it alone would hide how
    return part


def _contains(machine: Machine, arguments: Arguments) -> Any:
    module, key = arguments.positional
    held = _held(module)
    if isinstance(held, Unknown) or isinstance(key, Unknown):
        return Unknown("what the container holds is not known")
    return key in held


def _get(machine: Machine, arguments: Arguments) -> Any:
    module, key = arguments.positional[:2]
    held = _held(module)
    if isinstance(held, Unknown) or isinstance(key, Unknown):
        return Unknown("what the container holds is not known")
    return held.get(key, arguments.get(2, "default"))


# --- changing


def _set_item(machine: Machine, arguments: Arguments) -> None:
    module, index, value = arguments.positional
    held = _held(module)
    if isinstance(held, Unknown):
        _unknown(machine, module, held)
        return
    if type(index) is int and -len(held) <= index < len(held):
        put(machine, module, _kind(module), list(held)[index], _kept(machine, module, value))
    elif isinstance(index, str):
        put(machine, module, _kind(module), index, _kept(machine, module, value))
    else:
        reason = Unknown("which of the modules was replaced is not known")
        machine.replace(registered(module, _kind(module)), reason)


def _delete_item(machine: Machine, arguments: Arguments) -> None:
    module, index = arguments.positional
    held = _held(module)
    if isinstance(held, Unknown):
        return
    if isinstance(index, str):
        machine.replace(registered(module, _kind(module)), {k: v for k, v in held.items() if k != index})
        return
    if not isinstance(index, (int, slice)):
        machine.replace(registered(module, _kind(module)), Unknown("which of the modules was deleted is not known"))
        return
    items = list(held.values())
    del items[index]
    _renumber(machine, module, items)


def _append(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    _fill(machine, module, (arguments.get(1, "module", arguments.keywords.get("value")),))
    return module


def _extend(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    _fill(machine, module, arguments.get(1, "modules", arguments.keywords.get("values")))
    return module


def _insert(machine: Machine, arguments: Arguments) -> Any:
    module, place, item = arguments.positional[:3]
    held = _held(module)
    if isinstance(held, Unknown):
        _unknown(machine, module, held)
        return module
    if type(place) is not int:
        machine.replace(registered(module, _kind(module)), Unknown("where a module was inserted is not known"))
        return module
    items = list(held.values())
    items.insert(place, item)
    _renumber(machine, module, items)
    return module


def _pop(machine: Machine, arguments: Arguments) -> Any:
    module, key = arguments.positional[0], arguments.get(1, "key", -1)
    found = _item(machine, Arguments([module, key]))
    _delete_item(machine, Arguments([module, key]))
    return found


def _clear(machine: Machine, arguments: Arguments) -> None:
    machine.replace(registered(arguments.positional[0], _kind(arguments.positional[0])), {})


def _add(machine: Machine, arguments: Arguments) -> Any:
    """`list + items`: a new container."""
    module, other = arguments.positional
    result = new_module(machine, Arguments([module.cls]))
    for part in (module, other):
        _fill(machine, result, part)
    return result


def _multiply(machine: Machine, arguments: Arguments) -> Any:
    """`sequential * 3`: a new one, in which the same modules stand several times."""
    result = new_module(machine, Arguments([arguments.positional[0].cls]))
    _repeat(machine, result, arguments.positional[0], arguments.positional[1])
    return result


def _multiply_in_place(machine: Machine, arguments: Arguments) -> Any:
    module, times = arguments.positional
    _repeat(machine, module, module, times - 1 if type(times) is int else times)
    return module


def _repeat(machine: Machine, target: Instance, source: Instance, times: Any) -> None:
    """Put what `source` holds into `target`, so many times."""
    held = _held(source)
    if isinstance(held, Unknown) or type(times) is not int or times * len(held) > _MOST_REPEATED:
        _unknown(machine, target, Unknown("how often the modules are repeated is not known"))
    else:
        _fill(machine, target, tuple(held.values()) * times)


_MOST_REPEATED = 10_000
"""Most modules that a multiplication gives."""


def _update_method(machine: Machine, arguments: Arguments) -> None:
    _update(machine, arguments.positional[0], arguments.positional[1])


def _unite(machine: Machine, arguments: Arguments) -> Any:
    """`parameters | others`: a new ParameterDict; without others, a copy."""
    result = machine.call(container_class(machine, "ParameterDict"), Arguments([]))
    for part in arguments.positional:
        _update(machine, result, part)
    return result


def _unite_reflected(machine: Machine, arguments: Arguments) -> Any:
    """`dictionary | parameters`: a dictionary."""
    module, other = arguments.positional
    held = _held(module)
    if isinstance(held, Unknown) or not isinstance(other, Dict) or not isinstance(other.content, dict):
        return Unknown("what the dictionary holds is not known")
    return machine.new_dict({**other.content, **held})


def _unite_in_place(machine: Machine, arguments: Arguments) -> Any:
    _update_method(machine, arguments)
    return arguments.positional[0]


def _set_default(machine: Machine, arguments: Arguments) -> Any:
    module, key, value = arguments.positional[0], arguments.get(1, "key"), arguments.get(2, "default")
    held = _held(module)
    if isinstance(held, Unknown) or key not in held:
        _set_item(machine, Arguments([module, key, value]))
    return _item(machine, Arguments([module, key]))


_Methods = dict[str, Callable[[Any, Any], Any]]
_BY_PLACE: _Methods = {
    "__len__": _length,
    "__iter__": _iterate_values,
    "__getitem__": _item,
    "__setitem__": _set_item,
    "__delitem__": _delete_item,
    "__add__": _add,
    "__iadd__": _extend,
    "append": _append,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
}
_BY_NAME: _Methods = {
    "__len__": _length,
    "__iter__": _iterate_keys,
    "__contains__": _contains,
    "__getitem__": _item,
    "__setitem__": _set_item,
    "__delitem__": _delete_item,
    "keys": _iterate_keys,
    "values": _iterate_values,
    "items": _iterate_items,
    "update": _update_method,
    "pop": _pop,
    "clear": _clear,
    "get": _get,
}
_REPEATED: _Methods = {"__mul__": _multiply, "__rmul__": _multiply, "__imul__": _multiply_in_place}
_AS_DICTS: _Methods = {
    "__or__": _unite,
    "__ror__": _unite_reflected,
    "__ior__": _unite_in_place,
    "copy": _unite,
    "setdefault": _set_default,
}
_METHODS: dict[str, _Methods] = {
    "Sequential": {**_BY_PLACE, **_REPEATED, "__init__": _make_sequential, "forward": _forward},
    "ModuleList": {**_BY_PLACE, "__init__": _make_list},
    "ModuleDict": {**_BY_NAME, "__init__": _make_dict},
    "ParameterList": {**_BY_PLACE, "__init__": _make_list},
    "ParameterDict": {**_BY_NAME, **_AS_DICTS, "__init__": _make_dict},
}
