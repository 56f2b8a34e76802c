"""What the use of a tensor says about its shape, when nothing else describes it.

Learned are the number of axes, their names and their sizes. See values/holes.py for how lessons come back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from layerhints.algebra import Expression, Open, Unknown, solved, symbols
from layerhints.rules.quantity import text
from layerhints.rules.shapes import Usually, axis
from layerhints.values.holes import Hole, Lesson, WholeNumber, hole_of
from layerhints.values.ranks import SameRank
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.rules.field import Field
    from layerhints.values.machine import Machine


LEARNED = "what is done with"
"""How the words begin that say where the shape of a tensor comes from that was learned from its use."""

LEFT_OUT = Unknown("None stands here for what a caller gives")
"""See `Machine.leaves_out`."""


@dataclass(frozen=True, slots=True)
class ShapeLesson:
    """The hole is a tensor. `rank` is None while nothing says how many axes it has; then negative `axes` count from the
    end.

    `axes` hold what is known of an axis: its size, or the name that the program or a layer has for it; an empty name
    only says that there is such an axis. `asked`: the
    program asks how many axes there are, so that what it does then in one of several courses (`supposed`) says nothing.
    `called` are the axes that the program itself has names for: they are meant to vary, and are not learned from what
    only holds `unless_called`. `usual`: the number of axes is what mostly goes in, among others (see `doubted`).
    """

    rank: int | None = None
    axes: dict[int, Any] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    dtype: str | None = None
    asked: bool = False
    supposed: bool = field(default=False, compare=False)
    in_course: bool = False
    """Is the number of axes what one of several courses makes of it?"""
    called: frozenset[int] = frozenset()
    unless_called: bool = field(default=False, compare=False)
    usual: bool = False
    doubts: int = 0
    """How often something was wrong with shapes: with the usual number of axes, and without."""

    def doubted(self) -> ShapeLesson | None:
        """What is known once something was wrong: not that the number of axes is the usual one; but if that is to blame
        for nothing, since it is wrong without it as well, and nothing else says the number, it counts again.
        """
        if self.usual and self.doubts == 0:
            return self._of_any_rank()
        return replace(self, doubts=2) if self.doubts == 1 and self.rank is None else None

    def _of_any_rank(self) -> ShapeLesson:
        return type(self)(dtype=self.dtype, asked=self.asked, doubts=1)

    @property
    def perhaps(self) -> bool:
        return self.asked and self.in_course

    def merged(self, other: Any) -> Lesson:
        if isinstance(other, NotATensor):
            return other
        if not isinstance(other, ShapeLesson):
            return self
        if other.doubts > self.doubts:
            return other
        if (other.supposed and self.asked and self.rank is None) or (other.usual and self.doubts == 1):
            return self
        if self.usual and not other.usual and other.rank not in (None, self.rank):
            return self._of_any_rank().merged(other)
        if self.asked and other.rank is not None and not other.called:
            other = replace(other, axes={}, names={})  # this number may be another course's
        rank = other.rank if self.rank is None else self.rank
        in_course = other.in_course if self.rank is None else self.in_course
        mine, theirs = self._counted(rank), other._counted(rank)
        theirs_of_axes = {
            axis: size for axis, size in theirs.axes.items() if not (other.unless_called and axis in mine.called)
        }
        kind = type(other) if type(self) is ShapeLesson else type(self)
        return kind(
            rank,
            {**theirs_of_axes, **mine.axes},
            {axis: mine.names.get(axis) or theirs.names.get(axis, "") for axis in (*theirs.names, *mine.names)},
            other.dtype if self.dtype is None else self.dtype,
            self.asked or other.asked,
            in_course=in_course,
            called=mine.called | theirs.called,
            usual=rank is not None and all(each.usual for each in (self, other) if each.rank is not None),
            doubts=self.doubts,
        )

    def _counted(self, rank: int | None) -> ShapeLesson:
        """The same with axes counted from the front, once their number is known."""
        if rank is None:
            return self

        def front(found: dict[int, Any]) -> dict[int, Any]:
            return {axis % rank: value for axis, value in found.items() if -rank <= axis < rank}

        called = frozenset(axis % rank for axis in self.called)
        return ShapeLesson(rank, front(self.axes), front(self.names), self.dtype, called=called)

    def value(self, machine: Machine, hole: Hole) -> Any:
        """What the program gets: whose tensor it is says a library, in a class that derives from this one."""
        return Unknown(f"nothing says what `{hole.full_name}` is", hole)

    def shape(self, machine: Machine, hole: Hole) -> Any:
        if self.rank is None:
            return Open(f"nothing says what shape `{hole.full_name}` has", hole, *self._ends(machine, hole))
        return tuple(self.size(machine, hole, axis) for axis in range(self.rank))

    def _ends(self, machine: Machine, hole: Hole) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """The first or the last sizes, while the rank is not known; both only if they cannot be the same axes."""
        found = self.axes.keys() | self.names.keys()
        tail: list[Any] = []
        while -1 - len(tail) in found:
            tail.insert(0, self.size(machine, hole, -1 - len(tail)))
        known = 0 if tail and not self.BATCHED else max(found, default=-1) + 1
        return tuple(self.size(machine, hole, axis) for axis in range(known)), tuple(tail)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        assert axis is not None
        if axis in self.axes:
            return machine.current(self.axes[axis])
        return machine.symbol_of(hole, axis, self.names.get(axis) or self.default_name(axis))

    NAMES: ClassVar[dict[int, str]] = {1: "N", 2: "NC", 3: "NLC", 4: "NCHW", 5: "NCDHW"}
    """What the axes are called that nobody named, for each rank."""
    LAST: ClassVar[str] = "LF"
    """The last axes, while nobody knows how many there are."""
    BATCHED: ClassVar[bool] = False
    """Whether the first axis is always the batch, which no layer takes for the last one."""

    def default_name(self, axis: int) -> str:
        names = self.NAMES.get(self.rank or 0)
        if names is None and -len(self.LAST) <= axis < 0:
            return self.LAST[axis]
        return self.NAMES[1] if axis == 0 else f"d{axis}" if names is None else names[axis]


def learn_number(machine: Machine, value: Any, field: Field | None) -> None:
    """A parameter of the program that a layer takes as a size is a whole number."""
    if field is None or not (field.takes_sizes or (field.holds_sizes and isinstance(value, tuple))):
        return
    for item in value if isinstance(value, tuple) else (value,):
        hole = hole_of(item)
        if hole is not None:
            machine.learn(hole, WholeNumber())


def learn_no_tensor(machine: Machine, shape: Any, count: int | None = None) -> None:
    """What is taken for a tensor because it goes into a module is used as a dict, as another object or as a tuple of
    `count` items.
    """
    hole = hole_of(shape)
    if hole is not None:
        machine.learn(hole, NotATensor(count))


def learn_named_items(machine: Machine, shape: Any) -> bool:
    """What was taken for a tensor, also as it is annotated or used as one, has items by name. Is it something that
    nothing gives?
    """
    hole = hole_of(shape)
    for size in shape if isinstance(shape, tuple) else ():
        place = machine.hole_of_symbol(size) if isinstance(size, Expression) else None
        if place is not None and place[1] is not None:
            hole = place[0]
    if hole is not None:
        machine.learn(hole, NotATensor())
    return hole is not None


def require(machine: Machine, shape: Any, pattern: Any) -> None:
    """A shape must be like this, or the operation fails: see `Pattern` in layers/base.py."""
    if pattern is None:
        return
    if isinstance(shape, Unknown):
        hole = hole_of(shape)
        if hole is not None:
            machine.learn(hole, lesson_of(machine, hole, pattern))
        elif isinstance(shape.origin, SameRank) and not isinstance(pattern, Open):
            rank = len(pattern) - shape.origin.more
            if rank >= 0:
                usual = isinstance(pattern, Usually)
                machine.learn(shape.origin.hole, ShapeLesson(rank, in_course=machine.forks > 0, usual=usual))
        return
    sizes: tuple[Any, ...]
    if isinstance(pattern, Open):
        if len(shape) < max(len(pattern.head), len(pattern.tail)):
            return
        sizes = (*pattern.head, *pattern.tail)
        own = (*shape[: len(pattern.head)], *shape[len(shape) - len(pattern.tail) :])
    else:
        if len(shape) != len(pattern):
            return
        sizes, own = pattern, shape
    for dim, size in zip(own, sizes, strict=True):
        if not isinstance(size, str):
            equate(machine, dim, size)
        elif size:
            _named(machine, dim, size)


def _named(machine: Machine, dim: Any, name: str) -> None:
    """An open size of a tensor is called this, if nobody had a name for it."""
    place = machine.hole_of_symbol(dim) if isinstance(dim, Expression) else None
    if place is not None and place[1] is not None:
        machine.learn(place[0], ShapeLesson(None, {}, {place[1]: name}))


def lesson_of(machine: Machine, hole: Hole, pattern: Any) -> ShapeLesson:
    """What a pattern says of a tensor; a size that follows from one of its own says nothing."""
    if isinstance(pattern, Open):
        places: Any = (*range(len(pattern.head)), *range(-len(pattern.tail), 0))
        rank, items = None, (*pattern.head, *pattern.tail)
    else:
        rank, items = len(pattern), pattern
        places = range(rank)
    axes = {
        axis: machine.lasting(item)
        for axis, item in zip(places, items, strict=True)
        if isinstance(item, (int, Expression)) and not _is_of(machine, hole, item)
    }
    names = {axis: str(item) for axis, item in zip(places, items, strict=True) if isinstance(item, str)}
    in_course, usual = rank is not None and machine.forks > 0, isinstance(pattern, Usually)
    return ShapeLesson(rank, axes, names, in_course=in_course, usual=usual)


def _is_of(machine: Machine, hole: Hole, size: Any) -> bool:
    places = map(machine.hole_of_symbol, symbols(size))
    return any(place is not None and place[0] == hole for place in places)


def equate(machine: Machine, first: Any, second: Any, unless_called: bool = False) -> None:
    """Two sizes must be the same: an open size of a tensor is learned from the other, if it can be solved for."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return
    for left, right in ((first, second), (second, first)):
        for name in symbols(left):
            found = machine.hole_of_symbol(name)
            if found is None:
                continue
            value = solved(left, name, right)
            if value is not None:
                hole, axis = found
                if hole.name.startswith(DERIVED):
                    machine.learn(hole, DerivedSize("", machine.lasting(value)))
                elif axis is not None:
                    lesson = ShapeLesson(None, {axis: machine.lasting(value)}, unless_called=unless_called)
                    machine.learn(hole, lesson)
                else:
                    continue
                return


