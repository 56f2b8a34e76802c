"""The sizes of a tensor of which not all is known, as a program asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Shape, Unknown
from layerhints.values.base import ABSENT, Value
from layerhints.values.holes import hole_of
from layerhints.values.learned import ShapeLesson, first_size, rank_from
from layerhints.values.objects import Native

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
    return Unknown(shape.reason)


class OpenSize(Value):
    """`x.shape` of a tensor whose number of axes is not known."""

    __slots__ = ("shape",)

    def __init__(self, shape: Unknown) -> None:
        self.shape = shape

    def describe(self) -> str:
        return "the shape of a tensor"

    def item(self, machine: Machine, index: Any) -> Any:
        from layerhints.rules.shapes import axis

        if index == 0:
            return first_size(machine, self.shape)
        if type(index) is int:
            return axis(self.shape, index)
        if isinstance(index, slice) and isinstance(self.shape, Open) and index.step is None:
            return self._end(self.shape, index.start, index.stop)
        return Unknown(self.shape.reason)

    def _end(self, shape: Open, start: Any, stop: Any) -> Any:
        """The first or the last sizes, as far as they are known: `x.shape[-2:]`."""
        if start is None and type(stop) is int and 0 <= stop <= len(shape.head):
            return shape.head[:stop]
        if stop is None and type(start) is int and -len(shape.tail) <= start < 0:
            return shape.tail[start:]
        return Unknown(shape.reason)

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
