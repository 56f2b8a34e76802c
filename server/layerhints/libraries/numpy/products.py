"""Matrix products and linear algebra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, equal, minimum, product
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.arrays import Array, as_array, axes_of, of_items
from layerhints.libraries.numpy.reducing import reduced
from layerhints.libraries.numpy.signature import Functions
from layerhints.rules.geometry import contraction
from layerhints.rules.geometry.mismatch import Mismatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

FUNCTIONS = Functions("np")
LINEAR = Functions("np.linalg")


def matrix_product(first: Array, second: Array) -> Any:
    """`first @ second`."""
    return of_items(contraction.matmul(first.shape, second.shape), dtypes.promote(first.dtype, second.dtype), None)


def _of_shapes(machine: Machine, formula: Callable[..., Any], *operands: Any) -> Any:
    arrays: list[Array] = []
    for operand in operands:
        array = as_array(machine, operand)
        if isinstance(array, Unknown):
            return array
        arrays.append(array)
    dtype = arrays[0].dtype
    for array in arrays[1:]:
        dtype = dtypes.promote(dtype, array.dtype)
    return of_items(formula(*(array.shape for array in arrays)), dtype, None)


@FUNCTIONS.define("matmul")
def matmul(machine: Machine, x1: Any, x2: Any) -> Any:
    return _of_shapes(machine, contraction.matmul, x1, x2)


@FUNCTIONS.define("dot")
def dot(machine: Machine, a: Any, b: Any) -> Any:
    return _of_shapes(machine, contraction.dot, a, b)


@FUNCTIONS.define("vdot")
def vdot(machine: Machine, a: Any, b: Any) -> Any:
    return _of_shapes(machine, lambda first, second: (), a, b)


@FUNCTIONS.define("inner")
def inner(machine: Machine, a: Any, b: Any) -> Any:
    def formula(first: Any, second: Any) -> Any:
        if isinstance(first, Unknown) or isinstance(second, Unknown) or not first or not second:
            return contraction.dot(first, second)
        return contraction.tensordot(first, second, ((-1,), (-1,)))

    return _of_shapes(machine, formula, a, b)


@FUNCTIONS.define("outer")
def outer(machine: Machine, a: Any, b: Any) -> Any:
    def formula(first: Any, second: Any) -> Any:
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return first if isinstance(first, Unknown) else second
        return (product(first), product(second))

    return _of_shapes(machine, formula, a, b)


@FUNCTIONS.define("tensordot")
def tensordot(machine: Machine, a: Any, b: Any, axes: Any = 2) -> Any:
    pairs: Any = axes
    if not isinstance(axes, int):
        members = machine.iterate(axes)
        if isinstance(members, Unknown):
            return members
        if len(members) != 2:
            raise Mismatch("`axes` names the axes of both operands")
        pairs = tuple(axes_of(machine, member) for member in members)
        for one in pairs:
            if isinstance(one, Unknown):
                return one
    return _of_shapes(machine, lambda first, second: contraction.tensordot(first, second, pairs), a, b)


@FUNCTIONS.define("einsum")
def einsum(machine: Machine, subscripts: Any, *operands: Any, optimize: Any = False) -> Any:
    if not isinstance(subscripts, str):
        return Unknown("the equation of `np.einsum` is not known")
    return _of_shapes(machine, lambda *shapes: contraction.einsum(subscripts, shapes), *operands)


@LINEAR.define("norm")
def norm(machine: Machine, x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    return reduced(machine, x, axis, keepdims, dtypes.divided)


def _matrices(machine: Machine, a: Any) -> Any:
    """The array, whose last two axes are those of matrices; Unknown where its shape is not known.

    Raises Mismatch where it has fewer axes.
    """
    array = as_array(machine, a)
    if isinstance(array, Unknown) or isinstance(array.shape, Unknown):
        return array if isinstance(array, Unknown) else array.shape
    if len(array.shape) < 2:
        raise Mismatch("a matrix needs two axes")
    return array


@LINEAR.define("inv", "pinv", "cholesky", "matrix_power")
def square(machine: Machine, a: Any, n: Any = None) -> Any:
    array = _matrices(machine, a)
    if isinstance(array, Unknown):
        return array
    *batch, rows, columns = array.shape
    return of_items((*batch, columns, rows), dtypes.divided(array.dtype), None)


@LINEAR.define("eigvals", "eigvalsh")
def eigenvalues(machine: Machine, a: Any, UPLO: Any = "L") -> Any:
    """A number for each row. Whether they are complex hangs on what is in the matrix: their type is not known."""
    array = _matrices(machine, a)
    if isinstance(array, Unknown):
        return array
    *batch, rows, columns = array.shape
    if equal(rows, columns) is False:
        raise Mismatch("a matrix that has eigenvalues is square")
    return Array((*batch, rows), None)


@LINEAR.define("eig", "eigh")
def eigenvectors(machine: Machine, a: Any, UPLO: Any = "L") -> Any:
    values = eigenvalues(machine, a)
    if isinstance(values, Unknown):
        return values
    return (values, Array((*values.shape, values.shape[-1]), None))


@LINEAR.define("svd")
def svd(machine: Machine, a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False) -> Any:
    array = _matrices(machine, a)
    if isinstance(array, Unknown):
        return array
    full, both = machine.truth(full_matrices), machine.truth(compute_uv)
    if full is None or both is None:
        return Unknown("what `np.linalg.svd` returns depends on a flag that is not known")
    *batch, rows, columns = array.shape
    least, dtype = minimum(rows, columns), dtypes.divided(array.dtype)
    values = Array((*batch, least), None if dtype in ("complex64", "complex128") else dtype)
    if not both:
        return values
    left = Array((*batch, rows, rows if full else least), dtype)
    return (left, values, Array((*batch, columns if full else least, columns), dtype))


@LINEAR.define("qr")
def qr(machine: Machine, a: Any, mode: Any = "reduced") -> Any:
    array = _matrices(machine, a)
    if isinstance(array, Unknown):
        return array
    *batch, rows, columns = array.shape
    least, dtype = minimum(rows, columns), dtypes.divided(array.dtype)
    if mode == "r":
        return Array((*batch, least, columns), dtype)
    if mode not in ("reduced", "complete"):
        return Unknown("what `np.linalg.qr` returns in this mode is not followed")
    inner = rows if mode == "complete" else least
    return Array((*batch, rows, inner), dtype), Array((*batch, inner, columns), dtype)


@LINEAR.define("det")
def det(machine: Machine, a: Any) -> Any:
    return reduced(machine, a, (-2, -1), False, dtypes.divided)


