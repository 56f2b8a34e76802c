"""Lists, dicts, sets and iterators, whose content may not be known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.values.base import ABSENT, State, Value, clock
from layerhints.values.functions import Function
from layerhints.values.instances import Instance
from layerhints.values.origins import Entries, entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as Set_

    from layerhints.values.classes import Class
    from layerhints.values.holes import Hole
    from layerhints.values.machine import Machine


class HalfRead(NamedTuple):
    """The origin of a list's unknown content when some of its text cannot be read yet: the items that are written, with
    Unknown for each stretch that may stand for any number of them.
    """

    items: tuple[Any, ...]


class Alike(NamedTuple):
    """The origin of an iteration whose length is no plain number, and of which every item is like this one.

    `count`: how many there are, if that is a formula. Items that were added to a list are told from those that were
    in it: so many, all like `added`, came to the content `base`.
    """

    item: Any
    count: Any = None
    base: Unknown | None = None
    added: Any = None
    more: Any = None

    def among(self, count: Any) -> Alike:
        """So many of the items, None where that is not known, in any order."""
        return Alike(self.item, count)


def any_item(items: Unknown) -> Any:
    """One of the items of an iteration that is not known: what they are all like, where that is."""
    return items.origin.item if isinstance(items.origin, Alike) else Unknown(items.reason)


def alike_of(value: Any, items: Any) -> Alike | None:
    """What is known of all items of a value that was asked for its items in vain."""
    if isinstance(value, Container):
        return value.said()
    return items.origin if isinstance(items, Unknown) and isinstance(items.origin, Alike) else None


def item_of_any(value: Any, items: Unknown) -> Any:
    """What each item is like of a value that was asked for its items in vain; ABSENT where that is not known."""
    if isinstance(value, (Container, Iterator)):
        return _item_of(alike_of(value, items))
    return ABSENT


def _item_of(alike: Alike | None) -> Any:
    return ABSENT if alike is None or isinstance(alike.item, Unknown) else alike.item


@dataclass(frozen=True, slots=True)
class Items(Unknown):
    """The content of a container of which is only known what all items are like. An Unknown is passed on by whatever
    meets it: it says that of its holder only.
    """

    alike: Any = field(default=None, hash=False)
    holder: Any = field(default=None, hash=False)

    @classmethod
    def passed_on(cls, content: Unknown) -> Unknown:
        if isinstance(content, Held):
            return Unknown(content.reason)
        return Unknown(content.reason, content.origin) if type(content) is cls else content


@dataclass(frozen=True, slots=True)
class Held(Unknown):
    """The content of a dict that depends on the course, with Entries as its origin. It says that of its holder only."""

    holder: Any = field(default=None, hash=False)


class Container(Instance):
    """A list, dict, set or deque: `content` holds what is in it, or Unknown when that is not known.

    The class is the language's own or one that the program derived from it.
    """

    __slots__ = ("born", "content")

    content: Any

    def __init__(self, cls: Class) -> None:
        super().__init__(cls)
        self.born = next(clock)

    @property
    def alike(self) -> Any:
        """What each item is like, where nothing else is known of them; ABSENT where that is not known either."""
        return _item_of(self.said())

    def said(self, content: Any = None) -> Alike | None:
        """What is known of all items of the content that it has or once had, where that is not known."""
        wanted = self.content if content is None else content
        return wanted.alike if isinstance(wanted, Items) and wanted.holder is self else None

    def holds_alike(self, item: Any, count: Any = None) -> None:
        """The items that are in it now, of unknown number, are all like this one. It is not said of later content."""
        if isinstance(self.content, Unknown):
            self.content = self.items_like(Alike(item, count), self.content)

    def items_like(self, alike: Alike, reason: Unknown) -> Unknown:
        """A content of this container of which so much is known."""
        return Items(reason.reason, reason.origin, alike, self)

    def has_own(self, name: str) -> bool:
        """Has the program written this special method in a class that derives from the language's?"""
        return self.cls.site is not None and isinstance(self.cls.lookup(name), Function)

    def truth(self, machine: Machine) -> bool | None:
        if self.has_own("__bool__") or self.has_own("__len__"):
            return super().truth(machine)
        if not isinstance(self.content, Unknown):
            return bool(self.content)
        count = self._count()
        return None if count is None else machine.truth(count)

    def _count(self) -> Any:
        said = self.said()
        return None if said is None else said.count

    def length(self, machine: Machine) -> Any:
        if self.has_own("__len__"):
            return super().length(machine)
        content = self.whole(machine)
        if isinstance(content, Unknown):
            count = self._count() if content is self.content else None
            return Items.passed_on(content) if count is None else count
        return len(content)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        if self.has_own("__iter__"):
            return super().iterate(machine)
        content = self.whole(machine)
        return Items.passed_on(content) if isinstance(content, Unknown) else tuple(content)

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

    def entries(self, content: Any = None) -> Entries | None:
        """What may be in it and what certainly is, also while it has or had another content, if that is known."""
        wanted = self.content if content is None else content
        if isinstance(wanted, Unknown) and not (isinstance(wanted, Held) and wanted.holder is self):
            return None
        return entries_of(wanted)

    def holding(self, values: dict[Any, Any], certain: Set_[Any], reason: Unknown) -> dict[Any, Any] | Unknown:
        """The content of this dict that has these entries, of which only some are certain."""
        if len(certain) == len(values):
            return values
        return Held(reason.reason, Entries(values, frozenset(certain)), self)


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


