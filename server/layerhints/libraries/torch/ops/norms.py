"""Norms of vectors and matrices.

https://docs.pytorch.org/docs/stable/linalg.html#matrix-properties
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations
from layerhints.libraries.torch.ops.reading import axes, known_shape, shape
from layerhints.libraries.torch.ops.reducing import reduced, without
from layerhints.rules.geometry.axes import normalize_axes
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import show_structure
from layerhints.values.reading import flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

LINALG = Operations("torch.linalg")


@LINALG.define("norm", dtype=None)
def linalg_norm(
    machine: Machine, A: Any, ord: Any = None, dim: Any = None, keepdim: Any = False, *, dtype: Any = None
) -> Any:
    """Of a vector or a matrix where `ord` is given and `dim` is not."""
    found, along = shape(machine, A), axes(machine, dim)
    if ord is None or isinstance(found, Unknown):
        return reduced(machine, A, dim, keepdim)
    if along is None and len(found) not in (1, 2):
        raise Mismatch(f"`ord` is for vectors and matrices, not {show_structure(found)}")
    if along is not None and len(along) not in (1, 2):
        raise Mismatch("a norm with `ord` is taken along one axis or two")
    return reduced(machine, A, dim, keepdim)


@LINALG.define("vector_norm", dtype=None)
def vector_norm(
    machine: Machine, x: Any, ord: Any = 2, dim: Any = None, keepdim: Any = False, *, dtype: Any = None
) -> Any:
    """The axes go, or stay with length 1; without axes one number."""
    return reduced(machine, x, dim, keepdim)


@LINALG.define("matrix_norm", dtype=None)
def matrix_norm(
    machine: Machine, A: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: Any = False, *, dtype: Any = None
) -> Any:
    """The two axes go, or stay with length 1."""
    found, along = known_shape(machine, A), axes(machine, dim)
    if len(found) < 2 or along is None or len(along) != 2:
        raise Mismatch("the norm of a matrix is taken along two axes")
    return without(found, normalize_axes(along, len(found)), flag(machine, keepdim))


__all__ = ["LINALG"]
