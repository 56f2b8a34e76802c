"""`tf.linalg` beyond products: the axes of matrices are the last two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.ops import linear
from layerhints.libraries.keras.ops.kernel import Operations, tensor
from layerhints.libraries.keras.ops.reading import known_shape, shape
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import minimum
from layerhints.values.reading import NotKnown

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


