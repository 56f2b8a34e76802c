"""Products of matrices and vectors.

https://docs.pytorch.org/docs/stable/linalg.html#matrix-products
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.operands import common_type, operand, together
from layerhints.libraries.torch.ops.reading import axes, axis, known_shape, number, of_rank, shape
from layerhints.libraries.torch.ops.reducing import without
from layerhints.libraries.torch.promotion import promoted
from layerhints.rules.geometry import contraction
from layerhints.rules.geometry.axes import normalize_axes
from layerhints.rules.geometry.broadcast import broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, text
from layerhints.rules.shapes import show_structure
from layerhints.values.equations import learn_product
from layerhints.values.learned import equate
from layerhints.values.ranks import of_same_rank
from layerhints.values.reading import NotKnown, members
from layerhints.values.stretching import stretched

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
LINALG = Operations("torch.linalg")


def meet(machine: Machine, first: Any, second: Any, sizes: tuple[Any, Any]) -> None:
    """An axis of each is summed up: they have one size."""
    equate(machine, *sizes)
    if equal(*sizes) is False:
        raise Mismatch(
            f"{show_structure(first)} and {show_structure(second)} do not fit: {text(sizes[0])} meets {text(sizes[1])}"
        )


@define("matmul", method=True)
@LINALG.define("matmul")
def matmul(machine: Machine, input: Any, other: Any) -> Any:
    """The product of the last two axes, the axes in front stretched to one another; a vector is a row or a column."""
    first, second = shape(machine, input), shape(machine, other)
    learn_product(machine, first, second)
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
    dtype = common_type(input, other)
    if not first or not second:
        return Typed((*first, *second), dtype)
    meet(machine, first, second, (first[-1], second[-1]))
    return Typed((*first[:-1], *second[:-1]), dtype)


@define("outer", "ger", method=True)
def outer(machine: Machine, input: Any, vec2: Any) -> Any:
    """A row for each number of the first vector, a column for each of the second."""
    return Typed(_rows_and_columns(machine, input, vec2), common_type(input, vec2))


def _rows_and_columns(machine: Machine, one: Any, other: Any) -> tuple[Any, ...]:
    return (*of_rank(machine, one, 1, "the input"), *of_rank(machine, other, 1, "the other vector"))


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
    return Typed(_added(machine, input, _rows_and_columns(machine, vec1, vec2)), common_type(input, vec1, vec2))


@define("baddbmm", method=True)
def baddbmm(
    machine: Machine, input: Any, batch1: Any, batch2: Any, out_dtype: Any = None, *, beta: Any = 1, alpha: Any = 1
) -> Any:
    """The products of a batch of matrices, to which the input stretches."""
    return _added(machine, input, bmm(machine, batch1, batch2))


@define("addbmm_", method=True, function=False)
def addbmm_in_place(machine: Machine, input: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
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


@define("kron", dtype=None, method=True)
def kron(machine: Machine, input: Any, other: Any) -> Any:
    """Each axis is as long as both lengths multiplied."""
    first, second = known_shape(machine, input), known_shape(machine, other)
    rank = max(len(first), len(second))
    first, second = (1,) * (rank - len(first)) + first, (1,) * (rank - len(second)) + second
    return Typed(
        tuple(one * another for one, another in zip(first, second, strict=True)),
        promoted(dtype_in(input), dtype_in(other)),
    )


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


__all__ = ["LINALG", "OPERATIONS"]
