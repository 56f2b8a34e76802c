"""Classes of modules that have no rule: what their methods do is written here, function by function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.module import ModuleClass, base_class
from layerhints.libraries.torch.session import session
from layerhints.values.objects import ABSENT, Native

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def written_class(
    machine: Machine, name: str, place: str, methods: Mapping[str, Callable[[Machine, Arguments], Any]]
) -> ModuleClass:
    """The class called `name` of the module `place`, one for a session."""
    classes = session(machine).classes
    key = f"{place}.{name}"
    found = classes.get(key)
    if found is None:
        found = ModuleClass(name, (base_class(machine),), {}, place)
        found.rule_name = None
        found.namespace.update({method: Native(f"{name}.{method}", each) for method, each in methods.items()})
        if "forward" in methods:
            found.namespace["forward"] = _noticed(f"{name}.forward", methods["forward"])
        classes[key] = found
    assert isinstance(found, ModuleClass)
    return found


def _noticed(name: str, forward: Callable[[Machine, Arguments], Any]) -> Native:
    """The `forward` of a class, which programs also call by name."""
    from layerhints.libraries.torch.application import call_forward

    def called(machine: Machine, arguments: Arguments) -> Any:
        result = call_forward(machine, method, arguments)
        return forward(machine, arguments) if result is ABSENT else result

    method = Native(name, called)
    return method
