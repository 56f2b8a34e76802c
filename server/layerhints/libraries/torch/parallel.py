"""`DataParallel` and `DistributedDataParallel`: a module around another one that gives what that gives.

https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.module import ModuleClass, put, registered
from layerhints.libraries.torch.written_classes import written_class

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

PLACES = {
    "DataParallel": "torch.nn.parallel.data_parallel",
    "DistributedDataParallel": "torch.nn.parallel.distributed",
}


def parallel_class(machine: Machine, name: str) -> ModuleClass:
    return written_class(machine, name, PLACES[name], {"__init__": _wrap, "forward": pass_on})


def _wrap(machine: Machine, arguments: Arguments) -> None:
    put(machine, arguments.positional[0], "modules", "module", arguments.get(1, "module"))


def pass_on(machine: Machine, arguments: Arguments) -> Any:
    module, call = arguments.positional[0], arguments.without_first()
    content = registered(module, "modules").content
    return machine.call(content["module"], call) if isinstance(content, dict) else content
