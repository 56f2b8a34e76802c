"""The sizes of a tensor of which not all is known, as a program asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Shape, Unknown
from layerhints.values.base import ABSENT, Value
from layerhints.values.holes import hole_of
from layerhints.values.learned import ShapeLesson, size_at
from layerhints.values.objects import Native
from layerhints.values.ranks import RankOf, rank_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine


def rank_of(machine: Machine, shape: Shape) -> Any:
    """How many axes there are; who asks for that of an input says that there may be more or fewer."""
    if not isinstance(shape, Unknown):
        return len(shape)
    hole = hole_of(shape)
    if hole is not None:
        machine.learn(hole, ShapeLesson(asked=True))
    origin = rank_from(shape)
    return Unknown(shape.reason, None if origin is None else RankOf(origin.hole, origin.more))


class OpenSize(Value):
    """`x.shape` of a tensor whose number of axes is not known."""

    __slots__ = ("shape",)

    def __init__(self, shape: Unknown) -> None:
        self.shape = shape

    def describe(self) -> str:
        return "the shape of a tensor"

    def item(self, machine: Machine, index: Any) -> Any:
        if type(index) is int:
            return size_at(machine, self.shape, index)
        places = places_of(index)
        if places is None:
            return Unknown(self.shape.reason)
        sizes = tuple(size_at(machine, self.shape, place) for place in places)
        unknown = next((size for size in sizes if isinstance(size, Unknown)), None)
        return sizes if unknown is None else unknown

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "numel":
            return Native("Size.numel", lambda *_: Unknown(self.shape.reason))
        return ABSENT

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return Unknown(self.shape.reason)

    def length(self, machine: Machine) -> Any:
        return rank_of(machine, self.shape)

    def truth(self, machine: Machine) -> bool | None:
        return None

    def unpacked(self, machine: Machine, names: Sequence[str | None]) -> None:
        """`B, T, C = x.shape` says how many axes there are, and what they are called."""
        hole = hole_of(self.shape)
        if hole is not None:
            found = {axis: name for axis, name in enumerate(names) if name is not None and name != "_"}
            lesson = ShapeLesson(len(names), {}, found, supposed=machine.forks > 0, called=frozenset(found))
            machine.learn(hole, lesson)
        elif (origin := rank_from(self.shape)) is not None:
            machine.learn(origin.hole, ShapeLesson(len(names)))


def places_of(index: Any) -> range | None:
    """The axes that an index takes, which all are there: one, the first ones or the last ones, `x.shape[:2]`,
    `x.shape[-2:]`; None where that hangs on how many there are.
    """
    if type(index) is int:
        return range(index, index + 1)
    if not isinstance(index, slice) or index.step is not None:
        return None
    start, stop = 0 if index.start is None else index.start, index.stop
    if type(start) is not int or (stop is not None and type(stop) is not int):
        return None
    if start < 0:
        last = 0 if stop is None else stop
        return range(start, last) if start <= last <= 0 else None
    return range(start, stop) if stop is not None and start <= stop else None
