"""`DataParallel` and `DistributedDataParallel`: a module around another one that gives what that gives.

https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.module import ModuleClass, base_class, put, registered
from layerhints.libraries.torch.session import session
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

PLACES = {
    "DataParallel": "torch.nn.parallel.data_parallel",
    "DistributedDataParallel": "torch.nn.parallel.distributed",
}


def parallel_class(machine: Machine, name: str) -> ModuleClass:
    classes = session(machine).classes
    found = classes.get(name)
    if found is None:
        found = ModuleClass(name, (base_class(machine),), {}, PLACES[name])
        found.rule_name = None
        found.namespace.update(
            {"__init__": Native(f"{name}.__init__", _wrap), "forward": Native(f"{name}.forward", pass_on)}
        )
        classes[name] = found
    assert isinstance(found, ModuleClass)
    return found


def _wrap(machine: Machine, arguments: Arguments) -> None:
    put(machine, arguments.positional[0], "modules", "module", arguments.get(1, "module"))


def pass_on(machine: Machine, arguments: Arguments) -> Any:
    module, call = arguments.positional[0], arguments.without_first()
    content = registered(module, "modules").content
    return machine.call(content["module"], call) if isinstance(content, dict) else content
