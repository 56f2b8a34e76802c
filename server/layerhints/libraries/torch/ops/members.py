"""Everything that tensors and PyTorch's modules have, collected: importing this module defines all operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.libraries.torch.ops import (
    casting,
    comparing,
    creation,
    einsum,
    elementwise,
    equations,
    factorizations,
    in_place,
    indexing,
    joining,
    matrices,
    neural,
    neural_activation,
    neural_attention,
    neural_convolution,
    neural_loss,
    neural_normalization,
    neural_pooling,
    neural_spatial,
    neural_twins,
    norms,
    products,
    properties,
    random,
    rearranging,
    reducing,
    scattering,
    shaping,
    sorting,
    sparse,
    special,
    spectral,
    vision,
)
from layerhints.libraries.torch.ops.kernel import METHODS, Operations
from layerhints.libraries.torch.ops.properties import PROPERTIES

if TYPE_CHECKING:
    from layerhints.values.objects import Native

FAMILIES = (
    casting,
    comparing,
    creation,
    einsum,
    elementwise,
    equations,
    factorizations,
    in_place,
    indexing,
    joining,
    matrices,
    neural,
    neural_activation,
    neural_attention,
    neural_convolution,
    neural_loss,
    neural_normalization,
    neural_pooling,
    neural_spatial,
    neural_twins,
    norms,
    products,
    properties,
    random,
    rearranging,
    reducing,
    scattering,
    shaping,
    sorting,
    sparse,
    special,
    spectral,
    vision,
)


def _collected(prefix: str) -> dict[str, Native]:
    """The functions that the families define for one module of the library."""
    return {
        name: native
        for family in FAMILIES
        for value in vars(family).values()
        if isinstance(value, Operations) and value.prefix == prefix
        for name, native in value.members.items()
    }


TORCH = _collected("torch")
FUNCTIONAL = _collected("torch.nn.functional")
LINALG = _collected("torch.linalg")
FFT = _collected("torch.fft")
SPARSE = _collected("torch.sparse")
SPECIAL = _collected("torch.special")
UTILS = _collected("torch.nn.utils")
VISION = _collected("torch.ops.torchvision")

__all__ = ["FFT", "FUNCTIONAL", "LINALG", "METHODS", "PROPERTIES", "SPARSE", "SPECIAL", "TORCH", "UTILS", "VISION"]
