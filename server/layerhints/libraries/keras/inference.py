"""What is learned of Keras's tensors from their use: see values/learned.py.

The first axis of whatever goes into a layer is the batch, and channels come last unless a layer says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from layerhints.algebra import Expression, Open, Unknown
from layerhints.libraries.keras.structures import leaves_of, plain_structure
from layerhints.rules import Several
from layerhints.rules.quantity import equal, product
from layerhints.values.holes import Hole, Lesson, WholeNumber, hole_of
from layerhints.values.learned import DERIVED, LEARNED, DerivedSize, NotATensor, ShapeLesson, equate, require
from layerhints.values.objects import Dict, List, Native
from layerhints.values.open_sizes import OpenSize, places_of
from layerhints.values.ranks import SameRank, rank_from
from layerhints.values.stretching import learn_from_tables, stretched
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine


@dataclass(frozen=True, slots=True)
class TensorLesson(ShapeLesson):
    """The hole is a tensor of Keras's."""

    NAMES: ClassVar[dict[int, str]] = {1: "B", 2: "BC", 3: "BTC", 4: "BHWC", 5: "BDHWC"}
    LAST: ClassVar[str] = "TC"
    BATCHED: ClassVar[bool] = True

    def merged(self, other: Any) -> Lesson:
        """What was taken for a tensor may turn out to be a number, as a size is."""
        is_open = self.rank is None and not self.axes and not self.names
        return other if is_open and isinstance(other, WholeNumber) else ShapeLesson.merged(self, other)

    @property
    def perhaps(self) -> bool:
        """A layer of Keras's takes one rank alone, so another one in another course would contradict it."""
        return self.in_course

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        """All that goes into one layer has one batch."""
        is_given = isinstance(hole.owner, tuple) and hole.owner[0] == CALL
        if is_given and axis == 0 and 0 not in self.axes and not self.names.get(0):
            shared = batch_of(hole)
            machine.learn(shared, TensorLesson(1, {}, {0: "B"}))
            return machine.hole_value(shared).shape[0]
        return ShapeLesson.size(self, machine, hole, axis)

    def value(self, machine: Machine, hole: Hole) -> Any:
        from layerhints.libraries.keras.tensors import tensor_of

        return tensor_of(self.shape(machine, hole), source=f"{LEARNED} `{hole.full_name}`")


CALL = "call"
"""The first word in the owner of a hole that stands for what goes into a layer."""


def batch_of(hole: Hole) -> Hole:
    """The batch of all that goes into the layer."""
    return Hole(hole.owner, ("batch of all",))


def begins_with_batch(machine: Machine, shape: Any, hole: Hole | None = None) -> bool:
    """Is the first size the batch of what nothing gives; of this one, if one is named?"""
    place = machine.hole_of_symbol(shape[0]) if shape and isinstance(shape[0], Expression) else None
    if place is None:
        return False
    found, axis = place
    return axis == 0 and (hole is None or found in (hole, batch_of(hole)))


@dataclass(frozen=True, slots=True)
class ShapeArgumentLesson(ShapeLesson):
    """The hole is a shape without its batch, as `Input` takes it."""

    NAMES: ClassVar[dict[int, str]] = {1: "C", 2: "TC", 3: "HWC", 4: "DHWC"}

    def default_name(self, axis: int) -> str:
        names = self.NAMES.get(self.rank or 0)
        return f"d{axis + 1}" if names is None else names[axis]

    def value(self, machine: Machine, hole: Hole) -> Any:
        reason = f"nothing in the file says what `{hole.full_name}` is"
        return Unknown(reason, hole) if self.rank is None else self.shape(machine, hole)


@dataclass(frozen=True, slots=True)
class SidesLesson(ShapeArgumentLesson):
    """The hole is a shape without its batch and its channels: `Input(image_size + (3,))`."""

    NAMES: ClassVar[dict[int, str]] = {1: "T", 2: "HW", 3: "DHW"}


def learn_shape_argument(machine: Machine, shape: Any) -> None:
    """A parameter is the shape that `Input` takes, or what such a shape is put together of."""
    hole = hole_of(shape)
    if hole is not None:
        machine.learn(hole, ShapeArgumentLesson())
    elif isinstance(shape, Open) and isinstance(shape.origin, SameRank):
        machine.learn(shape.origin.hole, SidesLesson() if len(shape.tail) == 1 else ShapeArgumentLesson())


