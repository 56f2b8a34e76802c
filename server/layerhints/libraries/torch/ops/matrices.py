"""Matrices in the last two axes: their inverses, determinants, powers and ranks.

https://docs.pytorch.org/docs/stable/linalg.html#matrix-properties
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import FLOAT, Operations, Typed
from layerhints.libraries.torch.ops.operands import operand
from layerhints.libraries.torch.ops.reading import known_shape, number, of_rank, shape, size
from layerhints.libraries.torch.ops.reducing import counted
from layerhints.libraries.torch.promotion import part_type
from layerhints.rules.geometry.axes import squeeze
from layerhints.rules.geometry.diagonal import diagonal
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, text
from layerhints.rules.shapes import Named, show_structure
from layerhints.values.learned import equate
from layerhints.values.reading import NotKnown
from layerhints.values.stretching import stretched

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
LINALG = Operations("torch.linalg")

Matrices = tuple[tuple[Any, ...], Any, Any]
"""The axes of a batch, and rows and columns."""


def matrices(machine: Machine, value: Any) -> Matrices:
    found = known_shape(machine, value)
    if len(found) < 2:
        raise Mismatch(f"{show_structure(found)} has {len(found)} axes; a matrix has two at least")
    return found[:-2], found[-2], found[-1]


def square(machine: Machine, value: Any) -> tuple[tuple[Any, ...], Any]:
    batch, rows, columns = matrices(machine, value)
    equate(machine, rows, columns)
    if equal(rows, columns) is False:
        raise Mismatch(f"a matrix of {text(rows)} × {text(columns)} is not square")
    return batch, rows


@define("inverse", method=True)
@LINALG.define("matrix_exp")
@define("matrix_exp", method=True)
def of_square(machine: Machine, input: Any) -> Any:
    """The shape stays: square matrices."""
    batch, side = square(machine, input)
    return (*batch, side, side)


@LINALG.define("inv")
def inv(machine: Machine, A: Any) -> Any:
    """The shape stays: square matrices."""
    return of_square(machine, A)


@LINALG.define("inv_ex")
def inv_ex(machine: Machine, A: Any, *, check_errors: Any = False) -> Any:
    """The inverse in the same shape, and a number for each matrix."""
    batch, side = square(machine, A)
    return Named(("inverse", "info"), ((*batch, side, side), Typed(batch, "int32")))


@LINALG.define("pinv")
def pinv(
    machine: Machine, A: Any, rcond: Any = None, hermitian: Any = False, *, atol: Any = None, rtol: Any = None
) -> Any:
    """The last two axes exchanged."""
    batch, rows, columns = matrices(machine, A)
    if any(operand(machine, each) != () for each in (rcond, atol, rtol) if each is not None):
        raise NotKnown("tolerances of several matrices are not followed")
    return (*batch, columns, rows)


@define("pinverse", method=True)
def pinverse(machine: Machine, input: Any, rcond: Any = 1e-15) -> Any:
    """The last two axes exchanged."""
    return pinv(machine, input)


@LINALG.define("matrix_power")
@define("matrix_power", method=True)
def matrix_power(machine: Machine, input: Any, n: Any) -> Any:
    """The shape stays: square matrices."""
    return of_square(machine, input)


@define("det", "logdet", method=True)
def det(machine: Machine, input: Any) -> Any:
    """A number for each square matrix."""
    return square(machine, input)[0]


@LINALG.define("det")
def linalg_det(machine: Machine, A: Any) -> Any:
    """A number for each square matrix."""
    return square(machine, A)[0]


@define("slogdet", method=True)
def slogdet(machine: Machine, input: Any) -> Any:
    """Sign and logarithm, a number for each square matrix."""
    batch, _ = square(machine, input)
    return Named(("sign", "logabsdet"), (batch, Typed(batch, part_type(dtype_in(input)))))


@LINALG.define("slogdet")
def linalg_slogdet(machine: Machine, A: Any) -> Any:
    """Sign and logarithm, a number for each square matrix."""
    return slogdet(machine, A)


@LINALG.define("cond", dtype=None)
def cond(machine: Machine, input: Any, p: Any = None) -> Any:
    """A number for each matrix."""
    return matrices(machine, input)[0]


@LINALG.define("matrix_rank", dtype="int64")
def matrix_rank(
    machine: Machine, A: Any, tol: Any = None, hermitian: Any = False, *, atol: Any = None, rtol: Any = None
) -> Any:
    """Several tolerances stretch to the batch."""
    batch, *_ = matrices(machine, A)
    given = [operand(machine, each) for each in (tol, atol, rtol) if each is not None]
    return stretched(batch, *given)


@define("trace", method=True)
def trace(machine: Machine, input: Any) -> Any:
    """One number."""
    of_rank(machine, input, 2, "the input")
    return Typed((), counted(input, None))


@LINALG.define("diagonal")
def linalg_diagonal(machine: Machine, A: Any, *, offset: Any = 0, dim1: Any = -2, dim2: Any = -1) -> Any:
    """Both axes go; the diagonal is the last one."""
    return diagonal(shape(machine, A), size(machine, offset), number(machine, dim1), number(machine, dim2))


@define("cov", dtype=FLOAT, method=True)
def cov(machine: Machine, input: Any, *, correction: Any = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """A square with a row for each variable, which are the rows of the input."""
    found = known_shape(machine, input)
    if len(found) > 2:
        raise Mismatch(f"{show_structure(found)} has {len(found)} axes; rows of observations have two")
    return squeeze((found[0], found[0])) if len(found) == 2 else ()


@define("corrcoef", dtype=FLOAT, method=True)
def corrcoef(machine: Machine, input: Any) -> Any:
    """A square with a row for each variable, which are the rows of the input."""
    return cov(machine, input)


@define("vander")
def vander(machine: Machine, x: Any, N: Any = None, increasing: Any = False) -> Any:
    """A row for each number, and N columns, without N a square."""
    found = of_rank(machine, x, 1, "the input")
    return Typed((*found, found[0] if N is None else size(machine, N)), counted(x, None))


@LINALG.define("vander")
def linalg_vander(machine: Machine, x: Any, *, N: Any = None) -> Any:
    """A new last axis of N, without N as long as the one before."""
    found = known_shape(machine, x) or (1,)
    return Typed((*found, found[-1] if N is None else size(machine, N)), counted(x, None))


__all__ = ["LINALG", "OPERATIONS"]
