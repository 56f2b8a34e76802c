"""Shapes that are stretched to one another, of which some are learned from their use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Shape, Unknown, symbols
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.quantity import equal
from layerhints.values.learned import equate, require
from layerhints.values.ranks import of_same_rank, rank_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine


def learn_from_tables(machine: Machine, shapes: Sequence[Shape]) -> None:
    """`x + positions`, where these are (1, length, features), or as many as the first axis of x is long: they have an
    axis for the batch, so x has as many axes. Its sizes are theirs, as an open one is taken not to be 1; but not where
    the program has a name for it. One of several courses says nothing of the others.
    """
    if machine.forks:
        return
    tables = [shape for shape in shapes if isinstance(shape, tuple) and len(shape) > 2]
    for shape in shapes:
        origin = rank_from(shape)
        for table in tables:
            if origin is not None and (table[0] == 1 or (origin.hole, 0) in _places(machine, table[0])):
                require(machine, shape, ("",) * len(table))
            elif isinstance(shape, tuple) and _is_aligned(table, shape):
                _equate(machine, shape, table)


def _equate(machine: Machine, shape: tuple[Any, ...], table: tuple[Any, ...]) -> None:
    for one, other in zip(shape, table, strict=True):
        if 1 not in (one, other):
            equate(machine, one, other, unless_called=True)


def _is_aligned(table: tuple[Any, ...], shape: tuple[Any, ...]) -> bool:
    """Is the first axis of both the same one? One is left open for it, or made of the size of the other."""
    if table is shape or len(table) != len(shape):
        return False
    return table[0] == 1 or not set(symbols(table[0])).isdisjoint(symbols(shape[0]))


def _places(machine: Machine, size: Any) -> list[Any]:
    """Of which axes of which inputs a size is made."""
    return list(map(machine.hole_of_symbol, symbols(size)))


def stretched(*shapes: Shape) -> Shape:
    """As `broadcast`, but that a shape stays the same object, and that known axes at the end say something."""
    first, *rest = (shape for shape in shapes if shape != ()) if any(shape != () for shape in shapes) else ((),)
    if all(shape is first for shape in rest):
        return first
    unknown = [shape for shape in shapes if isinstance(shape, Unknown)]
    if not unknown:
        common = broadcast(*shapes)
        return next((shape for shape in shapes if shape == common), common)
    known = [shape for shape in shapes if not isinstance(shape, Unknown)]
    tail = _common_end(known, unknown)
    result = Open(unknown[0].reason, tail=tail) if tail else Unknown(unknown[0].reason)
    # A row may stretch to a shape; that has its axes then, or the one of the row.
    alike = len(set(map(rank_from, unknown))) == 1 and all(len(shape) <= 1 for shape in known)
    return of_same_rank(result, unknown[0]) if alike else result


def _common_end(known: list[tuple[Any, ...]], unknown: list[Unknown]) -> tuple[Any, ...]:
    """The last sizes of what the operands stretch to, as far as they are known."""
    ends = [shape.tail if isinstance(shape, Open) else () for shape in unknown]
    common = broadcast(*known, *ends)
    result: list[Any] = []
    for place, size in enumerate(reversed(common), 1):
        # An axis that is not 1 has its size in the result, whatever a shape that is not known stretches to.
        certain = equal(size, 1) is False or all(len(end) >= place for end in ends)
        result.insert(0, size if certain else Unknown(unknown[0].reason))
    return tuple(result)
