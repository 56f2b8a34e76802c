"""Parameters that nothing in the program gives, and what is learned of them from their use.

A function or class that nothing calls is run on its own. What it needs and nobody passes is a *hole*: at first its
value is Unknown, with the hole as origin. Whoever uses it in a way that says something (as the width of a layer, as an
image with three channels) teaches the machine a *lesson*, and the run starts again with what was learned, until it
teaches nothing new. So a size is inferred backwards from its last use as well as forwards from its first.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from layerhints.algebra import Unknown
from layerhints.values.origins import A_NUMBER, AN_OBJECT

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


@dataclass(frozen=True, slots=True)
class Hole:
    """A parameter of a function, or an attribute or named item of one: `config.n_embd` is a hole in `config`.

    `owner` tells functions apart; `path` are the names from the parameter on.
    """

    owner: Hashable
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def full_name(self) -> str:
        return ".".join(self.path)

    def part(self, name: str) -> Hole:
        return Hole(self.owner, (*self.path, name))

    def item(self, index: str | int) -> Hole:
        """The item of a name is what the attribute of that name is: configurations are read in both ways."""
        if isinstance(index, str):
            return self.part(index)
        return Hole(self.owner, (*self.path[:-1], f"{self.name}[{index}]"))


class Lesson(Protocol):
    """What is known of a hole. Lessons are compared, to see whether a run taught anything.

    `perhaps`: it is a supposition, so that what fails because of it is no problem.
    """

    @property
    def perhaps(self) -> bool: ...

    def merged(self, other: Any) -> Lesson:
        """Both lessons; where they contradict each other, this one, which was there first."""
        ...

    def value(self, machine: Machine, hole: Hole) -> Any:
        """What the program gets in place of the parameter."""
        ...

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        """The size of one axis, or (for None) the number itself."""
        ...


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """The hole is used as a size or a count: it becomes a symbol of its name."""

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return machine.symbol_of(hole, None, hole.name)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return self.value(machine, hole)


@dataclass(frozen=True, slots=True)
class NumberOrNone:
    """The hole is annotated as `int | None`: who computes with it says which."""

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        return other

    def value(self, machine: Machine, hole: Hole) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is", hole)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is")


@dataclass(frozen=True, slots=True)
class Callee:
    """The hole is called: it is a function, a class or an object of which nothing is known."""

    perhaps = False

    def merged(self, other: Any) -> Lesson:
        return self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is", AN_OBJECT)

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return Unknown(f"nothing in the file says what `{hole.full_name}` is")


@dataclass(frozen=True, slots=True)
class Documented:
    """A docstring says the shape of this parameter. Such texts grow old: where something is wrong with shapes, what the
    parameter is like is learned from its use instead. If something is wrong then, too, the docstring is not to blame.
    """

    problems: int = 0
    """With how many sources of its shape something was wrong: the docstring, the use."""

    perhaps = False

    @property
    def is_doubted(self) -> bool:
        return self.problems == 1

    def merged(self, other: Any) -> Lesson:
        return other if isinstance(other, Documented) and other.problems > self.problems else self

    def value(self, machine: Machine, hole: Hole) -> Any:
        return Unknown("what a docstring says of a shape is no value")

    def size(self, machine: Machine, hole: Hole, axis: int | None) -> Any:
        return self.value(machine, hole)


def hole_of(value: Any) -> Hole | None:
    """The hole that an unknown value comes from, if it is the value of one."""
    if isinstance(value, Unknown) and isinstance(value.origin, Hole):
        return value.origin
    return None


def detached(value: Unknown) -> Unknown:
    """What depends on the value and is another: who uses it learns nothing of the hole that the value comes from, and
    if that is a number this may be something else.
    """
    return Unknown(value.reason) if hole_of(value) is not None or value.origin is A_NUMBER else value


__all__ = ["Callee", "Documented", "Hole", "Lesson", "NumberOrNone", "WholeNumber", "detached", "hole_of"]
