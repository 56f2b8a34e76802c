"""What all values have in common: their hooks, the state that can change, and the value that says «there is none»."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Absent:
    """The one value that says: there is no such name, attribute or key."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


def first_reason(*reasons: Unknown | None) -> Unknown | None:
    """The first that is given; an Unknown has no truth value, so `or` does not do."""
    return next((reason for reason in reasons if reason is not None), None)


clock = count(1)
"""Counts births and marks, so that what was made since a mark can be told from what stood before."""


class State(dict[str, Any]):
    """What a program can change in one value: its names or attributes.

    `born` is when it was made. `beyond` gives what a reader finds where a key is missing (an attribute of the class).
    """

    __slots__ = ("beyond", "born")

    def __init__(self, content: dict[str, Any] | None = None, beyond: Callable[[str], Any] | None = None) -> None:
        if content is not None:
            super().__init__(content)
        self.born = next(clock)
        self.beyond = beyond


class Memory(State):
    """What was found out once and would be found out again, as long as it is not known."""

    __slots__ = ()


class Counts(dict[str, Any]):
    """Numbers that are given out in turn: nobody looks at one without raising it."""

    __slots__ = ()


class Value:
    """A value with behaviour of its own. Each hook may be overridden; the defaults say «not supported».

    `is_counted`: is it a weight that is counted where an attribute of a layer holds it?
    """

    __slots__ = ()

    is_counted = False

    def describe(self) -> str:
        """What a message calls this kind of value."""
        return type(self).__name__

    def attribute(self, machine: Machine, name: str) -> Any:
        """The attribute, or ABSENT."""
        return ABSENT

    def supposes(self, name: str) -> bool:
        """Is it only supposed that this module has the name? One that is described as a whole has whatever it is asked
        for, so it does not tell what a star import of it brings.
        """
        return False

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        return None

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return Unknown(f"{self.describe()} is called, which is not understood")

    def item(self, machine: Machine, index: Any) -> Any:
        return Unknown(f"an item of {self.describe()} is not known")

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        return None

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return Unknown(f"what {self.describe()} iterates over is not known")

    def unpacked(self, machine: Machine, names: Sequence[str | None]) -> str | None:
        """It is about to be assigned to so many targets, of which some are names. Why that certainly fails, if it does
        for another reason than the number of its items.
        """
        return None

    def contains(self, machine: Machine, member: Any) -> Any:
        """Whether `member in self`: a bool or an Unknown; NotImplemented: what it iterates over decides."""
        return NotImplemented

    def length(self, machine: Machine) -> Any:
        return Unknown(f"the length of {self.describe()} is not known")

    def as_tuple(self) -> tuple[Any, ...] | None:
        """Its items, if it is a tuple that also has names for them; None for all else."""
        return None

    def has_instance(self, value: Any) -> bool | None:
        """Is the value an object of this class? None where that is not known; classes that are described answer
        through their order instead.
        """
        return None

    def truth(self, machine: Machine) -> bool | None:
        """True, False, or None for cannot tell."""
        return True

    def unary(self, machine: Machine, operator: str) -> Any:
        return NotImplemented

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        """`self operator other`, or `other operator self` where `reflected`; NotImplemented passes on."""
        return NotImplemented

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return NotImplemented

    def copied(self) -> Value:
        """What `copy.deepcopy` makes of it; the same, unless the program could change one and not the other."""
        return self

    def parts(self) -> tuple[Any, ...] | None:
        """What the value is made of, if that says all about it, for `made_of` to make another one like it; None where
        nobody can tell. A value that has parts says when it was `born`.
        """
        return None

    def made_of(self, parts: tuple[Any, ...]) -> Value:
        """One like this of other parts."""
        raise NotImplementedError

    def join(self, other: Value, reason: Unknown) -> Any:
        """What is certain of a value that is either this one or `other`; NotImplemented: nothing is."""
        return NotImplemented

    def forget(self, machine: Machine, reason: Unknown) -> None:
        """Something unseen may have changed this value: drop what is no longer certain."""
        return