def count_on_one(machine: Machine, size: Any) -> None:
    """Who squeezes an axis counts on its size being 1. Raises NotKnown where an open one is squeezed in one of several
    courses, which says nothing of the others.
    """
    if any(machine.hole_of_symbol(name) is not None for name in symbols(size)):
        if machine.forks:
            raise NotKnown(f"whether the size {text(size)} is 1 is not known")
        equate(machine, size, 1, unless_called=True)


@dataclass(frozen=True, slots=True)
class DerivedSize:
    """The hole is a size that was computed from those of a tensor of which not enough is known: `x.view(-1, 784)`."""

    name: str
    known: Any = None

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        if isinstance(other, DerivedSize) and self.known is None:
            return other
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return machine.symbol_of(hole, None, self.name) if self.known is None else machine.current(self.known)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return self.value(machine, hole)


@dataclass(frozen=True, slots=True)
class WrittenSize:
    """The hole is a word that the program writes for a size. It is learned as the size of an axis is, the first one."""

    name: str
    known: Any = None

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        if isinstance(other, ShapeLesson) and self.known is None and 0 in other.axes:
            return WrittenSize(self.name, other.axes[0])
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return self.size(machine, hole, 0)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return machine.symbol_of(hole, 0, self.name) if self.known is None else machine.current(self.known)


