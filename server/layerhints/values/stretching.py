"""Shapes that are stretched to one another, of which some are learned from their use."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Open, Shape, Unknown
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.quantity import equal
from layerhints.values.learned import of_same_rank, rank_from


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
