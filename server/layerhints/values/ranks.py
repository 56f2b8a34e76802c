"""Whose number of axes a shape has that nobody knows, and what was computed from that number.

Who learns how many axes there are of the one, learns it of all that have as many, or so many more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.values.holes import Hole, hole_of


@dataclass(frozen=True, slots=True)
class SameRank:
    """The origin of a shape that was computed from the one of a hole and has as many axes, or so many `more`."""

    hole: Hole
    more: int = 0
    alike: bool = field(default=False, compare=False)
    """Are all sizes but the last those of the hole, too?"""


@dataclass(frozen=True, slots=True)
class RankOf:
    """The origin of the number of axes of a hole, or so many `more`, which nothing says."""

    hole: Hole
    more: int = 0


@dataclass(frozen=True, slots=True)
class IsRank:
    """The origin of whether that number is this one, or is not."""

    hole: Hole
    rank: int
    equal: bool


def compared_rank(operator: str, left: Any, right: Any) -> IsRank | None:
    """What `left operator right` asks, if that is how many axes a hole has."""
    for value, other in ((left, right), (right, left)):
        origin = value.origin if isinstance(value, Unknown) else None
        if isinstance(origin, RankOf) and type(other) is int and other >= origin.more and operator in ("==", "!="):
            return IsRank(origin.hole, other - origin.more, operator == "==")
    return None


def of_same_rank(shape: Any, given: Any) -> Any:
    """A shape of unknown rank that has as many axes as `given`: who learns the one, learns the other."""
    origin = rank_from(given)
    if shape is given or not isinstance(shape, Unknown) or origin is None:
        return shape
    ends = (shape.head, shape.tail) if isinstance(shape, Open) else ((), ())
    return Open(shape.reason, origin, *ends)


def with_more_axes(shape: Any, given: Any, more: int) -> Any:
    """A shape of unknown rank that has so many axes more than `given`."""
    origin = rank_from(given)
    if origin is None or not isinstance(shape, Unknown):
        return shape
    ends = (shape.head, shape.tail) if isinstance(shape, Open) else ((), ())
    return Open(shape.reason, SameRank(origin.hole, origin.more + more), *ends)


def rank_from(shape: Any) -> SameRank | None:
    """The hole that has as many axes as a shape of unknown rank, if there is one."""
    hole = hole_of(shape)
    if hole is not None:
        return SameRank(hole)
    origin = shape.origin if isinstance(shape, Unknown) else None
    return origin if isinstance(origin, SameRank) else None


def derived(shape: Any, *inputs: Any) -> Any:
    """What came out of an operation on `inputs`: no longer the shape of a hole itself, unless it is the very same."""
    if isinstance(shape, Open) and hole_of(shape) is not None and not any(shape is given for given in inputs):
        origin = SameRank(hole_of(shape), alike=True)  # type: ignore[arg-type]
        return Open(shape.reason, origin, shape.head, shape.tail)
    if hole_of(shape) is not None and not any(shape is given for given in inputs):
        return Unknown(shape.reason)
    return shape
