"""Lists, dicts, sets and iterators, whose content may not be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.values.base import ABSENT, State, Value, clock
from layerhints.values.functions import Function
from layerhints.values.instances import Instance
from layerhints.values.origins import entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.classes import Class
    from layerhints.values.machine import Machine


class HalfRead(NamedTuple):
    """The origin of a list's unknown content when some of its text cannot be read yet: the items that are written, with
    Unknown for each stretch that may stand for any number of them.
    """

    items: tuple[Any, ...]


class Alike(NamedTuple):
    """The origin of an iteration whose length is not known, and of which every item is like this one."""

    item: Any


def any_item(items: Unknown) -> Any:
    """One of the items of an iteration that is not known: what they are all like, where that is."""
    return items.origin.item if isinstance(items.origin, Alike) else Unknown(items.reason)


def item_of_any(value: Any, items: Unknown) -> Any:
    """What each item is like of a value that was asked for its items in vain; ABSENT where that is not known."""
    if isinstance(value, Container):
        return value.alike
    if isinstance(value, Iterator) and isinstance(items.origin, Alike):
        return items.origin.item
    return ABSENT


class Container(Instance):
    """A list, dict, set or deque: `content` holds what is in it, or Unknown when that is not known.

    The class is the language's own or one that the program derived from it.
    """

    __slots__ = ("_alike", "born", "content")

    content: Any

    def __init__(self, cls: Class) -> None:
        super().__init__(cls)
        self.born = next(clock)
        self._alike: tuple[Unknown, Any] | None = None

    @property
    def alike(self) -> Any:
        """What each item is like, where nothing else is known of them; ABSENT where that is not known either."""
        return self._alike[1] if self._alike is not None and self._alike[0] is self.content else ABSENT

    def holds_alike(self, item: Any) -> None:
        """The items that are in it now, of unknown number, are all like this one. It is not said of later content."""
        if isinstance(self.content, Unknown):
            # An Unknown is passed on by whatever meets it: a content of its own tells this one from others.
            self._alike = (self.content, item)

    def has_own(self, name: str) -> bool:
        """Has the program written this special method in a class that derives from the language's?"""
        return self.cls.site is not None and isinstance(self.cls.lookup(name), Function)

    def truth(self, machine: Machine) -> bool | None:
        if self.has_own("__bool__") or self.has_own("__len__"):
            return super().truth(machine)
        return None if isinstance(self.content, Unknown) else bool(self.content)

    def length(self, machine: Machine) -> Any:
        if self.has_own("__len__"):
            return super().length(machine)
        content = self.whole(machine)
        return content if isinstance(content, Unknown) else len(content)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        if self.has_own("__iter__"):
            return super().iterate(machine)
        content = self.whole(machine)
        return content if isinstance(content, Unknown) else tuple(content)

    def whole(self, machine: Machine) -> Any:
        """What is in it; Unknown also where others may enter more, which was not run."""
        return self.content

    def forget(self, machine: Machine, reason: Unknown) -> None:
        machine.replace(self, reason)


class List(Container):
    """`content` is a host tuple; also used for `collections.deque` and iterators that were made into lists."""

    __slots__ = ()

    def __init__(self, content: tuple[Any, ...] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a list"


class Keyed(Container):
    """What may be a registry that modules fill."""

    __slots__ = ()

    def whole(self, machine: Machine) -> Any:
        reason = machine.unfilled(self)
        return self.content if reason is None else reason


class Dict(Keyed):
    """`content` is a host dict that is never changed in place; its keys are hashable host values or values."""

    __slots__ = ()

    def __init__(self, content: dict[Any, Any] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a dict"


class Register(Dict):
    """What an object of a library holds by name, as a module its modules. Where it depends on the course what that is,
    the content is Unknown, with Entries as its origin.
    """

    __slots__ = ()

    def may_lack(self, key: Any) -> bool:
        """Is the key there in some courses only?"""
        if not isinstance(self.content, Unknown):
            return False
        held = entries_of(self.content)
        return held is not None and key in held.values and key not in held.certain


class Set(Keyed):
    """`content` is a host dict with the members as keys (a set that keeps the order of insertion)."""

    __slots__ = ()

    def __init__(self, content: dict[Any, None] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a set"


class Iterator(Value):
    """What `iter`, a generator or `zip` gives: the items in order, and how many of them were taken."""

    __slots__ = ("items", "state")

    def __init__(self, items: Sequence[Any] | Unknown) -> None:
        self.items = items
        self.state: dict[str, Any] = State({"taken": 0})

    def describe(self) -> str:
        return "an iterator"

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        if isinstance(self.items, Unknown):
            return self.items
        taken = self.state["taken"]
        if isinstance(taken, Unknown):
            return taken
        machine.write(self.state, "taken", len(self.items))
        return self.items[taken:]

    def next(self, machine: Machine) -> Any:
        """The next item, or ABSENT when there is none."""
        taken = self.state["taken"]
        if isinstance(self.items, Unknown) or isinstance(taken, Unknown):
            return any_item(self.items) if isinstance(self.items, Unknown) else taken
        if taken >= len(self.items):
            return ABSENT
        machine.write(self.state, "taken", taken + 1)
        return self.items[taken]

    def truth(self, machine: Machine) -> bool | None:
        return True

    def forget(self, machine: Machine, reason: Unknown) -> None:
        machine.write(self.state, "taken", reason)
