"""`torch.device`: no shape depends on one, but programs keep tensors for each device by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.session import session
from layerhints.values.objects import Class, Instance, Native, Property
from layerhints.values.origins import OneValue, is_text

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

WHICH = "on which device the tensor is is not known"
_SAME = Unknown("whether two devices are the same is not known")


def _new(machine: Machine, arguments: Arguments) -> Any:
    if len(arguments.positional) == 2 and isinstance(arguments.positional[1], Instance):
        return arguments.positional[1]
    made, name = Instance(DEVICE), arguments.get(1, "device")
    if isinstance(name, str):
        machine.write(made.hidden, "type", name.partition(":")[0])
    return made


def _type(machine: Machine, arguments: Arguments) -> Any:
    return arguments.positional[0].hidden.get("type", Unknown(WHICH))


def _text(machine: Machine, arguments: Arguments) -> Any:
    name = arguments.positional[0].hidden.get("name")
    return Unknown("the name of a device is not known") if name is None else name


def _equal(machine: Machine, arguments: Arguments) -> Any:
    """That of all tensors is one: which, nobody knows."""
    one, other = arguments.positional
    return True if one is other else _SAME


def _unequal(machine: Machine, arguments: Arguments) -> Any:
    same = _equal(machine, arguments)
    return same if isinstance(same, Unknown) else not same


DEVICE = Class(
    "device",
    namespace={
        "__new__": Native("device.__new__", _new),
        "__eq__": Native("device.__eq__", _equal),
        "__ne__": Native("device.__ne__", _unequal),
        "type": Property(Native("device.type", _type)),
        "__str__": Native("device.__str__", _text),
        "__enter__": Native("device.__enter__", lambda machine, arguments: arguments.positional[0]),
        "__exit__": Native("device.__exit__", lambda *_: None),
    },
    module="torch",
    open=Unknown(WHICH),
)


def is_device(value: Any) -> bool:
    """Is it certainly a device, or the name of one?"""
    return is_text(value) or (isinstance(value, Instance) and value.cls is DEVICE)


def is_other_device(value: Any) -> bool:
    """Does it name a device on which tensors are not made of themselves?"""
    name = value.hidden.get("type") if isinstance(value, Instance) and value.cls is DEVICE else value
    return isinstance(name, str) and name.partition(":")[0] in ("cuda", "mps", "xpu", "meta")


def device_of_tensors(machine: Machine) -> Instance:
    """The device of every tensor: a program is read as one that works on one device, whichever that is."""
    found = session(machine).device
    if found is None:
        found = session(machine).device = Instance(DEVICE)
        found.hidden["name"] = Unknown(WHICH, OneValue())
    return found
