"""`torch.optim.swa_utils.AveragedModel`: a copy of a module that averages what the module learns.

https://docs.pytorch.org/docs/stable/generated/torch.optim.swa_utils.AveragedModel.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.libraries.torch.module import ModuleClass, put
from layerhints.libraries.torch.parallel import pass_on
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.libraries.torch.written_classes import written_class

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

MODULE = "torch.optim.swa_utils"
_SETTINGS = {"avg_fn": (3, None), "multi_avg_fn": (4, None), "use_buffers": (5, False)}


def averaged_class(machine: Machine, name: str) -> ModuleClass | None:
    """The class, where it has this name."""
    return written_class(machine, name, MODULE, _METHODS) if name == "AveragedModel" else None


def _copy(machine: Machine, arguments: Arguments) -> None:
    averaged = arguments.positional[0]
    copy = machine.attribute(machine.import_module("copy"), "deepcopy")
    put(machine, averaged, "modules", "module", machine.call_values(copy, arguments.get(1, "model")))
    put(machine, averaged, "buffers", "n_averaged", tensor_of((), "int64"))
    for name, (place, default) in _SETTINGS.items():
        machine.write(averaged.attributes, name, arguments.get(place, name, default))


_METHODS = {"__init__": _copy, "forward": pass_on, "update_parameters": lambda machine, arguments: None}
