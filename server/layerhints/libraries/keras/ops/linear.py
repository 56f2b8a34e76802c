"""Products of matrices, and the functions of linear algebra.

https://keras.io/api/ops/linalg/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.keras.ops.kernel import Operations, is_announced
from layerhints.libraries.keras.ops.reading import axes, known_shape, number, shape
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry import contraction
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, maximum, minimum, text
from layerhints.rules.shapes import elements
from layerhints.values.equations import learn_equation, learn_product
from layerhints.values.ranks import of_same_rank
from layerhints.values.reading import NotKnown, choice, flag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


# --- products


@define("matmul")
def matmul(machine: Machine, x1: Any, x2: Any) -> Any:
    first, second = shape(machine, x1), shape(machine, x2)
    if not machine.forks:
        learn_product(machine, first, second)
    if isinstance(first, Unknown) and isinstance(second, tuple) and len(second) == 2:
        return of_same_rank(Open(first.reason, tail=(second[1],)), first)
    return contraction.matmul(first, second)


@define("dot")
def dot(machine: Machine, x1: Any, x2: Any) -> Any:
    return contraction.dot(shape(machine, x1), shape(machine, x2))


@define("tensordot")
def tensordot(machine: Machine, x1: Any, x2: Any, axes: Any = 2) -> Any:
    return contraction.tensordot(shape(machine, x1), shape(machine, x2), _pairs(machine, axes))


def _pairs(machine: Machine, value: Any) -> Any:
    if not isinstance(value, tuple):
        return number(machine, value)
    if len(value) != 2:
        raise Mismatch("the axes of a tensor product are a number, or those of each operand")
    return axes(machine, value[0]), axes(machine, value[1])


@define("einsum")
def einsum(machine: Machine, subscripts: Any, *operands: Any, **kwargs: Any) -> Any:
    """What an output leaves out of `...` is summed over by JAX and PyTorch, and by Keras where it only traces shapes;
    TensorFlow and NumPy refuse it.
    """
    return einsum_of(machine, subscripts, operands, drops_ellipsis=True)


def einsum_of(machine: Machine, subscripts: Any, operands: Sequence[Any], *, drops_ellipsis: bool) -> Any:
    if not isinstance(subscripts, str):
        raise NotKnown("the equation of the sum is not known")
    equation = subscripts if "->" in subscripts else implicit(subscripts)
    shapes = [shape(machine, each) for each in operands]
    if not machine.forks:
        learn_equation(machine, equation, shapes)
    return contraction.einsum(equation, shapes, drops_ellipsis=drops_ellipsis)


def implicit(equation: str) -> str:
    """An equation without an arrow puts out the axes that occur once, in the order of the alphabet."""
    letters = equation.replace(" ", "").replace(".", "").replace(",", "")
    once = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    return f"{equation}->{'...' if '...' in equation else ''}{once}"


@define("inner")
def inner(machine: Machine, x1: Any, x2: Any) -> Any:
    first, second = known_shape(machine, x1), known_shape(machine, x2)
    if not first or not second:
        return (*first, *second)
    return contraction.tensordot(first, second, ((-1,), (-1,)))


@define("outer")
def outer(machine: Machine, x1: Any, x2: Any) -> Any:
    return (elements(shape(machine, x1)), elements(shape(machine, x2)))


@define("vdot")
def vdot(machine: Machine, x1: Any, x2: Any) -> Any:
    first, second = elements(shape(machine, x1)), elements(shape(machine, x2))
    if equal(first, second) is False:
        raise Mismatch(f"{text(first)} numbers do not meet {text(second)}")
    return ()


@define("kron")
def kron(machine: Machine, x1: Any, x2: Any) -> Any:
    first, second = known_shape(machine, x1), known_shape(machine, x2)
    if len(first) != len(second) and is_announced(machine, x1, x2):
        raise NotKnown("Keras names another shape for operands with different numbers of axes than it computes")
    rank = max(len(first), len(second))
    first, second = ((1,) * (rank - len(each)) + each for each in (first, second))
    return tuple(one * other for one, other in zip(first, second, strict=True))


@define("cross")
def cross(
    machine: Machine, x1: Any, x2: Any, axisa: Any = -1, axisb: Any = -1, axisc: Any = -1, axis: Any = None
) -> Any:
    """Vectors of two or three numbers; the product of two of two numbers is one number."""
    first, second = known_shape(machine, x1), known_shape(machine, x2)
    places = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    ours = normalize_axis(number(machine, places[0]), len(first))
    theirs = normalize_axis(number(machine, places[1]), len(second))
    lengths = first[ours], second[theirs]
    rest = broadcast((*first[:ours], *first[ours + 1 :]), (*second[:theirs], *second[theirs + 1 :]))
    if any(equal(length, 2) is False and equal(length, 3) is False for length in lengths):
        raise Mismatch("a cross product is of vectors with two or three numbers")
    if isinstance(rest, Unknown):
        return rest
    if any(equal(length, 3) is True for length in lengths):
        place = normalize_axis(number(machine, places[2]), len(rest) + 1)
        return (*rest[:place], 3, *rest[place:])
    if all(equal(length, 2) is True for length in lengths):
        normalize_axis(number(machine, places[2]), len(rest))  # Keras insists on it though there is no such axis
        return rest
    return Unknown("whether the vectors have two or three numbers is not known")


@define("cdist", type="CDist", dtype=FLOATING)
def cdist(machine: Machine, x: Any, y: Any) -> Any:
    """The distance of every row of the one from every row of the other."""
    first, second = known_shape(machine, x), known_shape(machine, y)
    if len(first) < 2 or len(second) < 2:
        raise Mismatch("distances are between the rows of matrices")
    return contraction.matmul(first, (*second[:-2], second[-1], second[-2]))


# --- functions of matrices


def _matrices(machine: Machine, x: Any) -> tuple[tuple[Any, ...], Any, Any]:
    """The axes before, the rows and the columns."""
    given = known_shape(machine, x)
    if len(given) < 2:
        raise Mismatch("a matrix has two axes")
    return given[:-2], given[-2], given[-1]


def _square(machine: Machine, x: Any) -> tuple[tuple[Any, ...], Any]:
    batch, rows, columns = _matrices(machine, x)
    if equal(rows, columns) is False:
        raise Mismatch(f"a matrix of {text(rows)} by {text(columns)} is not square")
    return batch, rows


@define("cholesky", "cholesky_inverse", dtype=FLOATING)
def cholesky(machine: Machine, x: Any, upper: Any = False) -> Any:
    return inv(machine, x)


@define("inv", dtype=FLOATING)
def inv(machine: Machine, x: Any) -> Any:
    batch, side = _square(machine, x)
    return (*batch, side, side)


@define("det", "logdet", dtype=FLOATING)
def det(machine: Machine, x: Any) -> Any:
    return _square(machine, x)[0]


@define("slogdet", dtype=FLOATING)
def slogdet(machine: Machine, x: Any) -> Any:
    batch, _ = _square(machine, x)
    if batch and is_announced(machine, x):
        return Several((Unknown("Keras names another shape for the signs of a batch than it computes"), batch))
    return Several((batch, batch))


@define("eig", "eigh", dtype=FLOATING)
def eig(machine: Machine, x: Any) -> Any:
    batch, side = _square(machine, x)
    return Several(((*batch, side), (*batch, side, side)))


@define("lu_factor", dtype=FLOATING)
def lu_factor(machine: Machine, x: Any) -> Any:
    batch, rows, columns = _matrices(machine, x)
    return Several(((*batch, rows, columns), (*batch, minimum(rows, columns))))


@define("qr", dtype=FLOATING)
def qr(machine: Machine, x: Any, mode: Any = "reduced") -> Any:
    batch, rows, columns = _matrices(machine, x)
    inner = minimum(rows, columns) if choice(mode, "reduced", "complete") == "reduced" else rows
    return Several(((*batch, rows, inner), (*batch, inner, columns)))


@define("svd", type="SVD", dtype=FLOATING)
def svd(machine: Machine, x: Any, full_matrices: Any = True, compute_uv: Any = True) -> Any:
    batch, rows, columns = _matrices(machine, x)
    least = minimum(rows, columns)
    if not flag(machine, compute_uv):
        return (*batch, least)
    left, right = (rows, columns) if flag(machine, full_matrices) else (least, least)
    return Several(((*batch, rows, left), (*batch, least), (*batch, right, columns)))


@define("matrix_rank", dtype="int32")
def matrix_rank(machine: Machine, x: Any, tol: Any = None) -> Any:
    return _matrices(machine, x)[0]


@define("pinv", dtype=FLOATING)
def pinv(machine: Machine, x: Any, rcond: Any = None) -> Any:
    batch, rows, columns = _matrices(machine, x)
    return (*batch, columns, rows)


@define("solve", dtype=FLOATING)
def solve(machine: Machine, a: Any, b: Any) -> Any:
    _, side = _square(machine, a)
    right = known_shape(machine, b)
    rank = len(known_shape(machine, a))
    if not right or len(right) not in (rank - 1, rank):
        raise Mismatch("the right side has as many axes as the matrix, or one less")
    rows = right[-1] if len(right) == rank - 1 else right[-2]
    if equal(rows, side) is False:
        raise Mismatch(f"{text(side)} unknowns do not meet {text(rows)} numbers")
    return right


@define("solve_triangular", dtype=FLOATING)
def solve_triangular(machine: Machine, a: Any, b: Any, lower: Any = False) -> Any:
    return solve(machine, a, b)


@define("lstsq", dtype=FLOATING)
def lstsq(machine: Machine, a: Any, b: Any, rcond: Any = None) -> Any:
    left, right = known_shape(machine, a), known_shape(machine, b)
    if len(left) != 2 or len(right) not in (1, 2) or equal(left[0], right[0]) is False:
        raise Mismatch("the rows of the matrix do not meet those of the right side")
    return (left[1], *right[1:])


@define("corrcoef", dtype=FLOATING)
def corrcoef(machine: Machine, x: Any) -> Any:
    return shape(machine, x)


@define("correlate", dtype=FLOATING)
def correlate(machine: Machine, x1: Any, x2: Any, mode: Any = "valid") -> Any:
    first, second = known_shape(machine, x1), known_shape(machine, x2)
    if len(first) != 1 or len(second) != 1:
        raise Mismatch("only sequences of numbers are correlated")
    longer, shorter = maximum(first[0], second[0]), minimum(first[0], second[0])
    match choice(mode, "valid", "same", "full"):
        case "valid":
            return (longer - shorter + 1,)
        case "same":
            return (longer,)
    return (first[0] + second[0] - 1,)
