"""What a container holds: modules or parameters by place or name, some of them perhaps not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.mistaken import report_no_module
from layerhints.libraries.torch.module import entries, is_module, put, registered
from layerhints.libraries.torch.parameters import PARAMETER, Parameter, make_parameter
from layerhints.libraries.torch.vision_transforms import Transform
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Container, Dict, Function, Instance, Value, item_of_any
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

NAMES = ("Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict")


def kind_of(module: Instance) -> str:
    """What the container holds."""
    return "parameters" if any(cls.name.startswith("Parameter") for cls in module.cls.order) else "modules"


def held_by(module: Instance) -> dict[Any, Any] | Unknown:
    return entries(module, kind_of(module))


def is_empty_container(module: Instance) -> bool:
    """Is it a list or dict of modules, or of parameters, that has nothing in it? A Sequential of torch's own may be
    meant to do nothing, and one with a `forward` of the program's is a list.
    """
    kind = next((base.name for base in module.cls.order if base.name in NAMES), None)
    is_list = isinstance(module.cls.lookup("forward"), Function) if kind == "Sequential" else kind is not None
    return is_list and held_by(module) == {}


def fill(machine: Machine, module: Instance, items: Any, places: Mapping[Any, Site] | None = None) -> None:
    """Put items in under consecutive numbers, behind those that are there; `places` is where each of them stands."""
    found = machine.iterate(items)
    held = held_by(module)
    if isinstance(found, Unknown) or isinstance(held, Unknown):
        each = item_of_any(items, found) if isinstance(found, Unknown) and held == {} else ABSENT
        forget(machine, module, found if isinstance(found, Unknown) else held, each)
        return
    for place, item in enumerate(found, len(held)):
        if kind_of(module) == "modules":
            report_no_module(machine, module, item, None if places is None else places.get(place))
        put_item(machine, module, str(place), item)


def forget(machine: Machine, module: Instance, why: Any, each: Any = ABSENT) -> None:
    """What the container holds is not known from now on, but that all of it is like `each`, if that is given."""
    hold(machine, module, Unknown(why.reason))
    if each is not ABSENT:
        registered(module, kind_of(module)).holds_alike(kept(machine, module, each))


def kept(machine: Machine, module: Instance, item: Any) -> Any:
    """A ParameterList makes parameters of tensors; what is no module that is known may be one."""
    if isinstance(item, Transform) and item.is_module:
        return item.as_module(machine)
    if isinstance(item, Value) and not isinstance(item, (Instance, Tensor, Container)):
        return Unknown(f"{item.describe()} is no module that is known")
    if kind_of(module) == "parameters" and isinstance(item, Tensor) and not isinstance(item, Parameter):
        return make_parameter(machine, PARAMETER, Arguments([item]))
    return item


def put_item(machine: Machine, module: Instance, name: Any, item: Any) -> None:
    """One item more, or another one in its place."""
    value = kept(machine, module, item)
    put(machine, module, kind_of(module), name, value)
    _register_inner(machine, module, value)


def hold(machine: Machine, module: Instance, content: Any) -> None:
    """What the container holds from now on."""
    machine.replace(registered(module, kind_of(module)), content)
    _register_inner(machine, module, *(content.values() if isinstance(content, dict) else ()))


def _register_inner(machine: Machine, module: Instance, *new: Any) -> None:
    """Containers of parameters keep all as attributes of theirs: a module is a module inside of them."""
    if kind_of(module) == "parameters" and (any(map(is_module, new)) or entries(module, "modules")):
        held = held_by(module)
        inner = held if isinstance(held, Unknown) else {name: each for name, each in held.items() if is_module(each)}
        machine.replace(registered(module, "modules"), inner)


def renumber(machine: Machine, module: Instance, items: Any) -> None:
    hold(machine, module, {str(place): item for place, item in enumerate(items)})


def update(machine: Machine, module: Instance, given: Any) -> None:
    if isinstance(given, Instance) and "torch" in given.hidden:
        content: Any = held_by(given)
    else:
        content = given.content if isinstance(given, Dict) else _pairs(machine, given)
    if isinstance(content, Unknown):
        hold(machine, module, content)
        return
    for name, item in content.items():
        put_item(machine, module, name, item)


def _pairs(machine: Machine, given: Any) -> dict[Any, Any] | Unknown:
    found = machine.iterate(given)
    if isinstance(found, Unknown):
        return found
    pairs = [machine.iterate(pair) for pair in found]
    broken = next((pair for pair in pairs if isinstance(pair, Unknown)), None)
    if broken is not None:
        return broken
    return {pair[0]: pair[1] for pair in pairs if not isinstance(pair, Unknown) and len(pair) == 2}
