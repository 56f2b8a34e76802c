"""`tf.linalg` beyond products: the axes of matrices are the last two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops import linear, reducing
from layerhints.libraries.keras.ops.kernel import Operations, tensor
from layerhints.libraries.keras.ops.reading import known_shape, shape
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.libraries.keras.tensorflow.signals import COMPLEX
from layerhints.rules import Several
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, minimum
from layerhints.values.reading import NotKnown, flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define = FUNCTIONS.define


@define("band_part")
def band_part(machine: Machine, input: Any, num_lower: Any, num_upper: Any, name: Any = None) -> Any:
    return shape(machine, input)


@define("set_diag")
def set_diag(
    machine: Machine, input: Any, diagonal: Any, name: Any = "set_diag", k: Any = 0, align: Any = "RIGHT_LEFT"
) -> Any:
    return shape(machine, input)


@define("diag")
def diag(machine: Machine, diagonal: Any, name: Any = "diag", k: Any = 0, **sizes: Any) -> Any:
    """Each row becomes the diagonal of a matrix."""
    given = known_shape(machine, diagonal)
    if not given:
        raise Mismatch("a tensor without axes has no diagonal")
    if k != 0 or sizes:
        raise NotKnown("diagonals beside the main one are not followed")
    return (*given, given[-1])


@define("diag_part")
def diag_part(machine: Machine, input: Any, name: Any = "diag_part", k: Any = 0, **padding: Any) -> Any:
    given = _matrices(machine, input)
    if k != 0 or padding:
        raise NotKnown("diagonals beside the main one are not followed")
    return (*given[:-2], minimum(given[-2], given[-1]))


@define("trace")
def trace(machine: Machine, x: Any, name: Any = None) -> Any:
    return _matrices(machine, x)[:-2]


def _matrices(machine: Machine, x: Any) -> tuple[Any, ...]:
    given = known_shape(machine, x)
    if len(given) < 2:
        raise Mismatch("a matrix has two axes")
    return given


@define("inv", "cholesky", "expm", "sqrtm", dtype=FLOATING)
def of_square(machine: Machine, input: Any, name: Any = None, adjoint: Any = False) -> Any:
    return linear.inv(machine, input)


@define("adjoint", "pinv", dtype=FLOATING)
def turned(machine: Machine, matrix: Any = None, *settings: Any, a: Any = None, **more: Any) -> Any:
    given = _matrices(machine, a if matrix is None else matrix)
    return (*given[:-2], given[-1], given[-2])


@define("cross")
def cross(machine: Machine, a: Any, b: Any, name: Any = None) -> Any:
    return linear.cross(machine, a, b)


@define("eigvals", dtype=COMPLEX)
@define("eigvalsh", dtype=FLOATING)
def eigenvalues(machine: Machine, tensor: Any, name: Any = None) -> Any:
    return linear.inv(machine, tensor)[:-1]


@define("logdet", dtype=FLOATING)
def logdet(machine: Machine, matrix: Any, name: Any = None) -> Any:
    return linear.det(machine, matrix)


@define("slogdet", dtype=FLOATING)
def slogdet(machine: Machine, input: Any, name: Any = None) -> Any:
    batch = linear.det(machine, input)
    return Several((batch, batch))


@define("qr", results=("q", "r"), dtype=FLOATING)
def qr(machine: Machine, input: Any, full_matrices: Any = False, name: Any = None) -> Any:
    return linear.qr(machine, input, "complete" if flag(machine, full_matrices) else "reduced")


@define("solve", "triangular_solve", "cholesky_solve", dtype=FLOATING)
def solve(machine: Machine, matrix: Any = None, rhs: Any = None, *settings: Any, **more: Any) -> Any:
    """`cholesky_solve` calls the matrix `chol`."""
    left, right = _matrices(machine, more.get("chol", matrix)), _matrices(machine, rhs)
    if equal(left[-1], right[-2]) is False:
        raise Mismatch("the rows of the matrix do not meet those of the right side")
    return (*broadcast(left[:-2], right[:-2]), *right[-2:])


@define("lstsq", dtype=FLOATING)
def lstsq(
    machine: Machine, matrix: Any, rhs: Any, l2_regularizer: Any = 0.0, fast: Any = True, name: Any = None
) -> Any:
    left, right = _matrices(machine, matrix), _matrices(machine, rhs)
    return (*broadcast(left[:-2], right[:-2]), left[-1], right[-1])


@define("tensor_diag")
def tensor_diag(machine: Machine, diagonal: Any, name: Any = None) -> Any:
    return known_shape(machine, diagonal) * 2


@define("tensor_diag_part")
def tensor_diag_part(machine: Machine, input: Any, name: Any = None) -> Any:
    given = known_shape(machine, input)
    return given[: len(given) // 2]


@define("normalize", dtype=FLOATING)
def normalize(machine: Machine, tensor: Any, ord: Any = "euclidean", axis: Any = None, name: Any = None) -> Any:
    """The tensor, and the norms that it was divided by."""
    return Several((shape(machine, tensor), reducing.over_axes(machine, tensor, axis, True)))


@define("global_norm", dtype=FLOATING)
def global_norm(machine: Machine, t_list: Any, name: Any = None) -> Any:
    return ()


@define("det", dtype=FLOATING)
def det(machine: Machine, input: Any, name: Any = None) -> Any:
    return linear.det(machine, input)


@define("eigh", dtype=FLOATING)
def eigh(machine: Machine, tensor: Any, name: Any = None) -> Any:
    return linear.eig(machine, tensor)


@define("svd", dtype=FLOATING)
def svd(
    machine: Machine, tensor: Any, full_matrices: Any = False, compute_uv: Any = True, name: Any = None
) -> Any:
    """The singular values come first, and the right vectors stand in columns."""
    found = linear.svd(machine, tensor, full_matrices, compute_uv)
    if not isinstance(found, Several):
        return found
    left, values, right = found
    return Several((values, left, (*right[:-2], right[-1], right[-2])))


@define("matvec")
def matvec(
    machine: Machine, a: Any, b: Any, transpose_a: Any = False, adjoint_a: Any = False, **types: Any
) -> Any:
    """A matrix on a vector, which is a matrix of one column."""
    from layerhints.libraries.keras.tensorflow.numbers import matmul

    column = tensor((*known_shape(machine, b), 1))
    found = matmul(machine, a, column, transpose_a, adjoint_a=adjoint_a)
    return found[:-1] if isinstance(found, tuple) else found


