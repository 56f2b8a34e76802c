"""How long a container is, what it iterates over, and which module stands in a place of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.containers.content import held_by, kind_of, put_item
from layerhints.libraries.torch.mistaken import report_no_such_place
from layerhints.libraries.torch.module import new_module, registered
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Alike, Instance, Iterator

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def length(machine: Machine, arguments: Arguments) -> Any:
    held = held_by(arguments.positional[0])
    return held if isinstance(held, Unknown) else len(held)


def iterate_values(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    held, each = held_by(module), registered(module, kind_of(module)).alike
    if isinstance(held, Unknown) and each is not ABSENT:
        return Iterator(Unknown(held.reason, Alike(each)))
    return Iterator(held if isinstance(held, Unknown) else tuple(held.values()))


def iterate_keys(machine: Machine, arguments: Arguments) -> Any:
    held = held_by(arguments.positional[0])
    return Iterator(held if isinstance(held, Unknown) else tuple(held))


def iterate_items(machine: Machine, arguments: Arguments) -> Any:
    held = held_by(arguments.positional[0])
    return Iterator(held if isinstance(held, Unknown) else tuple(held.items()))


def item_at(machine: Machine, arguments: Arguments) -> Any:
    """`layers[2]`, `layers[1:]` (a container of the same class), `blocks["name"]`."""
    module, index = arguments.positional
    held = held_by(module)
    if isinstance(held, Unknown):
        each = registered(module, kind_of(module)).alike
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
        put_item(machine, part, name if named else str(place), item)
    machine.write(part.hidden, "pattern", True)  # it is applied with the whole: to apply it alone would hide how
    return part


def contains(machine: Machine, arguments: Arguments) -> Any:
    module, key = arguments.positional
    held = held_by(module)
    if isinstance(held, Unknown) or isinstance(key, Unknown):
        return Unknown("what the container holds is not known")
    return key in held


def get(machine: Machine, arguments: Arguments) -> Any:
    module, key = arguments.positional[:2]
    held = held_by(module)
    if isinstance(held, Unknown) or isinstance(key, Unknown):
        return Unknown("what the container holds is not known")
    return held.get(key, arguments.get(2, "default"))
