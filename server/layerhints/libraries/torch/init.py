"""`torch.nn.init`: numbers are written into a tensor, which stays as it is.

https://docs.pytorch.org/docs/stable/nn.init.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.numbers import WRITTEN
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_FILLING = (
    "constant_", "dirac_", "eye_", "kaiming_normal_", "kaiming_uniform_", "normal_", "ones_", "orthogonal_",
    "sparse_", "trunc_normal_", "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_", "constant", "dirac", "eye",
    "kaiming_normal", "kaiming_uniform", "normal", "orthogonal", "sparse", "uniform", "xavier_normal",
    "xavier_uniform",
)  # fmt: skip


def _filled(machine: Machine, arguments: Arguments) -> Any:
    tensor = arguments.get(0, "tensor")
    machine.forget(tensor, WRITTEN)
    return tensor


def _a_number(machine: Machine, arguments: Arguments) -> Any:
    return Unknown("a number that only initial values depend on")


MEMBERS: dict[str, Native] = {
    **{name: Native(f"torch.nn.init.{name}", _filled) for name in _FILLING},
    "calculate_gain": Native("torch.nn.init.calculate_gain", _a_number),
    "_calculate_fan_in_and_fan_out": Native(
        "torch.nn.init._calculate_fan_in_and_fan_out", lambda machine, arguments: (_a_number(machine, arguments),) * 2
    ),
    "_calculate_correct_fan": Native("torch.nn.init._calculate_correct_fan", _a_number),
}