class Rest(Dict):
    """The `**kwargs` of a function that nobody in the program calls: callers may give more than is in it.

    What is looked up there they have to give: a part of `hole`, where there is one. Where it is `all` that the function
    takes, they give something.
    """

    __slots__ = ("all", "hole")

    def __init__(self, content: dict[Any, Any] | Unknown, cls: Class, hole: Hole | None = None) -> None:
        super().__init__(content, cls)
        self.hole = hole
        self.all = False

    def truth(self, machine: Machine) -> bool | None:
        return None if self.all and not self.content else super().truth(machine)

    def whole(self, machine: Machine) -> Any:
        return Unknown("callers give what is in it") if self.all and not self.content else super().whole(machine)


class Body(Dict):
    """What a class says in its body, as its metaclass gets it: of this `type.__new__` gives the class `made`."""

    __slots__ = ("made", "written")

    def __init__(self, made: Class, cls: Class) -> None:
        super().__init__(dict(made.namespace), cls)
        self.made = made
        self.written = self.content

    @property
    def is_as_written(self) -> bool:
        """Nothing was put into it or taken away."""
        return self.content is self.written


class Set(Keyed):
    """`content` is a host dict with the members as keys (a set that keeps the order of insertion)."""

    __slots__ = ()

    def __init__(self, content: dict[Any, None] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a set"


class Iterator(Value):
    """What `iter`, a generator or `zip` gives: the items in order, and how many of them were taken.

    `some` are among items that are not known, in this order; others may stand before, between and behind them.
    """

    __slots__ = ("items", "some", "state")

    def __init__(self, items: Sequence[Any] | Unknown, some: tuple[Any, ...] = ()) -> None:
        self.items = items
        self.some = some
        self.state: dict[str, Any] = State({"taken": 0})

    def describe(self) -> str:
        return "an iterator"

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        taken = self.state["taken"]
        if isinstance(self.items, Unknown):
            return self._rest(machine, self.items, taken)
        if isinstance(taken, Unknown):
            return taken
        machine.write(self.state, "taken", len(self.items))
        return self.items[taken:]

    def _rest(self, machine: Machine, items: Unknown, taken: Any) -> Unknown:
        """Items that are all alike, but for those that were taken."""
        if not isinstance(items.origin, Alike) or items.origin.count is None:
            return items
        machine.write(self.state, "taken", Unknown(items.reason))
        untouched = type(taken) is int and not taken
        return items if untouched else Unknown(items.reason, items.origin.among(None))

    def next(self, machine: Machine) -> Any:
        """The next item, or ABSENT when there is none."""
        taken = self.state["taken"]
        if isinstance(self.items, Unknown):
            self._rest(machine, self.items, taken)
            return any_item(self.items)
        if isinstance(taken, Unknown):
            return taken
        if taken >= len(self.items):
            return ABSENT
        machine.write(self.state, "taken", taken + 1)
        return self.items[taken]

    def truth(self, machine: Machine) -> bool | None:
        return True

    def forget(self, machine: Machine, reason: Unknown) -> None:
        machine.write(self.state, "taken", reason)
