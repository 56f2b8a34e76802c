"""Shapes as rules handle them: one tensor or several, of a rank that may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from layerhints import algebra
from layerhints.algebra import Open, Unknown
from layerhints.rules.quantity import Size, product, value_of


class Several(tuple[Any, ...]):
    """Several tensors: a tuple of structures, as opposed to the sizes of one tensor."""

    def with_items(self, items: Iterable[Any]) -> Several:
        """Other structures in the same arrangement."""
        return Several(items)


class Named(Several):
    """Several tensors that have names: a dict of structures, in the order of the tuple."""

    names: tuple[str, ...]

    def __new__(cls, names: Iterable[str], items: Iterable[Any]) -> Named:
        self = super().__new__(cls, items)
        self.names = tuple(names)
        return self

    def with_items(self, items: Iterable[Any]) -> Named:
        return Named(self.names, items)


class Usually(tuple[Any, ...]):
    """The axes that mostly go into a layer, which takes more as well; as opposed to those that it must have."""


Structure: TypeAlias = Any
"""A shape (a tuple of sizes, or Unknown), or Several structures; in these, None stands where there is no tensor."""


def structured(structure: Any) -> Structure:
    """The structure with every tuple that holds tuples marked as Several."""
    if isinstance(structure, Several):
        return structure.with_items(structured(item) for item in structure)
    if isinstance(structure, tuple):
        for item in structure:
            if isinstance(item, tuple):
                return Several(map(structured, structure))
    return structure


def map_shapes(function: Callable[[Any], Any], structure: Structure) -> Structure:
    """The structure with the function applied to each of its shapes."""
    if isinstance(structure, Several):
        return structure.with_items(map_shapes(function, item) for item in structure)
    return None if structure is None else function(structure)


def shapes_of(structure: Structure) -> list[Any]:
    """Every shape in a structure, in order."""
    if isinstance(structure, Several):
        return [shape for item in structure for shape in shapes_of(item)]
    return [] if structure is None else [structure]


def plain(structure: Structure) -> Structure:
    """The structure with plain dims in place of traced ones."""
    return map_shapes(_plain, structure)


def _plain(shape: Any) -> Any:
    if isinstance(shape, Open):
        return Open(shape.reason, shape.origin, tuple(map(value_of, shape.head)), tuple(map(value_of, shape.tail)))
    return shape if isinstance(shape, Unknown) else tuple(map(value_of, shape))


def show_structure(structure: Structure) -> str:
    """The structure for people: `(None, 30, 30, 32)`, several tensors in square brackets."""
    if isinstance(structure, Several):
        return f"[{', '.join(show_structure(item) for item in structure if item is not None)}]"
    return algebra.show_shape(plain(structure))


# --- one shape, whose rank may be unknown


def axis(shape: Any, index: int) -> Size:
    """The size of one axis; the reason when the rank is not known. The axis must exist."""
    if isinstance(shape, Open):
        end = shape.head if index >= 0 else shape.tail
        return end[index] if -len(end) <= index < len(end) else Unknown(shape.reason)
    return shape if isinstance(shape, Unknown) else shape[index]


def with_axis(shape: Any, index: int, size: Size) -> Any:
    """The shape with one axis of another size. The last axis is known even where the rank is not."""
    if isinstance(shape, Open):
        return _with_end(shape, index, size)
    if isinstance(shape, Unknown):
        return Open(shape.reason, tail=(size,)) if index == -1 else shape
    position = index % len(shape)
    return (*shape[:position], size, *shape[position + 1 :])


def _with_end(shape: Open, index: int, size: Size) -> Any:
    head, tail = shape.head, shape.tail
    if index == -1:
        # Without a tail the last axis may be the last one of the head.
        return Open(shape.reason, shape.origin, head if tail else head[:-1], (*tail[:-1], size))
    if -len(tail) <= index < 0:
        position = len(tail) + index
        return Open(shape.reason, shape.origin, head, (*tail[:position], size, *tail[position + 1 :]))
    return Unknown(shape.reason)


def of_rank(shape: Unknown, rank: int) -> tuple[Any, ...]:
    """The sizes of an unknown shape once its rank is certain."""
    found = shape.of_rank(rank) if isinstance(shape, Open) else shape
    return (Unknown(shape.reason),) * rank if isinstance(found, Unknown) else found


def appended(shape: Any, size: Size) -> Any:
    """The shape with one more axis at its end."""
    if isinstance(shape, Unknown):
        head, tail = (shape.head, shape.tail) if isinstance(shape, Open) else ((), ())
        return Open(shape.reason, None, head, (*tail, size))
    return (*shape, size)


def forgotten(shape: Unknown) -> Unknown:
    """The same lack of knowledge, without the ends that may be known of it."""
    return Unknown(shape.reason)


def without_axis(shape: Any, index: int) -> Any:
    """The shape without one of its axes."""
    if isinstance(shape, Unknown):
        return Unknown(shape.reason)
    position = index % len(shape)
    return (*shape[:position], *shape[position + 1 :])


def elements(shape: Any, start: int = 0, end: int | None = None) -> Size:
    """The product of the sizes from axis `start` up to `end`."""
    return Unknown(shape.reason) if isinstance(shape, Unknown) else product(shape[start:end])


def known_rank(shape: Any) -> int | None:
    return None if isinstance(shape, Unknown) else len(shape)


def in_range(shape: Any, axes: Iterable[int]) -> bool | None:
    """Whether every axis exists; None when the rank is not known."""
    rank = known_rank(shape)
    return None if rank is None else all(-rank <= index < rank for index in axes)
