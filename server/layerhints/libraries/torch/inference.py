"""What the use of a tensor says about its shape, when nothing else describes it.

Learned are the number of axes, their names and their sizes. See values/holes.py for how lessons come back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Open, Unknown, symbols
from layerhints.values.holes import Hole, Lesson, hole_of

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


@dataclass(frozen=True, slots=True)
class TensorLesson:
    """The hole is a tensor. `rank` is None while nothing says how many axes it has; then `axes` count from the end.

    `axes` hold what is known of an axis: its size, or the name that the program or a layer has for it.
    """

    rank: int | None = None
    axes: dict[int, Any] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    dtype: str | None = None

    def merged(self, other: Any) -> Lesson:
        if isinstance(other, NotATensor):
            return other
        if not isinstance(other, TensorLesson):
            return self
        rank = other.rank if self.rank is None else self.rank
        mine, theirs = self._counted(rank), other._counted(rank)
        return TensorLesson(
            rank,
            {**theirs.axes, **mine.axes},
            {**theirs.names, **mine.names},
            other.dtype if self.dtype is None else self.dtype,
        )

    def _counted(self, rank: int | None) -> TensorLesson:
        """The same with axes counted from the front, once their number is known."""
        if rank is None:
            return self

        def front(found: dict[int, Any]) -> dict[int, Any]:
            return {axis % rank: value for axis, value in found.items() if -rank <= axis < rank}

        return TensorLesson(rank, front(self.axes), front(self.names), self.dtype)

    def value(self, machine: Machine, hole: Hole) -> Any:
        from layerhints.libraries.torch.tensors import tensor_of

        return tensor_of(self.shape(machine, hole), self.dtype, source=f"what is done with `{hole.full_name}`")

    def shape(self, machine: Machine, hole: Hole) -> Any:
        if self.rank is None:
            tail: list[Any] = []
            for axis in range(-1, -1 - len(self.axes), -1):
                if axis not in self.axes:
                    break
                tail.insert(0, machine.current(self.axes[axis]))
            return Open(f"nothing says what shape `{hole.full_name}` has", hole, (), tuple(tail))
        return tuple(self.size(machine, hole, axis) for axis in range(self.rank))

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        assert axis is not None
        assert self.rank is not None
        if axis in self.axes:
            return machine.current(self.axes[axis])
        return machine.symbol_of(hole, axis, self.names.get(axis) or default_name(axis, self.rank))


DEFAULT_NAMES = {1: "N", 2: "NC", 3: "NLC", 4: "NCHW", 5: "NCDHW"}


def default_name(axis: int, rank: int) -> str:
    """What an axis is called that nobody named."""
    names = DEFAULT_NAMES.get(rank)
    return f"d{axis}" if names is None else names[axis]


def learn_tensor(machine: Machine, value: Any) -> None:
    """An unknown value is used as a tensor."""
    hole = hole_of(value)
    if hole is not None:
        machine.learn(hole, TensorLesson())


def require(machine: Machine, shape: Any, pattern: Any) -> None:
    """A shape must be like this, or the operation fails: see `Pattern` in layers/base.py."""
    if pattern is None:
        return
    if isinstance(shape, Unknown):
        hole = hole_of(shape)
        if hole is not None:
            machine.learn(hole, lesson_of(machine, pattern))
        elif isinstance(shape.origin, SameRank) and not isinstance(pattern, Open):
            machine.learn(shape.origin.hole, TensorLesson(len(pattern)))
        return
    sizes: tuple[Any, ...]
    if isinstance(pattern, Open):
        if len(shape) < len(pattern.tail):
            return
        sizes, own = pattern.tail, shape[len(shape) - len(pattern.tail) :]
    else:
        if len(shape) != len(pattern):
            return
        sizes, own = pattern, shape
    for dim, size in zip(own, sizes, strict=True):
        if not isinstance(size, str):
            equate(machine, dim, size)


def lesson_of(machine: Machine, pattern: Any) -> TensorLesson:
    if isinstance(pattern, Open):
        count = len(pattern.tail)
        places: Any = range(-count, 0)
        rank, items = None, pattern.tail
    else:
        rank, items = len(pattern), pattern
        places = range(rank)
    axes = {
        axis: machine.lasting(item)
        for axis, item in zip(places, items, strict=True)
        if isinstance(item, (int, Expression))
    }
    names = {axis: str(item) for axis, item in zip(places, items, strict=True) if isinstance(item, str)}
    return TensorLesson(rank, axes, names)


def equate(machine: Machine, first: Any, second: Any) -> None:
    """Two sizes must be the same: an open size of a tensor is learned from the other, if it can be solved for."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return
    for left, right in ((first, second), (second, first)):
        for name in symbols(left):
            found = machine.hole_of_symbol(name)
            if found is None or found[1] is None:
                continue
            value = solved(left, name, right)
            if value is not None:
                machine.learn(found[0], TensorLesson(None, {found[1]: machine.lasting(value)}))
                return


def solved(left: Any, unknown: Expression, right: Any) -> Any:
    """The value of a symbol for which `left`, a sum in which it stands once, equals `right`; None where there is none
    or it cannot be solved for.
    """
    (factor,) = next(iter(unknown.terms))
    slope = left.terms.get((factor,))
    if slope is None or unknown in symbols(right):
        return None
    others = left - slope * unknown
    if unknown in symbols(others):
        return None
    rest = right - others
    if isinstance(rest, int):
        return rest // slope if rest % slope == 0 and rest // slope > 0 else None
    return rest if slope == 1 else None


@dataclass(frozen=True, slots=True)
class SameRank:
    """The origin of a shape that was computed from the one of a hole and has as many axes."""

    hole: Hole


@dataclass(frozen=True, slots=True)
class NotATensor:
    """The hole is used as something else: a dict of tensors, an object."""

    def merged(self, other: Any) -> Lesson:
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return Unknown(f"nothing says what `{hole.full_name}` is", hole)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return Unknown(f"nothing says what `{hole.full_name}` is")


def derived(shape: Any, *inputs: Any) -> Any:
    """What came out of an operation on `inputs`: no longer the shape of a hole itself, unless it is the very same."""
    if isinstance(shape, Open) and hole_of(shape) is not None and not any(shape is given for given in inputs):
        return Open(shape.reason, SameRank(hole_of(shape)), shape.head, shape.tail)  # type: ignore[arg-type]
    if hole_of(shape) is not None and not any(shape is given for given in inputs):
        return Unknown(shape.reason)
    return shape
