"""PyTorch Lightning: a module with a training loop around it, which has no influence on shapes.

https://lightning.ai/docs/pytorch/stable/common/lightning_module.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.inside import named_parameters
from layerhints.libraries.torch.module import ModuleClass, base_class
from layerhints.libraries.torch.opaque import Opaque
from layerhints.libraries.torch.session import session
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

PACKAGES = ("pytorch_lightning", "lightning")


def member(machine: Machine, module: str, name: str) -> Any:
    """What `module.name` is."""
    return lightning_module(machine) if name == "LightningModule" else Opaque(f"{module}.{name}")


def lightning_module(machine: Machine) -> ModuleClass:
    classes = session(machine).classes
    found = classes.get("LightningModule")
    if found is None:
        reason = Unknown("this attribute of a LightningModule is not followed")
        place = "lightning.pytorch.core.module"
        found = ModuleClass("LightningModule", (base_class(machine),), {}, place, None, reason)
        found.rule_name = None
        found.namespace.update({name: Native(f"LightningModule.{name}", _nothing) for name in _WITHOUT_INFLUENCE})
        found.namespace["freeze"] = Native("LightningModule.freeze", lambda m, a: _train(m, a, False))
        found.namespace["unfreeze"] = Native("LightningModule.unfreeze", lambda m, a: _train(m, a, True))
        classes["LightningModule"] = found
    assert isinstance(found, ModuleClass)
    return found


def _train(machine: Machine, arguments: Arguments, flag: bool) -> None:
    """All parameters are trained from here on, or none."""
    for _, parameter in named_parameters(arguments.positional[0]):
        parameter.set_attribute(machine, "requires_grad", flag)


def _nothing(machine: Machine, arguments: Arguments) -> None:
    return None


_WITHOUT_INFLUENCE = (
    "log", "log_dict", "save_hyperparameters", "print", "manual_backward", "toggle_optimizer", "untoggle_optimizer",
    "clip_gradients",
)  # fmt: skip
