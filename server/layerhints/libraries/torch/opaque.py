"""Parts of PyTorch that have no influence on shapes: optimizers, gradients, devices, distribution, logging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.objects import ABSENT, Class, Function, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

MODULES = (
    "torch.optim", "torch.cuda", "torch.backends", "torch.distributed", "torch.utils.tensorboard", "torch.mps",
    "torch.autograd", "torch.profiler", "torch.multiprocessing", "torch.utils.model_zoo", "torch.serialization",
    "torch.library", "torch.hub", "torch._dynamo", "torch.random", "torch.version", "torch.types", "torch.xpu",
    "torch._subclasses", "torch.accelerator",
)  # fmt: skip
"""Everything in these is an Opaque, unless a table says otherwise."""


class Opaque(Value):
    """An object whose attributes, items and calls give such objects; it is no tensor, no module and no number."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return f"`{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("__enter__", "__exit__") or not name.startswith("__"):
            return Opaque(f"{self.name}.{name}")
        return ABSENT

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        if len(arguments.positional) == 1 and not arguments.keywords:
            decorated = arguments.positional[0]
            if isinstance(decorated, (Class, Function)):  # what comes is mostly that, and can be a module's class
                return Unknown(f"what `{self.name}` makes of {decorated.describe()} is not known")
        return Opaque(f"{self.name}(…)")

    def item(self, machine: Machine, index: Any) -> Any:
        return Unknown(f"an item of `{self.name}` is not known")

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return Unknown(f"what `{self.name}` iterates over is not known")

    def length(self, machine: Machine) -> Any:
        return Unknown(f"the length of `{self.name}` is not known")

    def has_instance(self, value: Any) -> bool | None:
        return None if isinstance(value, (Opaque, Unknown)) else False

    def truth(self, machine: Machine) -> bool | None:
        return None

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return Unknown(f"`{operator}` with `{self.name}` is not known")

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return Unknown(f"what `{self.name}` equals is not known")


def of_module(module: str, name: str) -> Any:
    """What `module.name` is where the module has no influence on shapes, else ABSENT."""
    if module in MODULES or module.startswith(tuple(f"{each}." for each in MODULES)):
        return Opaque(f"{module}.{name}")
    return ABSENT
