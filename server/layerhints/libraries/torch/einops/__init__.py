"""einops: axes by name. https://einops.rocks

Its functions take tensors of any library; here they are followed on those of PyTorch and NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.objects import ABSENT

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

MODULES = ("einops", "einops.layers", "einops.layers.torch", "einops.einops", "einops.packing")


def member(machine: Machine, module: str, name: str) -> Any:
    """What `module.name` is; ABSENT where it is not described."""
    from layerhints.libraries.torch.einops import functions, layers

    if module == "einops.layers.torch" and name in layers.NAMES:
        return layers.layer_class(machine, name)
    if module == "einops.layers":
        return ABSENT
    return functions.OPERATIONS.members.get(name, ABSENT)


__all__ = ["MODULES", "member"]
