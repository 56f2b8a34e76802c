"""Shapes: the sizes of all axes of a tensor, or unknown as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from layerhints.algebra.display import show
from layerhints.algebra.expression import Dim
from layerhints.algebra.substitution import symbol_factors
from layerhints.algebra.unknown import Unknown

Shape: TypeAlias = tuple[Dim, ...] | Unknown


@dataclass(frozen=True, slots=True)
class Open(Unknown):
    """A shape of which only the first sizes (`head`) and the last (`tail`) are known, not how many lie between.

    To whoever does not ask for its ends it is Unknown.
    """

    head: tuple[Dim, ...] = ()
    tail: tuple[Dim, ...] = ()

    def of_rank(self, rank: int) -> Shape:
        """The shape once its rank is known; Unknown when the ends do not fit into it."""
        between = rank - len(self.head) - len(self.tail)
        if between < 0:
            return Unknown(self.reason)
        return (*self.head, *(Unknown(self.reason),) * between, *self.tail)


def product(dims: Iterable[Dim]) -> Dim:
    """The product of the sizes; 1 of none."""
    result: Dim = 1
    for dim in dims:
        result = result * dim
    return result


def total(dims: Iterable[Dim]) -> Dim:
    """The sum of the sizes; 0 of none."""
    result: Dim = 0
    for dim in dims:
        result = result + dim
    return result


def show_shape(shape: Shape) -> str:
    """A shape as a tuple: `(None, 32, 32, 32)`, `(10,)`; one that is not known is `?` or, at its ends, `(…, 64)`."""
    if isinstance(shape, Open):
        return f"({', '.join([*map(show, shape.head), '…', *map(show, shape.tail)])})"
    if isinstance(shape, Unknown):
        return "?"
    if len(shape) == 1:
        return f"({show(shape[0])},)"
    return f"({', '.join(map(show, shape))})"


def dims_to_json(shape: Shape) -> list[int | str | None] | None:
    """A shape for JSON: numbers, formulas as Python text, and None for what is unknown or anonymous."""
    if isinstance(shape, Unknown):
        return None
    return [_dim_to_json(dim) for dim in shape]


def _dim_to_json(dim: Dim) -> int | str | None:
    if isinstance(dim, int):
        return dim
    if isinstance(dim, Unknown) or any(factor.is_anonymous for factor in symbol_factors(dim)):
        return None
    return show(dim, ascii=True)
