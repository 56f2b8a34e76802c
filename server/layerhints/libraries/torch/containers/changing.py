"""What puts modules or parameters into a container and takes them out, and containers made of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.containers.content import fill, forget, held_by, hold, put_item, renumber, update
from layerhints.libraries.torch.containers.reading import item_at
from layerhints.libraries.torch.module import is_module, new_module, registered
from layerhints.libraries.torch.module import set_attribute as set_attribute_of_module
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Dict, Instance
from layerhints.values.origins import Either

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def set_item(machine: Machine, arguments: Arguments) -> None:
    module, index, value = arguments.positional
    held = held_by(module)
    if isinstance(held, Unknown):
        forget(machine, module, held)
        return
    if type(index) is int and -len(held) <= index < len(held):
        put_item(machine, module, list(held)[index], value)
    elif isinstance(index, str):
        put_item(machine, module, index, value)
    else:
        reason = Unknown("which of the modules was replaced is not known")
        hold(machine, module, reason)


def set_attribute(machine: Machine, arguments: Arguments) -> None:
    """`layers.last = module`: one more in the container. What is one module or another may be that, too."""
    module, _, value = arguments.positional
    if isinstance(value, Unknown) and isinstance(value.origin, Either) and any(map(is_module, value.origin.values)):
        machine.replace(registered(module, "modules"), Unknown(value.reason))
    set_attribute_of_module(machine, arguments)


def delete_item(machine: Machine, arguments: Arguments) -> None:
    module, index = arguments.positional
    held = held_by(module)
    if isinstance(held, Unknown):
        return
    if isinstance(index, str):
        item_at(machine, arguments)
        hold(machine, module, {k: v for k, v in held.items() if k != index})
        return
    bounds = (index.start, index.stop, index.step) if isinstance(index, slice) else (index,)
    if any(type(bound) is not int and not (bound is None and isinstance(index, slice)) for bound in bounds):
        hold(machine, module, Unknown("which of the modules was deleted is not known"))
        return
    if type(index) is int:
        item_at(machine, arguments)
    items = list(held.values())
    del items[index]
    renumber(machine, module, items)


def append(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    fill(machine, module, (arguments.get(1, "module", arguments.keywords.get("value")),))
    return module


def extend(machine: Machine, arguments: Arguments) -> Any:
    module = arguments.positional[0]
    fill(machine, module, arguments.get(1, "modules", arguments.keywords.get("values")))
    return module


def insert(machine: Machine, arguments: Arguments) -> Any:
    module, place, item = arguments.positional[:3]
    held = held_by(module)
    if isinstance(held, Unknown):
        forget(machine, module, held)
        return module
    if type(place) is not int:
        hold(machine, module, Unknown("where a module was inserted is not known"))
        return module
    items = list(held.values())
    items.insert(place, item)
    renumber(machine, module, items)
    return module


def pop(machine: Machine, arguments: Arguments) -> Any:
    module, key = arguments.positional[0], arguments.get(1, "key", -1)
    found = item_at(machine, Arguments([module, key]))
    delete_item(machine, Arguments([module, key]))
    return found


def clear(machine: Machine, arguments: Arguments) -> None:
    hold(machine, arguments.positional[0], {})


def add(machine: Machine, arguments: Arguments) -> Any:
    """`list + items`: a new container."""
    module, other = arguments.positional
    result = new_module(machine, Arguments([module.cls]))
    for part in (module, other):
        fill(machine, result, part)
    return result


def multiply(machine: Machine, arguments: Arguments) -> Any:
    """`sequential * 3`: a new one, in which the same modules stand several times."""
    result = new_module(machine, Arguments([arguments.positional[0].cls]))
    _repeat(machine, result, arguments.positional[0], arguments.positional[1])
    return result


def multiply_in_place(machine: Machine, arguments: Arguments) -> Any:
    module, times = arguments.positional
    _repeat(machine, module, module, times - 1 if type(times) is int else times)
    return module


def _repeat(machine: Machine, target: Instance, source: Instance, times: Any) -> None:
    """Put what `source` holds into `target`, so many times."""
    held = held_by(source)
    if isinstance(held, Unknown) or type(times) is not int or times * len(held) > _MOST_REPEATED:
        forget(machine, target, Unknown("how often the modules are repeated is not known"))
    else:
        fill(machine, target, tuple(held.values()) * times)


_MOST_REPEATED = 10_000
"""Most modules that a multiplication gives."""


def update_method(machine: Machine, arguments: Arguments) -> None:
    update(machine, arguments.positional[0], arguments.positional[1])


def unite_reflected(machine: Machine, arguments: Arguments) -> Any:
    """`dictionary | parameters`: a dictionary."""
    module, other = arguments.positional
    held = held_by(module)
    if isinstance(held, Unknown) or not isinstance(other, Dict) or not isinstance(other.content, dict):
        return Unknown("what the dictionary holds is not known")
    return machine.new_dict({**other.content, **held})


def unite_in_place(machine: Machine, arguments: Arguments) -> Any:
    update_method(machine, arguments)
    return arguments.positional[0]


def set_default(machine: Machine, arguments: Arguments) -> Any:
    module, key, value = arguments.positional[0], arguments.get(1, "key"), arguments.get(2, "default")
    held = held_by(module)
    if isinstance(held, Unknown) or key not in held:
        set_item(machine, Arguments([module, key, value]))
    return item_at(machine, Arguments([module, key]))
