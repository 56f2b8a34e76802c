"""Sums of products, written in letters.

https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.dtypes import COMPLEX, FLOATING
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import Operations, Typed
from layerhints.libraries.torch.ops.reading import number, shape
from layerhints.rules.geometry import contraction
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.equations import learn_equation
from layerhints.values.reading import members

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@define("einsum", dtype=None)
def einsum(machine: Machine, equation: Any, *operands: Any) -> Any:
    """The equation in letters, or each operand followed by the numbers of its axes and at the end those that stay."""
    if not isinstance(equation, str):
        equation, operands = _written(machine, (equation, *operands))
    elif len(operands) == 1 and not hasattr(operands[0], "shape"):
        operands = members(machine, operands[0])
    shapes = [shape(machine, each) for each in operands]
    learn_equation(machine, equation, shapes)
    _check(equation)
    return Typed(_result(equation, shapes), _type(operands))


def _type(operands: Sequence[Any]) -> str | None:
    """That of the operands, where they have one; of whole numbers only those that are summed up get 64 bits."""
    types = {dtype_in(each) for each in operands}
    return types.pop() if len(types) == 1 and types <= {*FLOATING, *COMPLEX} else None


def _result(equation: str, shapes: Sequence[Any]) -> Any:
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    if not arrow or "..." in output or "..." not in inputs:
        return contraction.einsum(equation, shapes)
    # Axes under an ellipsis that the output leaves out are summed up.
    whole = contraction.einsum(f"{inputs}->...{output}", shapes)
    return whole if isinstance(whole, Unknown) else whole[len(whole) - len(output) :]


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


__all__ = ["LETTERS", "OPERATIONS"]
