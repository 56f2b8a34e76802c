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
from layerhints.libraries.torch.trainer import TrainerClass
from layerhints.values.objects import Dict, Function, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

PACKAGES = ("pytorch_lightning", "lightning")


def member(machine: Machine, module: str, name: str) -> Any:
    """What `module.name` is."""
    if name == "LightningModule":
        return lightning_module(machine)
    return (TrainerClass if name == "Trainer" else Opaque)(f"{module}.{name}")


def lightning_module(machine: Machine) -> ModuleClass:
    classes = session(machine).classes
    found = classes.get("LightningModule")
    if found is None:
        reason = Unknown("this attribute of a LightningModule is not followed")
        place = "lightning.pytorch.core.module"
        found = ModuleClass("LightningModule", (base_class(machine),), {}, place, None, reason)
        found.rule_name = None
        found.namespace.update({name: Native(f"LightningModule.{name}", _nothing) for name in _WITHOUT_INFLUENCE})
        found.namespace["save_hyperparameters"] = Native("LightningModule.save_hyperparameters", _save_hyperparameters)
        found.namespace["freeze"] = Native("LightningModule.freeze", lambda m, a: _train(m, a, False))
        found.namespace["unfreeze"] = Native("LightningModule.unfreeze", lambda m, a: _train(m, a, True))
        classes["LightningModule"] = found
    assert isinstance(found, ModuleClass)
    return found


def _train(machine: Machine, arguments: Arguments, flag: bool) -> None:
    """All parameters are trained from here on, or none."""
    for _, parameter in named_parameters(arguments.positional[0]):
        parameter.set_attribute(machine, "requires_grad", flag)


def _save_hyperparameters(machine: Machine, arguments: Arguments) -> None:
    """`self.save_hyperparameters(*names, ignore=…)`: what `__init__` was given can be read in `self.hparams` from here
    on, as attributes and as items.
    """
    module, *names = arguments.positional
    given = _given_to_init(machine, module)
    if len(names) == 1 and isinstance(names[0], Dict):
        given = names[0].content
    elif names and not all(isinstance(name, str) for name in names):
        given = _NOT_FOLLOWED
    ignored = machine.plain(arguments.keywords.get("ignore", ()))
    ignored = (ignored,) if isinstance(ignored, str) else ignored
    if isinstance(given, Unknown) or not isinstance(ignored, (tuple, type(None))):
        machine.set_attribute(module, "hparams", _NOT_FOLLOWED)
        return
    wanted = names if names and isinstance(names[0], str) else given
    kept = machine.new_dict({name: given[name] for name in wanted if name in given and name not in (ignored or ())})
    machine.write(kept.attributes, "__dict__", kept)
    machine.set_attribute(module, "hparams", kept)


_NOT_FOLLOWED = Unknown("which hyperparameters are saved is not known")


def _given_to_init(machine: Machine, module: Instance) -> Any:
    """What the `__init__` that is being run was given, by name. One of a derived class may have been given others."""
    present = machine.call_values(machine.attribute(machine.import_module("builtins"), "locals"))
    names = present.content if isinstance(present, Dict) else _NOT_FOLLOWED
    if isinstance(names, Unknown):
        return _NOT_FOLLOWED
    given: dict[str, Any] = {}
    for cls in module.cls.order:
        init = cls.namespace.get("__init__")
        if not isinstance(init, Function):
            continue
        _, *parameters = init.node.parameters.items
        if not all(parameter.name in names for parameter in parameters):
            given.update({parameter.name: _NOT_FOLLOWED for parameter in parameters})
            continue
        for parameter in parameters:
            value = names[parameter.name]
            if parameter.kind == "keywords":
                if not isinstance(value, Dict) or not isinstance(value.content, dict):
                    return _NOT_FOLLOWED
                given = {**value.content, **given}
            elif parameter.kind != "variadic":
                given.setdefault(parameter.name, value)
        return given
    return _NOT_FOLLOWED


def _nothing(machine: Machine, arguments: Arguments) -> None:
    return None


_WITHOUT_INFLUENCE = (
    "log", "log_dict", "print", "manual_backward", "toggle_optimizer", "untoggle_optimizer",
    "clip_gradients",
)  # fmt: skip
