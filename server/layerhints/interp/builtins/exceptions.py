"""The exceptions of the language, with the host's own names and hierarchy."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.objects import OBJECT
from layerhints.interp.builtins.text import representation, text
from layerhints.values.objects import Class, Instance, Native, StaticMethod

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

method = Methods("BaseException", Instance)


def _implementation(machine: Machine, arguments: Arguments) -> Any:
    cls = arguments.positional[0] if arguments.positional else None
    if not isinstance(cls, Class):
        return Unknown("which class an exception has is not known")
    made = Instance(cls)
    made.attributes["args"] = tuple(arguments.positional[1:]) if arguments.more is None else arguments.more
    return made


method.names["__new__"] = StaticMethod(Native("BaseException", _implementation))


@method("__init__", changes=True)
def _init(machine: Machine, self: Instance, /, *positional: Any, **keywords: Any) -> None:
    machine.write(self.attributes, "args", positional)
    for name, value in keywords.items():
        machine.write(self.attributes, name, value)
    names = [cls.name for cls in self.cls.order]
    if "StopIteration" in names:
        machine.write(self.attributes, "value", positional[0] if positional else None)
    if "SystemExit" in names:
        machine.write(self.attributes, "code", positional[0] if positional else None)


@method("__str__")
def _str(machine: Machine, self: Instance) -> Any:
    arguments = self.attributes.get("args", ())
    if not isinstance(arguments, tuple):
        return Unknown("the arguments of an exception are not known")
    if len(arguments) == 1:
        is_key_error = any(cls.name == "KeyError" for cls in self.cls.order)
        return (representation if is_key_error else text)(machine, arguments[0])
    return representation(machine, arguments) if arguments else ""


@method("__repr__")
def _repr(machine: Machine, self: Instance) -> Any:
    arguments = self.attributes.get("args", ())
    if not isinstance(arguments, tuple):
        return Unknown("the arguments of an exception are not known")
    parts = [representation(machine, argument) for argument in arguments]
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    return f"{self.cls.name}({', '.join(parts)})" if unknown is None else unknown


@method("with_traceback")
def _with_traceback(machine: Machine, self: Instance, traceback: Any) -> Instance:
    return self


@method("add_note")
def _add_note(machine: Machine, self: Instance, note: Any) -> None:
    return None


def _hierarchy() -> dict[str, Class]:
    made: dict[type, Class] = {}

    def mirror(host: type) -> Class:
        if host not in made:
            bases = tuple(mirror(base) if base is not object else OBJECT for base in host.__bases__)
            namespace = method.names if host is BaseException else {}
            made[host] = Class(host.__name__, bases, namespace, module="builtins")
        return made[host]

    hosts = {
        name: host
        for name, host in vars(builtins).items()
        if isinstance(host, type) and issubclass(host, BaseException)
    }
    return {name: mirror(host) for name, host in hosts.items()}


EXCEPTIONS = _hierarchy()
"""By name; `IOError` is `OSError`, as the language has it, and Python 2's `StandardError` is `Exception`."""
EXCEPTIONS["StandardError"] = EXCEPTIONS["Exception"]
