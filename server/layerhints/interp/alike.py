"""Lists whose items are all alike, and what remains certain of them where courses of events meet.

A loop that is run any number of times fills lists whose content is then not known. What each turn adds is: where all
turns add as much of the same kind, the items, and often their number, are known beside the content (`values.Alike`).
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.joining import join, join_content, settled
from layerhints.values.containers import Items
from layerhints.values.objects import ABSENT, Alike, List, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def join_items(holder: List, first: Any, second: Any, reason: Unknown) -> Any:
    """What is certain of the content of a list that is one of two."""
    if first is second:
        return first
    joined = join_content(first, second, reason)
    if not isinstance(joined, Unknown):
        return joined
    one, two = _said(holder, first) or _tensors(first, reason), _said(holder, second) or _tensors(second, reason)
    if one is None and two is None:
        return joined
    item = ABSENT if one is None or two is None else join(one.item, two.item, reason)
    if item is ABSENT:
        return Items.passed_on(joined)
    assert one is not None
    assert two is not None
    alike = Alike(item, one.count if one.count == two.count else None)
    if one.base is not None and one.base is two.base and one.more == two.more:
        alike = Alike(item, one.count, one.base, join(one.added, two.added, reason), one.more)
    return holder.items_like(alike, joined)


def add(machine: Machine, holder: List, item: Any, count: Any) -> None:
    """So many items like this one come to a list whose content is not known; None where it is not known how many."""
    before, said = holder.content, holder.said()
    if said is None:
        machine.replace(holder, Unknown(before.reason))
        return
    either = machine.join(said.item, item, Items.passed_on(before))
    alike = Alike(either, plus(machine, said.count, count), before, item, count)
    machine.replace(holder, holder.items_like(alike, before))


def plus(machine: Machine, first: Any, second: Any) -> Any:
    """The sum of two counts; None where it is not known."""
    return _known(None if first is None or second is None else machine.binary("+", first, second))


def times(machine: Machine, count: Any, turns: Any) -> Any:
    return _known(None if count is None or turns is None else machine.binary("*", count, turns))


def _known(count: Any) -> Any:
    return None if isinstance(count, Unknown) else count


def _said(holder: List, content: Any) -> Alike | None:
    return holder.said(content) if isinstance(content, Unknown) else None


def _tensors(content: Any, reason: Unknown) -> Alike | None:
    """The same of items that are known, if they are tensors: of these each says something of any other."""
    if not isinstance(content, tuple) or not all(isinstance(item, Tensor) for item in content):
        return None
    return Alike(reduce(lambda one, other: join(one, other, reason), content, ABSENT), len(content))


class Filling:
    """A list whose content some turns of a loop make unknown by adding to it."""

    def __init__(self, holder: List, before: Any) -> None:
        self.holder = holder
        self.before = before
        """What was in it when the loop began."""

    def widened(self, old: Any, turn: Any, joined: Any, reason: Unknown) -> Any:
        """The content at the beginning of any turn, where `old` was certain of it, one turn more leaves `turn`, and
        `joined` is what both have in common; `old` itself where nothing new is found.
        """
        alike = self._met(old, turn, reason) if isinstance(joined, Unknown) else None
        said = _said(self.holder, old)
        if alike is None:
            if said is None:
                return old if settled(old, joined) else joined
            return Items.passed_on(joined) if isinstance(joined, Unknown) else joined
        if said is not None and said.count is None and _at_rest(said.item, alike.item):
            return old
        return self.holder.items_like(alike, joined)

    def _met(self, old: Any, turn: Any, reason: Unknown) -> Alike | None:
        """What a turn may find in the list: what is in it at first, and what turns add."""
        if isinstance(turn, Unknown):
            said = self.holder.said(turn)
            items = () if said is None else (*self._items(old), said.item)
        else:
            items = turn if isinstance(old, tuple) and _begins(turn, old) else ()
        if not items:
            return None
        item = reduce(lambda one, other: join(one, other, reason), items)
        return Alike(item if _rests(item) else Unknown(reason.reason))

    def _items(self, content: Any) -> tuple[Any, ...]:
        if isinstance(content, tuple):
            return content
        said = self.holder.said(content)
        return () if said is None else (said.item,)

    def filled(self, machine: Machine, base: Any, turn: Any, turns: Any, reason: Unknown) -> Alike | None:
        """What is certain of the items behind the loop, of which one turn makes `turn` of the content `base`."""
        added, more = ABSENT, 0
        while turn is not base:
            said = self.holder.said(turn) if isinstance(turn, Unknown) else None
            if said is None or said.base is None:
                return None
            added = join(added, said.added, reason)
            more = plus(machine, more, said.more)
            turn = said.base
        if added is ABSENT:
            return None
        before = self._items(self.before)
        if isinstance(self.before, Unknown) and not before:
            return None
        item = reduce(lambda one, other: join(one, other, reason), (*before, added))
        if isinstance(item, Unknown) and (before or more != 1):
            return None
        more = times(machine, more, turns)
        known = _said(self.holder, self.before)
        if known is None:
            return Alike(item, plus(machine, len(before), more))
        return Alike(item, plus(machine, known.count, more), self.before, added, more)


def _at_rest(old: Any, new: Any) -> bool:
    """Do later turns find no less in the items? What is one of several is made anew by each: it never comes to rest."""
    if isinstance(old, Unknown) and isinstance(new, Unknown):
        return True
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(map(_at_rest, old, new))
    return settled(old, new)


def _rests(item: Any) -> bool:
    """Will the next turn find the same? What it makes anew is another object."""
    if isinstance(item, tuple):
        return all(map(_rests, item))
    return isinstance(item, Tensor) or not isinstance(item, Value)


def _begins(items: Any, first: tuple[Any, ...]) -> bool:
    return len(items) > len(first) and all(one is other for one, other in zip(items, first, strict=False))


__all__ = ["Filling", "add", "join_items", "plus"]