@dataclass(frozen=True, slots=True)
class TensorsLesson(NotATensor):
    """The hole is a list of tensors, of which the program takes `count`; or a dict where that is None."""

    def merged(self, other: Any) -> NotATensor:
        known = self.count is not None and isinstance(other, TensorsLesson) and other.count is not None
        return other if known and other.count > self.count else self

    def value(self, machine: Machine, hole: Hole) -> Any:
        if self.count is None:
            return NotATensor.value(self, machine, hole)
        return tuple(machine.hole_value(hole.item(place)) for place in range(self.count))


def learn_tensors(machine: Machine, value: Any) -> None:
    """What goes in where tensors are wanted: each that nothing gives is one."""
    if isinstance(value, Tensor):
        return
    hole = hole_of(value)
    if hole is not None:
        machine.learn(hole, TensorLesson())
    content = value.content if isinstance(value, (List, Dict)) else value
    if isinstance(content, dict):
        content = tuple(content.values())
    for item in content if isinstance(content, tuple) else ():
        learn_tensors(machine, item)


def learn_several(machine: Machine, shape: Any, count: int | None) -> bool:
    """What was taken for a tensor is a list of at least `count`, or a dict. Is it something that nothing gives?"""
    hole = hole_of(shape)
    if hole is not None:
        machine.learn(hole, TensorsLesson(count))
    return hole is not None


def learn_from_model(machine: Machine, inputs: Any, wanted: Any) -> bool:
    """What a functional model takes, whose own inputs are `wanted`. Is what goes in no single tensor, as it was taken
    for one?
    """
    if isinstance(inputs, Tensor) and not isinstance(wanted, Tensor) and len(leaves_of(wanted)) > 1:
        return learn_several(machine, inputs.shape, None if isinstance(wanted, dict) else len(wanted))
    given, own = leaves_of(plain_structure(inputs)), leaves_of(wanted)
    for tensor, input in zip(given, own, strict=True) if len(given) == len(own) else ():
        if isinstance(tensor, Tensor) and isinstance(input, Tensor) and isinstance(input.shape, tuple):
            pattern = tuple(size if isinstance(size, int) else "" for size in input.shape)
            require(machine, tensor.shape, pattern)
    return False


def learn_from_rule(machine: Machine, rule: Any, shapes: Any) -> None:
    """What a layer demands of what goes in."""
    each = shapes if isinstance(shapes, Several) else (shapes,)
    patterns = rule.patterns(len(each)) if hasattr(rule, "patterns") else ()
    for shape, pattern in zip(each, patterns, strict=False):
        require(machine, shape, pattern)
    if getattr(rule, "stretches", False):
        equate_stretched(machine, each)
    joined = getattr(rule, "joined", None)
    if joined is not None:
        equate_joined(machine, each, joined)


def equate_stretched(machine: Machine, shapes: Sequence[Any]) -> None:
    """Tensors that are combined number by number have the same sizes, as an open one is taken not to be 1. What begins
    with the batch of an input has the axes of that input. One of several courses says nothing of the others.
    """
    if machine.forks:
        return
    known = [shape for shape in shapes if isinstance(shape, tuple) and not isinstance(shape, Several)]
    for shape in shapes:
        hole = hole_of(shape)
        if isinstance(shape, Open) and shape.head and hole is not None:
            alike = [other for other in known if begins_with_batch(machine, other, hole)]
            if alike:
                require(machine, shape, ("",) * len(alike[0]))
    learn_from_tables(machine, [shape for shape in shapes if not isinstance(shape, Several)])
    for place, first in enumerate(known):
        for second in known[place + 1 :]:
            for one, other in zip(reversed(first), reversed(second), strict=False):
                if 1 not in (one, other):
                    equate(machine, one, other)


