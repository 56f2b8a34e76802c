"""Names in a snippet that has lost its imports: `Sequential` and `Conv2D` can only be Keras's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.objects import ABSENT

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

MODULES = {"keras": "keras", "K": "keras.backend", "tf": "tensorflow", "layers": "keras.layers"}
AMBIGUOUS = frozenset({"Identity", "Layer", "Model"})
"""Names that other libraries or programs use as well."""


def meaning(machine: Machine, name: str) -> Any:
    """The value, or ABSENT when the name is not Keras's alone."""
    if name not in MODULES and (name in AMBIGUOUS or not name[:1].isupper()):
        return ABSENT
    from layerhints.libraries.keras.modules import member, module  # and all rules with it, which a torch file needs not

    return module(machine, MODULES[name]) if name in MODULES else member(machine, "layers", name, "keras")
