"""Systems of linear equations.

https://docs.pytorch.org/docs/stable/linalg.html#solvers
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.matrices import matrices, square
from layerhints.libraries.torch.ops.reading import known_shape, number
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, product, text
from layerhints.rules.shapes import Named, show_structure
from layerhints.values.learned import equate
from layerhints.values.reading import NotKnown, flag
from layerhints.values.stretching import stretched

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
LINALG = Operations("torch.linalg")


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


__all__ = ["LINALG", "OPERATIONS"]
