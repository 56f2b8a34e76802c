"""A step that was run again and did what it had done before, so that nothing behind it has anything to notice.

Values that were made anew are compared by what is in them: where one stood, the other stands, everywhere. Then those of
the run before are put back, since who comes behind holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.steps import join, lasts, same
from layerhints.values.objects import Container

if TYPE_CHECKING:
    from layerhints.interp.heap import Change
    from layerhints.interp.steps import Course, Step


def put_back(course: Course, old: Step, new: Step, names: set[str]) -> None:
    """Let a step of the run before stand for the one that was just run in its place, which is the last that stands.
    `names` are those of the module that are bound as the new step did.
    """
    course.undo(new)
    course.steps.pop()
    known = _by_place(old)
    changes = []
    for place, change in _by_place(new).items():
        kept = known.get(place)
        is_new = change.target is course.machine.assigned or _binds(course, change, names)
        changes.append(change if kept is None or is_new else change._replace(new=kept.new))
    values = {change.key: change.new for change in changes if change.target is course.scope.names}
    old.written = {name: (was, values.get(name, value)) for name, (was, value) in new.written.items()}
    old.changes = changes
    for binder in new.links:
        join(old, binder)
    for name in ("definition", "facts", "findings", "called", "instantiated", "reads", "steps", "granted", "links"):
        setattr(old, name, getattr(new, name))
    course.redo(old)


def _binds(course: Course, change: Change, names: set[str]) -> bool:
    return change.target is course.scope.names and change.key in names


def _by_place(step: Step) -> dict[tuple[int, Any], Change]:
    return {(id(change.target), change.key): change for change in step.changes}


def names_apart(course: Course, old: Step, new: Step) -> set[str] | None:
    """The names of the module that two steps bound otherwise, to what nothing can change; None if that is not all in
    which they differ.
    """
    if any(step.made or step.loaded or step.stars or step.deletes for step in (old, new)):
        return None
    before, after = _by_place(old), _by_place(new)
    names: set[str] = set()
    pairs = _Pairs(new.start)
    for place in before.keys() | after.keys():
        one, other = before.get(place), after.get(place)
        change = other or one
        assert change is not None
        if change.target is course.machine.heap.doubts:
            return None
        if change.target is course.machine.assigned:
            continue
        if one is not None and other is not None and pairs.alike(one.new, other.new):
            continue
        if change.target is not course.scope.names or not isinstance(change.key, str):
            return None
        if other is not None and not lasts(other.new):
            return None
        names.add(change.key)
    return names


class _Pairs:
    """Values of two runs of which one stands where the other stood. Those `since` the second are its own."""

    def __init__(self, since: int) -> None:
        self._since = since
        self._there: dict[int, Any] = {}
        self._back: dict[int, Any] = {}

    def alike(self, old: Any, new: Any) -> bool:
        if same(old, new):
            return True
        if type(old) is not type(new):
            return False
        if type(old) is tuple:
            return len(old) == len(new) and all(map(self.alike, old, new))
        if isinstance(old, dict):
            return (
                all(map(self.alike, old, new))
                and len(old) == len(new)
                and all(map(self.alike, old.values(), new.values()))
            )
        if isinstance(old, Unknown):
            return old.origin is None and new.origin is None and bool(old.reason == new.reason)
        if not isinstance(old, Container) or new.born <= self._since:
            return False
        if id(old) in self._there or id(new) in self._back:
            return self._there.get(id(old)) is new and self._back.get(id(new)) is old
        self._there[id(old)], self._back[id(new)] = new, old
        return (
            old.cls is new.cls
            and old.alike is new.alike
            and self.alike(old.content, new.content)
            and self.alike(old.attributes, new.attributes)
            and self.alike(old.hidden, new.hidden)
        )


__all__ = ["names_apart", "put_back"]
