"""Matrices taken apart: triangles, rotations, eigenvalues and singular values.

https://docs.pytorch.org/docs/stable/linalg.html#decompositions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.matrices import matrices, of_square, square
from layerhints.libraries.torch.ops.reading import shape, size
from layerhints.libraries.torch.promotion import part_type
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import less, minimum, text
from layerhints.rules.shapes import Named
from layerhints.values.reading import NotKnown, choice, flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
LINALG = Operations("torch.linalg")


@define("cholesky", "cholesky_inverse", method=True)
def cholesky(machine: Machine, input: Any, upper: Any = False) -> Any:
    """The shape stays: square matrices."""
    return of_square(machine, input)


@LINALG.define("cholesky")
def linalg_cholesky(machine: Machine, input: Any, *, upper: Any = False) -> Any:
    """The shape stays: square matrices."""
    return of_square(machine, input)


@LINALG.define("cholesky_ex")
def cholesky_ex(machine: Machine, input: Any, *, upper: Any = False, check_errors: Any = False) -> Any:
    """The factor in the same shape, and a number for each matrix."""
    batch, side = square(machine, input)
    return Named(("L", "info"), ((*batch, side, side), Typed(batch, "int32")))


@LINALG.define("eig", dtype=None)
def eig(machine: Machine, input: Any) -> Any:
    """n values and n vectors for each square matrix."""
    batch, side = square(machine, input)
    return Named(("eigenvalues", "eigenvectors"), ((*batch, side), (*batch, side, side)))


@LINALG.define("eigh", dtype=None)
def eigh(machine: Machine, input: Any, UPLO: Any = "L") -> Any:
    """n values and n vectors for each square matrix."""
    return eig(machine, input)


@LINALG.define("eigvals", dtype=None)
def eigvals(machine: Machine, input: Any) -> Any:
    """n values for each square matrix."""
    batch, side = square(machine, input)
    return (*batch, side)


@LINALG.define("eigvalsh", dtype=None)
def eigvalsh(machine: Machine, input: Any, UPLO: Any = "L") -> Any:
    """n values for each square matrix."""
    return eigvals(machine, input)


@LINALG.define("lu")
def lu(machine: Machine, A: Any, *, pivot: Any = True) -> Any:
    """(m, m), (m, k) and (k, n), where k is the smaller of both."""
    batch, rows, columns = matrices(machine, A)
    inner_side = minimum(rows, columns)
    order = (*batch, rows, rows) if flag(machine, pivot) else (0,)
    return Named(("P", "L", "U"), (order, (*batch, rows, inner_side), (*batch, inner_side, columns)))


@LINALG.define("lu_factor")
def lu_factor(machine: Machine, A: Any, *, pivot: Any = True) -> Any:
    """The matrix, and as many pivots as the smaller of its sides."""
    batch, rows, columns = matrices(machine, A)
    pivots = Typed((*batch, minimum(rows, columns)), "int32")
    return Named(("LU", "pivots"), ((*batch, rows, columns), pivots))


@LINALG.define("lu_factor_ex")
def lu_factor_ex(machine: Machine, A: Any, *, pivot: Any = True, check_errors: Any = False) -> Any:
    """The matrix, as many pivots as the smaller of its sides, and a number for each matrix."""
    batch, *_ = matrices(machine, A)
    return Named(("LU", "pivots", "info"), (*lu_factor(machine, A), Typed(batch, "int32")))


@define("lu_unpack")
def lu_unpack(
    machine: Machine, LU_data: Any, LU_pivots: Any, unpack_data: Any = True, unpack_pivots: Any = True
) -> Any:
    """The permutation and both triangles of (m, n): (m, m), (m, k) and (k, n), where k is the smaller of both."""
    batch, rows, columns = matrices(machine, LU_data)
    least = minimum(rows, columns)
    parts = [(0,), (0,), (0,)]
    if flag(machine, unpack_pivots):
        parts[0] = (*batch, rows, rows)
    if flag(machine, unpack_data):
        parts[1:] = [(*batch, rows, least), (*batch, least, columns)]
    return Named(("P", "L", "U"), parts)


@LINALG.define("ldl_factor")
def ldl_factor(machine: Machine, input: Any, *, hermitian: Any = False) -> Any:
    """The matrix, and a pivot for each row."""
    batch, side = square(machine, input)
    return Named(("LD", "pivots"), ((*batch, side, side), Typed((*batch, side), "int32")))


@LINALG.define("ldl_factor_ex")
def ldl_factor_ex(machine: Machine, input: Any, *, hermitian: Any = False, check_errors: Any = False) -> Any:
    """The matrix, a pivot for each row, and a number for each matrix."""
    batch, side = square(machine, input)
    pivots = Typed((*batch, side), "int32")
    return Named(("LD", "pivots", "info"), ((*batch, side, side), pivots, Typed(batch, "int32")))


@define("qr", method=True)
def qr(machine: Machine, input: Any, some: Any = True) -> Any:
    """(m, k) and (k, n), where k is the smaller of both, or m for the full factors."""
    return _qr(machine, input, "reduced" if flag(machine, some) else "complete")


@LINALG.define("qr")
def linalg_qr(machine: Machine, A: Any, mode: Any = "reduced") -> Any:
    """(m, k) and (k, n), where k is the smaller of both; m for the mode 'complete'; the first is empty for 'r'."""
    return _qr(machine, A, choice(mode, "reduced", "complete", "r"))


def _qr(machine: Machine, value: Any, mode: str) -> Any:
    batch, rows, columns = matrices(machine, value)
    inner_side = rows if mode == "complete" else minimum(rows, columns)
    left = (0,) if mode == "r" else (*batch, rows, inner_side)
    return Named(("Q", "R"), (left, (*batch, inner_side, columns)))


@define("geqrf", method=True)
def geqrf(machine: Machine, input: Any) -> Any:
    """The matrix, and as many numbers as the smaller of its sides."""
    batch, rows, columns = matrices(machine, input)
    return Named(("a", "tau"), ((*batch, rows, columns), (*batch, minimum(rows, columns))))


@LINALG.define("householder_product")
def householder_product(machine: Machine, A: Any, tau: Any) -> Any:
    """The shape stays."""
    batch, rows, columns = matrices(machine, A)
    if less(rows, columns) is True:
        raise Mismatch(f"a matrix of {text(rows)} × {text(columns)} has more columns than rows")
    return (*batch, rows, columns)


@define("orgqr", method=True)
def orgqr(machine: Machine, input: Any, input2: Any) -> Any:
    """The shape stays."""
    return householder_product(machine, input, input2)


@define("ormqr", method=True)
def ormqr(machine: Machine, input: Any, input2: Any, input3: Any, left: Any = True, transpose: Any = False) -> Any:
    """The shape of the matrix that is multiplied."""
    matrices(machine, input)
    return shape(machine, input3)


@define("svd", method=True)
def svd(machine: Machine, input: Any, some: Any = True, compute_uv: Any = True) -> Any:
    """V, not its transpose; without `compute_uv` U and V are full of zeros."""
    batch, rows, columns = matrices(machine, input)
    least = minimum(rows, columns)
    whole = not flag(machine, some) or not flag(machine, compute_uv)
    left, right = (rows, columns) if whole else (least, least)
    values = Typed((*batch, least), part_type(dtype_in(input)))
    return Named(("U", "S", "V"), ((*batch, rows, left), values, (*batch, columns, right)))


@LINALG.define("svd")
def linalg_svd(machine: Machine, A: Any, full_matrices: Any = True, *, driver: Any = None) -> Any:
    """(m, m), k numbers and (n, n), where k is the smaller of both; without full matrices (m, k), k and (k, n)."""
    batch, rows, columns = matrices(machine, A)
    least = minimum(rows, columns)
    left, right = (rows, columns) if flag(machine, full_matrices) else (least, least)
    values = Typed((*batch, least), part_type(dtype_in(A)))
    return Named(("U", "S", "Vh"), ((*batch, rows, left), values, (*batch, right, columns)))


@LINALG.define("svdvals")
def svdvals(machine: Machine, A: Any, *, driver: Any = None) -> Any:
    """As many numbers as the smaller of the sides."""
    batch, rows, columns = matrices(machine, A)
    return Typed((*batch, minimum(rows, columns)), part_type(dtype_in(A)))


@define("svd_lowrank")
def svd_lowrank(machine: Machine, A: Any, q: Any = 6, niter: Any = 2, M: Any = None) -> Any:
    """(m, q), q numbers and (n, q) for a matrix (m, n)."""
    batch, rows, columns = matrices(machine, A)
    count = size(machine, q)
    least = minimum(rows, columns)
    if less(least, count) is not False:
        raise NotKnown("more singular values are asked for than may be there")
    return Several(((*batch, rows, count), (*batch, count), (*batch, columns, count)))


@define("pca_lowrank")
def pca_lowrank(machine: Machine, A: Any, q: Any = None, center: Any = True, niter: Any = 2) -> Any:
    """(m, q), q numbers and (n, q) for a matrix (m, n)."""
    batch, rows, columns = matrices(machine, A)
    count = minimum(6, minimum(rows, columns)) if q is None else size(machine, q)
    return (
        svd_lowrank(machine, A, count, niter)
        if q is not None
        else Several(((*batch, rows, count), (*batch, count), (*batch, columns, count)))
    )


__all__ = ["LINALG", "OPERATIONS"]