DERIVED = "="
"""How the names of derived sizes begin: no attribute does."""


def derived_size(machine: Machine, shape: Any, name: str, *how: Any) -> Any:
    """A size that follows from a shape by `how`, as a symbol of its own where the shape is a hole's; else Unknown."""
    hole = hole_of(shape)
    if hole is None:
        return Unknown(shape.reason)
    part = hole.part(DERIVED + " ".join(map(str, how)))
    machine.learn(part, DerivedSize(name))
    return machine.hole_value(part)


def named_sizes(machine: Machine, operation: str, shape: Any, inputs: list[Any]) -> Any:
    """What came out with so many axes, whatever went in: sizes that follow from a tensor that nothing describes are
    sizes of their own.
    """
    if len(inputs) != 1 or hole_of(inputs[0]) is None or isinstance(shape, Unknown):
        return shape
    return tuple(
        derived_size(machine, inputs[0], "N" if axis == 0 else "F", operation, axis)
        if isinstance(size, Unknown)
        else size
        for axis, size in enumerate(shape)
    )


def size_at(machine: Machine, shape: Any, index: int) -> Any:
    """The size of an axis of a shape of unknown rank, which has that axis: a symbol where the shape is a hole's."""
    found, hole = axis(shape, index), hole_of(shape)
    if hole is None or not isinstance(found, Unknown) or index < -len(ShapeLesson.LAST):
        return found
    return machine.symbol_of(hole, index, ShapeLesson().default_name(index))


@dataclass(frozen=True, slots=True)
class NotATensor:
    """The hole is used as something else: a dict of tensors, an object, or a tuple of `count` items."""

    count: int | None = None

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        return other if isinstance(other, NotATensor) and self.count is None else self

    def value(self, machine: Machine, hole: Hole) -> Any:
        from layerhints.values.records import Record

        return Record(machine, hole, self.count)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return Unknown(f"nothing says what `{hole.full_name}` is")
