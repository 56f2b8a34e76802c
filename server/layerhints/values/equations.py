"""What a product says of the sizes of its operands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown
from layerhints.rules.quantity import equal
from layerhints.values.learned import equate, require

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def learn_product(machine: Machine, first: Any, second: Any) -> None:
    """The last axis of the one is summed up with the last but one of the other."""
    if isinstance(first, Unknown) and isinstance(second, tuple) and len(second) > 1:
        require(machine, first, Open("", tail=(second[-2],)))
    if isinstance(first, tuple) and isinstance(second, tuple) and first and second:
        equate(machine, first[-1], second[-2] if len(second) > 1 else second[0])


def learn_equation(machine: Machine, equation: str, shapes: Sequence[Any]) -> None:
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
