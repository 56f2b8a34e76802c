"""What a network that can be quantized holds before it is: stubs, and arithmetic as modules.

https://docs.pytorch.org/docs/stable/quantization.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.module import ModuleClass, module_class, new_module, put
from layerhints.libraries.torch.tensors import operation
from layerhints.libraries.torch.written_classes import written_class
from layerhints.values.arguments import Arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

STUBS = ("QuantStub", "DeQuantStub")
_STUBS_PLACE = "torch.ao.quantization.stubs"
_FUNCTIONAL_PLACE = "torch.ao.nn.quantized.modules.functional_modules"
_OPERATIONS = {
    "add": ("add",),
    "add_scalar": ("add",),
    "mul": ("mul",),
    "mul_scalar": ("mul",),
    "matmul": ("matmul",),
    "add_relu": ("add", "relu"),
}
"""What each method of FloatFunctional does, one operation after the other."""


def _unchanged(machine: Machine, arguments: Arguments) -> Any:
    return arguments.get(1, "x")


def stub_class(machine: Machine, name: str) -> ModuleClass:
    """`QuantStub` and `DeQuantStub`: nothing happens in them until the network is quantized."""
    return written_class(machine, name, _STUBS_PLACE, {"forward": _unchanged})


def functional_class(machine: Machine) -> ModuleClass:
    """`FloatFunctional`: additions and the like as a module, so that what comes out can be observed."""
    methods = {name: _method(operations) for name, operations in _OPERATIONS.items()}
    return written_class(machine, "FloatFunctional", _FUNCTIONAL_PLACE, {"__init__": _observe, "cat": _cat, **methods})


def _observe(machine: Machine, arguments: Arguments) -> None:
    observer = new_module(machine, Arguments([module_class(machine, "Identity")]))
    machine.call(machine.attribute(observer, "__init__"), Arguments([]))
    put(machine, arguments.positional[0], "modules", "activation_post_process", observer)


def _observed(machine: Machine, module: Any, result: Any) -> Any:
    return machine.call(machine.attribute(module, "activation_post_process"), Arguments([result]))


def _method(operations: tuple[str, ...]) -> Callable[[Machine, Arguments], Any]:
    def call(machine: Machine, arguments: Arguments) -> Any:
        module, first, second = arguments.positional[:3]
        result = operation(machine, operations[0], first, second)
        for name in operations[1:]:
            result = operation(machine, name, result)
        return _observed(machine, module, result)

    return call


def _cat(machine: Machine, arguments: Arguments) -> Any:
    from layerhints.libraries.torch.ops.members import TORCH

    module = arguments.positional[0]
    return _observed(machine, module, machine.call(TORCH["cat"], arguments.without_first()))
