"""Products of matrices, and linear algebra.

https://docs.pytorch.org/docs/stable/linalg.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.inference import equate, of_same_rank, require
from layerhints.libraries.torch.ops.kernel import NotKnown, Operations, Typed
from layerhints.libraries.torch.ops.operands import common_type, operand, stretched, together
from layerhints.libraries.torch.ops.reading import axes, axis, choice, flag, known_shape, members, number, shape, size
from layerhints.libraries.torch.ops.reducing import reduced, without
from layerhints.rules import Several
from layerhints.rules.geometry import contraction
from layerhints.rules.geometry.axes import normalize_axes, squeeze
from layerhints.rules.geometry.broadcast import broadcast_to
from layerhints.rules.geometry.diagonal import diagonal
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, minimum, product, text
from layerhints.rules.shapes import Named, show_structure

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
LINALG = Operations("torch.linalg")

Matrices = tuple[tuple[Any, ...], Any, Any]
"""The axes of a batch, and rows and columns."""


def define_both(name: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The same function in `torch` and in `torch.linalg`."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        return define(name, **options)(LINALG.define(name)(function))

    return register


def of_rank(machine: Machine, value: Any, rank: int, what: str) -> tuple[Any, ...]:
    """The sizes of a tensor that must have so many axes."""
    found = known_shape(machine, value, rank)
    if len(found) != rank:
        raise Mismatch(f"{what} {show_structure(found)} has {len(found)} axes; it must have {rank}")
    return found


def meet(machine: Machine, first: Any, second: Any, sizes: tuple[Any, Any]) -> None:
    """An axis of each is summed up: they have one size."""
    equate(machine, *sizes)
    if equal(*sizes) is False:
        raise Mismatch(
            f"{show_structure(first)} and {show_structure(second)} do not fit: {text(sizes[0])} meets {text(sizes[1])}"
        )


# --- products


@define_both("matmul", method=True)
def matmul(machine: Machine, input: Any, other: Any) -> Any:
    """The product of the last two axes, the axes in front stretched to one another; a vector is a row or a column."""
    first, second = shape(machine, input), shape(machine, other)
    for one, another, place in ((first, second, -1), (second, first, -2)):
        # A matrix or more meets the last axis of the first operand with its last but one.
        if isinstance(one, Unknown) and isinstance(another, tuple) and len(another) > 1 and place == -1:
            require(machine, one, Open("", tail=(another[-2],)))
    if isinstance(first, tuple) and isinstance(second, tuple) and first and second:
        equate(machine, first[-1], second[-2] if len(second) > 1 else second[0])
    if isinstance(first, Unknown) and isinstance(second, tuple) and len(second) == 2:
        return Typed(of_same_rank(Open(first.reason, tail=(second[1],)), first), common_type(input, other))
    return contraction.matmul(first, second)


@define("spmm")
@define("mm", "smm", method=True)
def mm(machine: Machine, input: Any, mat2: Any, out_dtype: Any = None) -> Any:
    """(n, m) times (m, p) is (n, p)."""
    first, second = of_rank(machine, input, 2, "the input"), of_rank(machine, mat2, 2, "the other matrix")
    meet(machine, first, second, (first[1], second[0]))
    return (first[0], second[1])


@define("bmm", method=True)
def bmm(machine: Machine, input: Any, mat2: Any, out_dtype: Any = None) -> Any:
    """(B, n, m) times (B, m, p) is (B, n, p)."""
    first, second = of_rank(machine, input, 3, "the input"), of_rank(machine, mat2, 3, "the other batch")
    meet(machine, first, second, (first[0], second[0]))
    meet(machine, first, second, (first[2], second[1]))
    return (first[0], first[1], second[2])


@define("mv", method=True)
def mv(machine: Machine, input: Any, vec: Any) -> Any:
    """(n, m) times (m) is (n)."""
    matrix, row = of_rank(machine, input, 2, "the matrix"), of_rank(machine, vec, 1, "the vector")
    meet(machine, matrix, row, (matrix[1], row[0]))
    return (matrix[0],)


@define("dot", method=True)
def dot(machine: Machine, input: Any, tensor: Any) -> Any:
    """One number; both vectors have the same length."""
    first, second = of_rank(machine, input, 1, "the input"), of_rank(machine, tensor, 1, "the other vector")
    meet(machine, first, second, (first[0], second[0]))
    return ()


@define("vdot", method=True)
def vdot(machine: Machine, input: Any, other: Any) -> Any:
    """One number; both vectors have the same length."""
    return dot(machine, input, other)


@define("inner", method=True)
def inner(machine: Machine, input: Any, other: Any) -> Any:
    """The last axes, which must agree, are summed up; the others follow one another."""
    first, second = known_shape(machine, input), known_shape(machine, other)
    if not first or not second:
        return (*first, *second)
    meet(machine, first, second, (first[-1], second[-1]))
    return (*first[:-1], *second[:-1])


@define("outer", "ger", method=True)
def outer(machine: Machine, input: Any, vec2: Any) -> Any:
    """A row for each number of the first vector, a column for each of the second."""
    return (*of_rank(machine, input, 1, "the input"), *of_rank(machine, vec2, 1, "the other vector"))


@define("addmm", "sspaddmm", method=True)
def addmm(
    machine: Machine, input: Any, mat1: Any, mat2: Any, out_dtype: Any = None, *, beta: Any = 1, alpha: Any = 1
) -> Any:
    """The product of two matrices, to which the input stretches."""
    return _added(machine, input, mm(machine, mat1, mat2))


@define("addmv", method=True)
def addmv(machine: Machine, input: Any, mat: Any, vec: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """The product of a matrix with a vector, to which the input stretches."""
    return _added(machine, input, mv(machine, mat, vec))


@define("addr", method=True)
def addr(machine: Machine, input: Any, vec1: Any, vec2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """The outer product of two vectors, to which the input stretches."""
    return _added(machine, input, outer(machine, vec1, vec2))


@define("baddbmm", method=True)
def baddbmm(
    machine: Machine, input: Any, batch1: Any, batch2: Any, out_dtype: Any = None, *, beta: Any = 1, alpha: Any = 1
) -> Any:
    """The products of a batch of matrices, to which the input stretches."""
    return _added(machine, input, bmm(machine, batch1, batch2))


@define("addbmm_", method=True, function=False)
def addbmm_in_place(
    machine: Machine, input: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1
) -> Any:
    """Of all operations in place this one gives a tensor that does not fit another shape."""
    whole = addbmm(machine, input, batch1, batch2)
    if shape(machine, input) != whole:
        raise NotKnown("what `addbmm_` makes of a tensor that is not as large as the product is not followed")
    return whole


@define("addbmm", method=True)
def addbmm(machine: Machine, input: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """The sum of the products of a batch of matrices, to which the input stretches."""
    return _added(machine, input, bmm(machine, batch1, batch2)[1:])


def _added(machine: Machine, input: Any, whole: tuple[Any, ...]) -> Any:
    """A product that something is added to, which stretches to it."""
    return broadcast_to(operand(machine, input), whole)


@define("kron", method=True)
def kron(machine: Machine, input: Any, other: Any) -> Any:
    """Each axis is as long as both lengths multiplied."""
    first, second = known_shape(machine, input), known_shape(machine, other)
    rank = max(len(first), len(second))
    first, second = (1,) * (rank - len(first)) + first, (1,) * (rank - len(second)) + second
    return tuple(one * another for one, another in zip(first, second, strict=True))


@define("tensordot")
def tensordot(machine: Machine, a: Any, b: Any, dims: Any = 2) -> Any:
    """The axes that are named, which must agree, are summed up; those that are left follow one another."""
    first, second = known_shape(machine, a), known_shape(machine, b)
    plain = machine.plain(dims)
    if not isinstance(plain, tuple):
        count = number(machine, dims)
        if not 0 <= count <= min(len(first), len(second)):
            raise Mismatch(f"{count} axes cannot be summed over")
        plain = (tuple(range(len(first) - count, len(first))), tuple(range(count)))
    if len(plain) != 2:
        raise Mismatch("the axes of a tensor product are a number, or those of each operand")
    ours, theirs = (
        normalize_axes(axes(machine, each) or (), len(found))
        for each, found in zip(plain, (first, second), strict=True)
    )
    for one, other in zip(ours, theirs, strict=False):
        # An axis of size 1 is summed up with any other.
        if equal(first[one], 1) is True or equal(second[other], 1) is True:
            first = (*first[:one], 1, *first[one + 1 :])
            second = (*second[:other], 1, *second[other + 1 :])
    return contraction.tensordot(first, second, (ours, theirs))


@define("einsum")
def einsum(machine: Machine, equation: Any, *operands: Any) -> Any:
    """The equation in letters, or each operand followed by the numbers of its axes and at the end those that stay."""
    if not isinstance(equation, str):
        equation, operands = _written(machine, (equation, *operands))
    elif len(operands) == 1 and not hasattr(operands[0], "shape"):
        operands = members(machine, operands[0])
    shapes = [shape(machine, each) for each in operands]
    _learn(machine, equation, shapes)
    _check(equation)
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    if not arrow or "..." in output or "..." not in inputs:
        return contraction.einsum(equation, shapes)
    # Axes under an ellipsis that the output leaves out are summed up.
    whole = contraction.einsum(f"{inputs}->...{output}", shapes)
    return whole if isinstance(whole, Unknown) else whole[len(whole) - len(output) :]


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _written(machine: Machine, arguments: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """The equation and operands of a call with the numbers of axes."""
    pairs, rest = arguments[: len(arguments) // 2 * 2], arguments[len(arguments) // 2 * 2 :]
    terms = [_letters(machine, subscripts) for subscripts in pairs[1::2]]
    equation = ",".join(terms) + "".join(f"->{_letters(machine, subscripts)}" for subscripts in rest)
    return equation, tuple(pairs[::2])


def _letters(machine: Machine, subscripts: Any) -> str:
    found = members(machine, subscripts)
    return "".join("..." if item is Ellipsis else LETTERS[number(machine, item)] for item in found)


def _check(equation: str) -> None:
    """Torch takes letters, arrow, comma and ellipsis, and nothing else."""
    if any(not (letter.isascii() and letter.isalpha()) for letter in equation.replace("->", "").replace("...", "")
           if letter not in ", "):  # fmt: skip
        raise Mismatch(f"`{equation}` holds more than letters")


def _learn(machine: Machine, equation: str, shapes: Sequence[Any]) -> None:
    """An operand has as many axes as its term has letters; axes of one letter have one size."""
    terms = equation.replace(" ", "").partition("->")[0].split(",")
    if "." in equation or len(terms) != len(shapes):
        return
    sizes: dict[str, Any] = {}
    for term, found in zip(terms, shapes, strict=True):
        require(machine, found, tuple("" for _ in term))
        if isinstance(found, tuple) and len(found) == len(term):
            for letter, length in zip(term, found, strict=True):
                if letter in sizes and equal(length, 1) is False and equal(sizes[letter], 1) is False:
                    equate(machine, sizes[letter], length)
                sizes.setdefault(letter, length)


@define("chain_matmul")
def chain_matmul(machine: Machine, *matrices: Any) -> Any:
    """The rows of the first matrix, the columns of the last."""
    if not matrices:
        raise Mismatch("there are no matrices to multiply")
    result = of_rank(machine, matrices[0], 2, "the matrix")
    for matrix in matrices[1:]:
        following = of_rank(machine, matrix, 2, "the matrix")
        meet(machine, result, following, (result[1], following[0]))
        result = (result[0], following[1])
    return result


@LINALG.define("multi_dot")
def multi_dot(machine: Machine, tensors: Any) -> Any:
    """The first may be a row, the last a column."""
    chain = [known_shape(machine, each) for each in members(machine, tensors)]
    if len(chain) < 2:
        raise Mismatch("at least two matrices are multiplied")
    if any(len(each) != 2 for each in chain[1:-1]) or any(len(each) not in (1, 2) for each in (chain[0], chain[-1])):
        raise Mismatch("matrices are multiplied; the first and the last may have one axis")
    result = chain[0]
    for following in chain[1:]:
        meet(machine, result, following, (result[-1], following[0]))
        result = (*result[:-1], *following[1:])
    return result


@LINALG.define("vecdot")
def vecdot(machine: Machine, x: Any, y: Any, *, dim: Any = -1) -> Any:
    """The operands stretched to one another without the axis."""
    first, second = known_shape(machine, x), known_shape(machine, y)
    if first and second and len(first) == len(second):
        place = axis(machine, dim, len(first))
        equate(machine, first[place], second[place])
    return without(stretched(first, second), (number(machine, dim),), False)


@define("cross", method=True)
def cross(machine: Machine, input: Any, other: Any, dim: Any = None) -> Any:
    """Without `dim` along the first axis of size 3."""
    whole = known_shape_of(together(machine, input, other))
    if dim is not None:
        return _of_three(whole, axis(machine, dim, len(whole)))
    answers = [equal(each, 3) for each in whole]
    if True not in answers and None not in answers:
        raise Mismatch(f"no axis of {show_structure(whole)} has size 3")
    return whole


@LINALG.define("cross")
def linalg_cross(machine: Machine, input: Any, other: Any, *, dim: Any = -1) -> Any:
    """The operands stretched to one another; the axis has length 3."""
    first, second = known_shape(machine, input), known_shape(machine, other)
    if len(first) != len(second):
        raise Mismatch(f"{show_structure(first)} and {show_structure(second)} differ in their number of axes")
    whole = known_shape_of(stretched(first, second))
    return _of_three(whole, axis(machine, dim, len(whole)))


def known_shape_of(found: Any) -> tuple[Any, ...]:
    if isinstance(found, Unknown):
        raise NotKnown(found)
    result: tuple[Any, ...] = found
    return result


def _of_three(whole: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    if not whole or equal(whole[place], 3) is False:
        raise Mismatch(f"vectors of three numbers are multiplied, along an axis of {show_structure(whole)}")
    return whole


@define("cov", method=True)
def cov(machine: Machine, input: Any, *, correction: Any = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """A square with a row for each variable, which are the rows of the input."""
    found = known_shape(machine, input)
    if len(found) > 2:
        raise Mismatch(f"{show_structure(found)} has {len(found)} axes; rows of observations have two")
    return squeeze((found[0], found[0])) if len(found) == 2 else ()


@define("corrcoef", method=True)
def corrcoef(machine: Machine, input: Any) -> Any:
    """A square with a row for each variable, which are the rows of the input."""
    return cov(machine, input)


# --- matrices


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


@LINALG.define("matrix_power")
@define("matrix_power", method=True)
def matrix_power(machine: Machine, input: Any, n: Any) -> Any:
    """The shape stays: square matrices."""
    return of_square(machine, input)


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
    return Named(("sign", "logabsdet"), (batch, batch))


@LINALG.define("slogdet")
def linalg_slogdet(machine: Machine, A: Any) -> Any:
    """Sign and logarithm, a number for each square matrix."""
    return slogdet(machine, A)


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


@define("svd", method=True)
def svd(machine: Machine, input: Any, some: Any = True, compute_uv: Any = True) -> Any:
    """V, not its transpose; without `compute_uv` U and V are full of zeros."""
    batch, rows, columns = matrices(machine, input)
    least = minimum(rows, columns)
    whole = not flag(machine, some) or not flag(machine, compute_uv)
    left, right = (rows, columns) if whole else (least, least)
    return Named(("U", "S", "V"), ((*batch, rows, left), (*batch, least), (*batch, columns, right)))


@LINALG.define("svd")
def linalg_svd(machine: Machine, A: Any, full_matrices: Any = True, *, driver: Any = None) -> Any:
    """(m, m), k numbers and (n, n), where k is the smaller of both; without full matrices (m, k), k and (k, n)."""
    batch, rows, columns = matrices(machine, A)
    least = minimum(rows, columns)
    left, right = (rows, columns) if flag(machine, full_matrices) else (least, least)
    return Named(("U", "S", "Vh"), ((*batch, rows, left), (*batch, least), (*batch, right, columns)))


@LINALG.define("svdvals")
def svdvals(machine: Machine, A: Any, *, driver: Any = None) -> Any:
    """As many numbers as the smaller of the sides."""
    batch, rows, columns = matrices(machine, A)
    return (*batch, minimum(rows, columns))


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


@LINALG.define("pinv")
def pinv(
    machine: Machine, A: Any, rcond: Any = None, hermitian: Any = False, *, atol: Any = None, rtol: Any = None
) -> Any:
    """The last two axes exchanged."""
    batch, rows, columns = matrices(machine, A)
    return (*batch, columns, rows)


@define("pinverse", method=True)
def pinverse(machine: Machine, input: Any, rcond: Any = 1e-15) -> Any:
    """The last two axes exchanged."""
    return pinv(machine, input)


# --- equations


def solution(machine: Machine, A: Any, B: Any, left: Any) -> Any:
    """The right side is a batch of vectors where it has the shape of A without its columns, else of matrices."""
    batch, side = square(machine, A)
    right = known_shape(machine, B)
    answers: list[bool | None] = [len(right) == 1]
    if len(right) == len(batch) + 1 and batch:
        answers = [equal(one, other) for one, other in zip(right, (*batch, side), strict=True)]
    if None in answers and False not in answers:
        raise NotKnown("whether the right side is a batch of vectors or a matrix is not known")
    if all(answers):
        equate(machine, right[-1], side)
        if equal(right[-1], side) is False:
            raise Mismatch(f"{text(side)} unknowns do not meet {text(right[-1])} numbers")
        common = stretched(batch, right[:-1])
        return Unknown(common.reason) if isinstance(common, Unknown) else (*common, side)
    return matrix_solution(machine, batch, side, right, left)


def matrix_solution(machine: Machine, batch: Any, side: Any, right: tuple[Any, ...], left: Any) -> Any:
    if len(right) < 2:
        raise Mismatch(f"the right side {show_structure(right)} is no matrix")
    rows = right[-2] if flag(machine, left) else right[-1]
    equate(machine, rows, side)
    if equal(rows, side) is False:
        raise Mismatch(f"{text(side)} unknowns do not meet {text(rows)} numbers")
    common = stretched(batch, right[:-2])
    return Unknown(common.reason) if isinstance(common, Unknown) else (*common, *right[-2:])


@LINALG.define("solve")
def solve(machine: Machine, A: Any, B: Any, *, left: Any = True) -> Any:
    """The shape of the right side, the batch axes stretched to one another."""
    return solution(machine, A, B, left)


@LINALG.define("solve_ex")
def solve_ex(machine: Machine, A: Any, B: Any, *, left: Any = True, check_errors: Any = False) -> Any:
    """The solution, and a number for each matrix."""
    batch, _ = square(machine, A)
    return Named(("result", "info"), (solution(machine, A, B, left), Typed(batch, "int32")))


@LINALG.define("solve_triangular")
def solve_triangular(
    machine: Machine, A: Any, B: Any, *, upper: Any, left: Any = True, unitriangular: Any = False
) -> Any:
    """The shape of the right side, the batch axes stretched to one another."""
    batch, side = square(machine, A)
    return matrix_solution(machine, batch, side, known_shape(machine, B), left)


@define("triangular_solve", method=True)
def triangular_solve(
    machine: Machine, input: Any, A: Any, upper: Any = True, transpose: Any = False, unitriangular: Any = False
) -> Any:
    """The solution and the matrix, with the batch axes stretched to one another."""
    batch, side = square(machine, A)
    found = matrix_solution(machine, batch, side, known_shape(machine, input), True)
    common = stretched(batch, known_shape(machine, input)[:-2])
    copied = Unknown(common.reason) if isinstance(common, Unknown) else (*common, side, side)
    return Named(("solution", "cloned_coefficient"), (found, copied))


@define("cholesky_solve", method=True)
def cholesky_solve(machine: Machine, input: Any, L: Any, upper: Any = False) -> Any:
    """The right side, with the batch axes stretched to one another."""
    batch, side = square(machine, L)
    return matrix_solution(machine, batch, side, known_shape(machine, input), True)


@LINALG.define("ldl_solve")
def ldl_solve(machine: Machine, LD: Any, pivots: Any, B: Any, *, hermitian: Any = False) -> Any:
    """The shape of the right side, the batch axes stretched to one another."""
    batch, side = square(machine, LD)
    return matrix_solution(machine, batch, side, known_shape(machine, B), True)


@LINALG.define("lu_solve")
def linalg_lu_solve(machine: Machine, LU: Any, pivots: Any, B: Any, *, left: Any = True, adjoint: Any = False) -> Any:
    """The shape of the right side, the batch axes stretched to one another."""
    batch, side = square(machine, LU)
    return matrix_solution(machine, batch, side, known_shape(machine, B), left)


@define("lu_solve", method=True)
def lu_solve(machine: Machine, b: Any, LU_data: Any, LU_pivots: Any) -> Any:
    """The right side, with the batch axes stretched to one another."""
    return linalg_lu_solve(machine, LU_data, LU_pivots, b)


@LINALG.define("lstsq")
def lstsq(machine: Machine, input: Any, b: Any, rcond: Any = None, *, driver: Any = None) -> Any:
    """Solution, residuals, rank and singular values; of the last three some are empty, which the numbers decide."""
    batch, rows, columns = matrices(machine, input)
    right = known_shape(machine, b)
    vectors = len(right) == len(batch) + 1
    if not vectors and len(right) < 2:
        raise Mismatch("the right side has as many axes as the matrix, or one less")
    met = right[-1] if vectors else right[-2]
    if equal(rows, met) is False:
        raise Mismatch(f"{text(rows)} rows do not meet {text(met)} numbers")
    common = stretched(batch, right[:-1] if vectors else right[:-2])
    if isinstance(common, Unknown):
        raise NotKnown(common)
    found = (*common, columns) if vectors else (*common, columns, right[-1])
    reason = Unknown("which of the further results of `lstsq` are empty depends on the driver and the rank")
    other = Typed(reason, None)
    return Named(("solution", "residuals", "rank", "singular_values"), (found, other, other, other))


@LINALG.define("tensorinv")
def tensorinv(machine: Machine, input: Any, ind: Any = 2) -> Any:
    """The first `ind` axes behind the others."""
    found, place = known_shape(machine, input), number(machine, ind)
    if place < 1:
        raise Mismatch("`ind` must be positive")
    if equal(product(found[:place]), product(found[place:])) is False:
        raise Mismatch(f"{show_structure(found)} is not square around axis {place}")
    return (*found[place:], *found[:place])


@LINALG.define("tensorsolve")
def tensorsolve(machine: Machine, input: Any, other: Any, dims: Any = None) -> Any:
    """The axes of the matrix that are not those of the right side."""
    if dims is not None:
        raise NotKnown("`tensorsolve` with axes that move is not followed")
    found, right = known_shape(machine, input), known_shape(machine, other)
    result = found[len(right) :]
    if equal(product(result), product(right)) is False:
        raise Mismatch(f"{show_structure(found)} is not square against {show_structure(right)}")
    return result


@LINALG.define("vander")
def linalg_vander(machine: Machine, x: Any, *, N: Any = None) -> Any:
    """A new last axis of N, without N as long as the one before."""
    found = known_shape(machine, x) or (1,)
    return (*found, found[-1] if N is None else size(machine, N))


@define("vander")
def vander(machine: Machine, x: Any, N: Any = None, increasing: Any = False) -> Any:
    """A row for each number, and N columns, without N a square."""
    found = of_rank(machine, x, 1, "the input")
    return (*found, found[0] if N is None else size(machine, N))


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


@LINALG.define("diagonal")
def linalg_diagonal(machine: Machine, A: Any, *, offset: Any = 0, dim1: Any = -2, dim2: Any = -1) -> Any:
    """Both axes go; the diagonal is the last one."""
    return diagonal(shape(machine, A), size(machine, offset), number(machine, dim1), number(machine, dim2))


# --- norms


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


@define("trace", method=True)
def trace(machine: Machine, input: Any) -> Any:
    """One number."""
    of_rank(machine, input, 2, "the input")
    return ()


__all__ = ["LINALG", "OPERATIONS"]
