"""Everything that tensors have, collected: importing this module defines all operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import METHODS
from layerhints.libraries.torch.tensors import dtype_of, size_of

PROPERTIES: dict[str, Callable[..., Any]] = {
    "shape": lambda machine, tensor: size_of(tensor),
    "ndim": lambda machine, tensor: (
        Unknown(tensor.shape.reason) if isinstance(tensor.shape, Unknown) else len(tensor.shape)
    ),
    "dtype": lambda machine, tensor: dtype_of(tensor),
    "data": lambda machine, tensor: tensor,
}
"""The attributes that are no methods, by name: each takes the machine and the tensor."""

__all__ = ["METHODS", "PROPERTIES"]
