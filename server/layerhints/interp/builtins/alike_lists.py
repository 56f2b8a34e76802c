"""`list`: its methods on a content of which nothing is known but what all items are like, and perhaps their number."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.alike import add, plus
from layerhints.interp.builtins.lists import method
from layerhints.values.containers import Items
from layerhints.values.objects import Alike, Iterator, List, alike_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

alike = method.of_alike


def iterated(machine: Machine, value: Any) -> Any:
    """The items of any iterable; where they are not known, an Unknown that says what they are like, if that is."""
    items = machine.iterate(value)
    said = alike_of(value, items)
    return items if said is None or not isinstance(items, Unknown) else Unknown(items.reason, said.among(said.count))


def any_of(machine: Machine, items: Sequence[Any], reason: Unknown) -> Any:
    """What is certain of any one of the items."""
    return reduce(lambda one, other: machine.join(one, other, reason), items)


def _said(self: List) -> Alike:
    said = self.said()
    assert said is not None
    return said


def _list(machine: Machine, self: List, said: Alike) -> List:
    """A new list of items that are in this one."""
    found = machine.new_list(Unknown(self.content.reason))
    found.holds_alike(said.item, said.count)
    return found


def _left(machine: Machine, self: List, count: Any) -> None:
    """So many of the items stay in the list; None where that is not known."""
    machine.replace(self, self.items_like(_said(self).among(count), self.content))


def extended(machine: Machine, self: List, iterable: Any) -> None:
    """Other items come to the list."""
    items = iterated(machine, iterable)
    if not isinstance(items, Unknown):
        if items:
            add(machine, self, any_of(machine, items, Items.passed_on(self.content)), len(items))
    elif isinstance(items.origin, Alike):
        add(machine, self, items.origin.item, items.origin.count)
    else:
        machine.replace(self, Unknown(items.reason))


@alike("append", changes=True)
def _append(machine: Machine, self: List, item: Any) -> None:
    add(machine, self, item, 1)


@alike("insert", changes=True)
def _insert(machine: Machine, self: List, index: Any, item: Any) -> None:
    add(machine, self, item, 1)


alike("extend", changes=True)(extended)


@alike("__iadd__", changes=True)
def _iadd(machine: Machine, self: List, other: Any) -> List:
    extended(machine, self, other)
    return self


@alike("__setitem__", changes=True)
def _setitem(machine: Machine, self: List, index: Any, value: Any) -> None:
    if isinstance(index, slice):
        machine.replace(self, Unknown(self.content.reason))
    else:
        add(machine, self, value, 0)


@alike("pop", changes=True)
def _pop(machine: Machine, self: List, index: Any = -1) -> Any:
    said = _said(self)
    _left(machine, self, plus(machine, said.count, -1))
    return said.item


@alike("__delitem__", changes=True)
def _delitem(machine: Machine, self: List, index: Any) -> None:
    _left(machine, self, None if isinstance(index, slice) else plus(machine, _said(self).count, -1))


@alike("sort", changes=True)
def _sort(machine: Machine, self: List, cmp: Any = None, *, key: Any = None, reverse: Any = False) -> None:
    return None


@alike("reverse", changes=True)
def _reverse(machine: Machine, self: List) -> None:
    return None


@alike("copy")
def _copy(machine: Machine, self: List) -> List:
    return _list(machine, self, _said(self))


@alike("__getitem__")
def _getitem(machine: Machine, self: List, index: Any) -> Any:
    said = _said(self)
    if not isinstance(index, slice):
        return said.item
    return _list(machine, self, said.among(_count_of(machine, said.count, index)))


def _count_of(machine: Machine, count: Any, index: slice) -> Any:
    """How many items a slice has, of so many; None where that is not known."""
    start, stop, step = index.start, index.stop, index.step
    if step not in (None, 1):
        return count if step == -1 and start is stop is None else None
    if count is None:
        return None
    ends = [(0 if start is None else start), (0 if stop is None else stop)]
    if any(type(end) is not int or machine.compare(">=", count, abs(end)) is not True for end in ends):
        return None
    first = ends[0] if ends[0] >= 0 else plus(machine, count, ends[0])
    last = ends[1] if stop is not None and ends[1] >= 0 else plus(machine, count, ends[1])
    length = plus(machine, last, -first if type(first) is int else machine.unary("-", first))
    return length if length is not None and machine.compare(">=", length, 0) is True else None


@alike("__iter__")
@alike("__reversed__")
def _iter(machine: Machine, self: List) -> Iterator:
    return Iterator(iterated(machine, self))


@alike("__len__")
def _len(machine: Machine, self: List) -> Any:
    count = _said(self).count
    return Items.passed_on(self.content) if count is None else count


@alike("__add__")
def _add(machine: Machine, self: List, other: Any) -> Any:
    if not isinstance(other, List):
        return other if isinstance(other, Unknown) else NotImplemented
    result = _copy(machine, self)
    extended(machine, result, other)
    return result


__all__ = ["any_of", "extended", "iterated"]