def equate_joined(machine: Machine, shapes: Sequence[Any], axis: int) -> None:
    """Tensors that are joined along an axis have as many axes, and the same sizes of all the others."""
    known = next((shape for shape in shapes if isinstance(shape, tuple) and not isinstance(shape, Several)), None)
    if machine.forks or known is None or not -len(known) <= axis < len(known):
        return
    others = [place for place in range(len(known)) if place != axis % len(known)]
    for shape in shapes:
        if isinstance(shape, Unknown):
            require(machine, shape, ("",) * len(known))
        elif isinstance(shape, tuple) and len(shape) == len(known):
            for place in others:
                equate(machine, known[place], shape[place])


def together(machine: Machine, shapes: Sequence[Any]) -> Any:
    """What tensors that are combined number by number come to. Nothing has an axis in front of the batch."""
    equate_stretched(machine, shapes)
    result = stretched(*shapes)
    batched = [len(shape) for shape in shapes if isinstance(shape, tuple) and begins_with_batch(machine, shape)]
    if isinstance(result, Open) and len(result.tail) in batched:
        first = next(shape[0] for shape in shapes if isinstance(shape, tuple) and len(shape) == len(result.tail))
        return (first, *result.tail[1:])
    return result


@dataclass(frozen=True, slots=True)
class Positions(DerivedSize):
    """How many positions a tensor has between its batch and its features: an axis like others."""

    def value(self, machine: Machine, hole: Hole) -> Any:
        return machine.symbol_of(hole, 0, self.name) if self.known is None else machine.current(self.known)


def positions(machine: Machine, shape: Any, new: tuple[Any, ...]) -> Any:
    """The new sizes, where `(batch, -1, heads, width)` is asked of a tensor (batch, …, heads·width): what is left over
    is how many positions there are.
    """
    origin = shape.origin if isinstance(shape, Open) else None
    if not (isinstance(origin, SameRank) and origin.alike and len(shape.tail) == 1 and len(new) > 2):
        return new
    if not (new[1] == -1 and begins_with_batch(machine, new, origin.hole)):
        return new
    if not _makes_up(new[2:], shape.tail[0]):
        return new
    part = origin.hole.part(f"{DERIVED}positions")
    machine.learn(part, Positions("T"))
    return (new[0], machine.hole_value(part), *new[2:])


def _makes_up(parts: tuple[Any, ...], whole: Any) -> bool:
    """Are these the sizes into which an axis is taken apart? Who takes one size for the whole divided by the others
    counts on there being no rest.
    """
    if equal(product(parts), whole) is True:
        return True
    others = (product((*parts[:place], *parts[place + 1 :])) for place in range(len(parts)))
    return any(equal(whole // other, size) is True for size, other in zip(parts, others, strict=True))


class Sizes(OpenSize):
    """The same as Keras gives it: sizes that are asked for one by one are known from the next round on."""

    __slots__ = ()

    def item(self, machine: Machine, index: Any) -> Any:
        shape, hole, places = self.shape, hole_of(self.shape), places_of(index)
        ends = (shape.head, shape.tail) if isinstance(shape, Open) else ((), ())
        if hole is None or not places or all(-len(ends[1]) <= place < len(ends[0]) for place in places):
            return OpenSize.item(self, machine, index)
        asked = range(places[-1] + 1) if places[0] >= 0 else range(places[0], 0)
        machine.learn(hole, ShapeLesson(None, {}, dict.fromkeys(asked, "")))
        return Unknown(shape.reason)

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "as_list":
            return Native(name, lambda *_: self)
        if name in ("ndims", "rank"):
            return self.length(machine)
        return OpenSize.attribute(self, machine, name)


class Given(Sizes):
    """What a `build` is given, which may be the shapes of several tensors: to ask how many are there says nothing."""

    __slots__ = ()

    def length(self, machine: Machine) -> Any:
        return Unknown(Sizes.length(self, machine).reason)


def given_sizes(shape: Any) -> Any:
    """The same for methods of layers that take the shapes of what goes in."""
    sizes = sizes_of(shape)
    return Given(sizes.shape) if isinstance(sizes, Sizes) else sizes


def sizes_of(shape: Any) -> Any:
    """The shape as the program gets it, where not all of it is known."""
    return Sizes(shape) if isinstance(shape, Unknown) and rank_from(shape) is not None else shape


__all__ = [
    "TensorLesson", "equate_stretched", "given_sizes", "learn_from_rule", "learn_several", "learn_tensors", "sizes_of",
]  # fmt: skip
