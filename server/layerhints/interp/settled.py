"""A step that was run again and did what it had done before, so that nothing behind it has anything to notice.

Values that were made anew are compared by what is in them: where one stood, the other stands, everywhere. Then those of
the run before are put back, since who comes behind holds them. What differs may be names of the module and numbers that
are given out in turn: these concern only who reads them.
"""

from __future__ import annotations

import gc
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.steps import counts_places, join, lasts, same
from layerhints.values.objects import Alike, Class, Container, Counts, State
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerhints.interp.course import Course
    from layerhints.interp.heap import Change
    from layerhints.interp.steps import Step

Place = tuple[int, Any]
"""Something that can hold a value, by its identity, and the key under which it does."""


def put_back(course: Course, old: Step, new: Step, apart: Mapping[Place, Iterable[str]]) -> None:
    """Let a step of the run before stand for the one that was just run in its place, which is the last that stands.
    `apart` are the places that hold what the new step put there.
    """
    course.undo(new)
    course.steps.pop()
    course.inherit(old, new)
    known = _by_place(old)
    changes = []
    for place, change in _by_place(new).items():
        kept = known.get(place)
        is_new = change.target is course.machine.assigned or place in apart
        changes.append(change if kept is None or is_new else change._replace(new=kept.new))
    values = {change.key: change.new for change in changes if change.target is course.scope.names}
    old.written = {name: (was, values.get(name, value)) for name, (was, value) in new.written.items()}
    old.changes = changes
    for binder in new.links:
        join(old, binder)
    for name in _TAKEN_OVER:
        setattr(old, name, getattr(new, name))
    course.redo(old)


_TAKEN_OVER = (
    "definition", "facts", "findings", "called", "instantiated", "made", "reads", "steps", "granted", "links",
)  # fmt: skip


def _by_place(step: Step) -> dict[Place, Change]:
    return {(id(change.target), change.key): change for change in step.changes}


def places_apart(course: Course, old: Step, new: Step) -> dict[Place, Iterable[str]] | None:
    """The places in which two steps left something else, with what their readers are noted to have read; None if these
    are not the only difference. Such a place is a name of the module, or a number that is given out in turn.
    """
    if any(step.loaded or step.stars or step.deletes for step in (old, new)):
        return None
    before, after = _by_place(old), _by_place(new)
    apart: dict[Place, Iterable[str]] = {}
    changing: list[Any] = []
    pairs = _Pairs(new.start)
    for place in before.keys() | after.keys():
        one, other = before.get(place), after.get(place)
        change = other or one
        assert change is not None
        if change.target is course.machine.heap.doubts:
            return None
        if change.target is course.machine.assigned:
            continue
        if one is not None and other is not None and pairs.are_alike(one.new, other.new):
            continue
        if isinstance(change.target, Counts):
            apart[place] = counts_places(change.target, change.key)
        elif change.target is course.scope.names and isinstance(change.key, str):
            apart[place] = (change.key,)
        else:
            return None
        if other is not None and not lasts(other.new):
            changing.append(other.new)
    return None if changing and pairs.may_be_reached(changing) else apart


def _same_items(old: Alike | None, new: Alike | None) -> bool:
    """Is the same known of the items of two containers of which nothing else is?"""
    if old is None or new is None:
        return old is new
    return old.item is new.item and bool(old.count == new.count)


class _Pairs:
    """Values of two runs of which one stands where the other stood. Those `since` the second are its own."""

    def __init__(self, since: int) -> None:
        self._since = since
        self._there: dict[int, Any] = {}
        self._back: dict[int, Any] = {}

    def are_alike(self, old: Any, new: Any) -> bool:
        """Can the one stand for the other? If not, nothing is known of what is in them either."""
        length = len(self._there)
        if self._alike(old, new):
            return True
        for pairs in (self._there, self._back):
            while len(pairs) > length:
                pairs.popitem()
        return False

    def _all_alike(self, old: Iterable[Any], new: Iterable[Any]) -> bool:
        return all(one is other or self._alike(one, other) for one, other in zip(old, new, strict=True))

    def _alike(self, old: Any, new: Any) -> bool:
        if same(old, new):
            return True
        if type(old) is not type(new):
            return False
        if type(old) is tuple:
            return len(old) == len(new) and self._all_alike(old, new)
        if isinstance(old, dict):
            return len(old) == len(new) and self._all_alike(old, new) and self._all_alike(old.values(), new.values())
        if isinstance(old, Unknown):
            return old.origin is None and new.origin is None and bool(old.reason == new.reason)
        if not isinstance(old, Container) or new.born <= self._since:
            return False
        if id(old) in self._there or id(new) in self._back:
            return self._there.get(id(old)) is new and self._back.get(id(new)) is old
        self._there[id(old)], self._back[id(new)] = new, old
        return (
            old.cls is new.cls
            and _same_items(old.said(), new.said())
            and self._alike(old.content, new.content)
            and self._alike(old.attributes, new.attributes)
            and self._alike(old.hidden, new.hidden)
        )

    def may_be_reached(self, values: list[Any]) -> bool:
        """May values of the second run lead to one of it in whose place that of the first is put back?

        What is older than the run leads to no value of it but by changes that are places of their own.
        """
        if not self._back:
            return False
        seen: set[int] = set()
        pending = values
        while pending:
            value = pending.pop()
            if id(value) in self._back:
                return True
            if id(value) in seen or isinstance(value, _CLOSED) or self._is_older(value):
                continue
            seen.add(id(value))
            if len(seen) > _MOST_FOLLOWED:
                return True
            if isinstance(value, FunctionType):
                pending += (value.__closure__, value.__defaults__, value.__kwdefaults__)
            else:
                pending += gc.get_referents(value)
        return False

    def _is_older(self, value: Any) -> bool:
        if isinstance(value, Class):
            return getattr(value.namespace, "born", 0) <= self._since
        return isinstance(value, (State, Container)) and value.born <= self._since


_CLOSED = (type, str, Site, Unit, ModuleType)
"""What leads to no value of a program."""
_MOST_FOLLOWED = 2_000
"""After so many objects values are taken to lead anywhere."""


__all__ = ["places_apart", "put_back"]
