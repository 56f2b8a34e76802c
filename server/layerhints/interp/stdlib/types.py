"""`types`."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.iterators import GENERATOR
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.objects import BUILTIN_FUNCTION, FUNCTION, METHOD, MODULE, NONE_TYPE
from layerhints.interp.builtins.sequences import equal
from layerhints.interp.builtins.text import representation
from layerhints.values.instances import NAMELESS
from layerhints.values.objects import Class, Instance, Native

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def namespace_class(name: str, module: str) -> Class:
    """A class whose instances are nothing but their attributes: `SimpleNamespace`, `argparse.Namespace`."""
    method = Methods(name, Instance)

    @method("__init__", changes=True)
    def _init(machine: Machine, self: Instance, /, **attributes: Any) -> None:
        for key, value in attributes.items():
            machine.write(self.attributes, key, value)

    @method("__forget__")
    def _forget(machine: Machine, self: Instance, reason: Unknown) -> None:
        machine.write(self.attributes, NAMELESS, reason)

    @method("__eq__")
    def _eq(machine: Machine, self: Instance, other: Any) -> Any:
        if not isinstance(other, Instance) or other.cls is not self.cls:
            return NotImplemented
        for unseen in (self.attributes.get(NAMELESS), other.attributes.get(NAMELESS)):
            if unseen is not None:
                return unseen
        if set(self.attributes) != set(other.attributes):
            return False
        names = tuple(self.attributes)
        mine, theirs = (tuple(each.attributes[key] for key in names) for each in (self, other))
        return equal(machine, mine, theirs)

    @method("__contains__")
    def _contains(machine: Machine, self: Instance, key: Any) -> Any:
        if not isinstance(key, str):
            return Unknown("the name of an attribute is not known")
        return key in self.attributes or self.attributes.get(NAMELESS, False)

    @method("__repr__")
    def _repr(machine: Machine, self: Instance) -> Any:
        parts = []
        for key, value in self.attributes.items():
            shown = representation(machine, value)
            if isinstance(shown, Unknown):
                return shown
            parts.append(f"{key}={shown}")
        return f"{'namespace' if name == 'SimpleNamespace' else name}({', '.join(parts)})"

    return Class(name, (), method.names, module=module)


def names(module: str) -> dict[str, Any]:
    others = {name: Class(name, (), {}, module="types") for name in types.__all__ if name.endswith("Type")}
    return {
        **others,
        "FunctionType": FUNCTION,
        "LambdaType": FUNCTION,
        "BuiltinFunctionType": BUILTIN_FUNCTION,
        "BuiltinMethodType": BUILTIN_FUNCTION,
        "GeneratorType": GENERATOR,
        "ModuleType": MODULE,
        "NoneType": NONE_TYPE,
        "MethodType": METHOD,
        "GenericAlias": Native("types.GenericAlias", lambda _, arguments: arguments.get(0, "origin")),
        "MappingProxyType": Native("types.MappingProxyType", lambda _, arguments: arguments.get(0, "mapping")),
        "SimpleNamespace": namespace_class("SimpleNamespace", "types"),
    }
