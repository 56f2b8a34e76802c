"""Changes that can be taken back, and what remains certain where two courses of events meet.

Every change of a value is written to the trail while a mark is set. Going back to a mark restores each place to what
it held; the changes made since can be kept, and joined with those of another course.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Expression, Unknown, equal
from layerhints.values.objects import ABSENT, Container, Value
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Content:
    def __repr__(self) -> str:
        return "CONTENT"


CONTENT = _Content()
"""The key under which the trail records the content of a container."""


class Change(NamedTuple):
    """A place (`target`, `key`), what it held at the mark and what it holds now."""

    target: Any
    key: Any
    old: Any
    new: Any


Changes = dict[tuple[int, Any], Change]


class Heap:
    """The trail. Values hold their own state; the heap only knows how to take changes back."""

    def __init__(self) -> None:
        self._trail: list[tuple[Any, Any, Any]] = []
        self._marks = 0

    def write(self, mapping: dict[Any, Any], key: Any, value: Any) -> None:
        if self._marks:
            self._trail.append((mapping, key, mapping.get(key, ABSENT)))
        mapping[key] = value

    def delete(self, mapping: dict[Any, Any], key: Any) -> None:
        if key in mapping:
            if self._marks:
                self._trail.append((mapping, key, mapping[key]))
            del mapping[key]

    def replace(self, container: Container, content: Any) -> None:
        if self._marks:
            self._trail.append((container, CONTENT, container.content))
        container.content = content

    def mark(self) -> int:
        """A point to go back to. Every mark is released once, in any order."""
        self._marks += 1
        return len(self._trail)

    def release(self) -> None:
        self._marks -= 1
        if not self._marks:
            self._trail.clear()

    def changes(self, mark: int) -> Changes:
        """Every place that changed since the mark, once."""
        changes: Changes = {}
        for target, key, old in self._trail[mark:]:
            place = (id(target), key)
            if place not in changes:
                changes[place] = Change(target, key, old, read(target, key))
        return changes

    def rebase(self, changes: Changes, inner: int, outer: int) -> Changes:
        """Changes made from the mark `inner` on, as changes from the earlier mark `outer` on."""
        then: dict[tuple[int, Any], Any] = {}
        for target, key, old in self._trail[inner:]:
            then.setdefault((id(target), key), old)
        result: Changes = {}
        for target, key, old in self._trail[outer:inner]:
            place = (id(target), key)
            if place not in result:
                new = then[place] if place in then else read(target, key)
                result[place] = Change(target, key, old, new)
        for place, change in changes.items():
            old = result[place].old if place in result else change.old
            result[place] = Change(change.target, change.key, old, change.new)
        return result

    def undo(self, mark: int) -> None:
        trail = self._trail
        while len(trail) > mark:
            target, key, old = trail.pop()
            if key is CONTENT:
                target.content = old
            elif old is ABSENT:
                target.pop(key, None)
            else:
                target[key] = old

    def put(self, target: Any, key: Any, value: Any) -> None:
        if key is CONTENT:
            self.replace(target, value)
        elif value is ABSENT:
            self.delete(target, key)
        else:
            self.write(target, key, value)

    def merge(self, courses: Iterable[Changes], reason: Unknown) -> None:
        """From the state at their common mark, go to what is certain after any one of the courses."""
        courses = list(courses)
        places: dict[tuple[int, Any], Change] = {}
        for course in courses:
            for place, change in course.items():
                places.setdefault(place, change)
        for place, change in places.items():
            values = [course[place].new if place in course else change.old for course in courses]
            value = values[0]
            for other in values[1:]:
                value = join_content(value, other, reason) if change.key is CONTENT else join(value, other, reason)
            self.put(change.target, change.key, value)


def read(target: Any, key: Any) -> Any:
    return target.content if key is CONTENT else target.get(key, ABSENT)


def join(first: Any, second: Any, reason: Unknown) -> Any:
    """What is certain of a value that is one of two. A name that only one course binds is taken from that one:
    a program that goes on to use it came that way.
    """
    if first is second or second is ABSENT:
        return first
    if first is ABSENT:
        return second
    kind = type(first)
    if kind is type(second):
        if kind is tuple:
            if len(first) == len(second):
                return tuple(join(a, b, reason) for a, b in zip(first, second, strict=True))
        elif kind is Expression:
            if equal(first, second) is True:
                return first
        elif kind is not Unknown and isinstance(first, Value):
            joined = first.join(second, reason)
            return reason if joined is NotImplemented else joined
        elif kind in _CONSTANTS and first == second:
            return first
    return first if isinstance(first, Unknown) else reason


_CONSTANTS = frozenset({int, float, complex, str, bytes, bool, range, slice, frozenset, Unknown})


def join_content(first: Any, second: Any, reason: Unknown) -> Any:
    """The same for the contents of a container: host tuples and dicts."""
    if first is second:
        return first
    if isinstance(first, dict) and isinstance(second, dict):
        if list(first) == list(second):
            return {key: join(value, second[key], reason) for key, value in first.items()}
        return reason
    return join(first, second, reason)


def settled(old: Any, new: Any) -> bool:
    """Does `new` say no less than `old`: has a widening come to rest at this place?"""
    if old is new:
        return True
    if isinstance(old, Unknown):
        return isinstance(new, Unknown)
    if type(old) is not type(new):
        return False
    if isinstance(old, Tensor):
        return bool(_same_shape(old.shape, new.shape))
    if isinstance(old, tuple):
        return len(old) == len(new) and all(settled(a, b) for a, b in zip(old, new, strict=True))
    if isinstance(old, dict):
        return list(old) == list(new) and all(settled(old[key], new[key]) for key in old)
    return not isinstance(old, Value) and bool(old == new)


def _same_shape(old: Any, new: Any) -> bool:
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        return isinstance(old, Unknown) and isinstance(new, Unknown)
    return settled(old, new)


__all__ = ["CONTENT", "Change", "Changes", "Heap", "join", "join_content", "settled"]
