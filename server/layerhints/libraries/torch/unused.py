"""Modules that a program makes and never applies: what their own use of the input says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.libraries.torch.application import rehearse
from layerhints.libraries.torch.module import named_modules

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def apply_unused(machine: Machine) -> None:
    """Apply each module that is in no other one and that was not applied."""
    made = [module for module in machine.made if "torch" in module.hidden and "pattern" not in module.hidden]
    inner = {id(part) for module in made for path, part in named_modules(module) if path}
    for module in made:
        if id(module) not in inner and module.hidden.get("applications") == ():
            rehearse(machine, module, ())
