"""Shapes as rules handle them: one tensor or several, of a rank that may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from layerhints import algebra
from layerhints.algebra import Unknown
from layerhints.rules.quantity import Size, product, value_of


class Several(tuple[Any, ...]):
    """Several tensors: a tuple of structures, as opposed to the sizes of one tensor."""

    __slots__ = ()


Structure: TypeAlias = Any
"""A shape (a tuple of sizes, or Unknown), or Several structures."""


def structured(structure: Any) -> Structure:
    """The structure with every tuple that holds tuples marked as Several."""
    if isinstance(structure, Several) or (
        isinstance(structure, tuple) and any(isinstance(item, tuple) for item in structure)
    ):
        return Several(structured(item) for item in structure)
    return structure


def map_shapes(function: Callable[[Any], Any], structure: Structure) -> Structure:
    """The structure with the function applied to each of its shapes."""
    if isinstance(structure, Several):
        return Several(map_shapes(function, item) for item in structure)
    return function(structure)


def shapes_of(structure: Structure) -> list[Any]:
    """Every shape in a structure, in order."""
    if isinstance(structure, Several):
        return [shape for item in structure for shape in shapes_of(item)]
    return [structure]


def plain(structure: Structure) -> Structure:
    """The structure with plain dims in place of traced ones."""
    return map_shapes(lambda shape: shape if isinstance(shape, Unknown) else tuple(map(value_of, shape)), structure)


def show_structure(structure: Structure) -> str:
    """The structure for people: `(None, 30, 30, 32)`, several tensors in square brackets."""
    if isinstance(structure, Several):
        return f"[{', '.join(map(show_structure, structure))}]"
    return algebra.show_shape(plain(structure))


# --- one shape, whose rank may be unknown


def axis(shape: Any, index: int) -> Size:
    """The size of one axis; the reason when the rank is not known. The axis must exist."""
    return shape if isinstance(shape, Unknown) else shape[index]


def with_axis(shape: Any, index: int, size: Size) -> Any:
    """The shape with one axis of another size."""
    if isinstance(shape, Unknown):
        return shape
    position = index % len(shape)
    return (*shape[:position], size, *shape[position + 1 :])


def without_axis(shape: Any, index: int) -> Any:
    """The shape without one of its axes."""
    if isinstance(shape, Unknown):
        return shape
    position = index % len(shape)
    return (*shape[:position], *shape[position + 1 :])


def elements(shape: Any, start: int = 0, end: int | None = None) -> Size:
    """The product of the sizes from axis `start` up to `end`."""
    return shape if isinstance(shape, Unknown) else product(shape[start:end])


def known_rank(shape: Any) -> int | None:
    return None if isinstance(shape, Unknown) else len(shape)


def in_range(shape: Any, axes: Iterable[int]) -> bool | None:
    """Whether every axis exists; None when the rank is not known."""
    rank = known_rank(shape)
    return None if rank is None else all(-rank <= index < rank for index in axes)
