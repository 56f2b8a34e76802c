"""Changes that can be taken back, and what remains certain where two courses of events meet.

Every change of a value is written to the trail while a mark is set. Going back to a mark restores each place to what
it held; the changes made since can be kept, and joined with those of another course. A value that was made after a
mark is reached only through what else changed since: going back leaves it as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.alike import join_items
from layerhints.interp.joining import given_up, join, join_content, join_dict, join_register, lasting
from layerhints.values.objects import ABSENT, Container, Counts, Dict, List, Register, clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class _Content:
    def __repr__(self) -> str:
        return "CONTENT"


CONTENT = _Content()
"""The key under which the trail records the content of a container."""


class _Unborn:
    def __repr__(self) -> str:
        return "UNBORN"


UNBORN = _Unborn()
"""What a place held at a mark that is older than the value it belongs to."""


class Change(NamedTuple):
    """A place (`target`, `key`), what it held at the mark and what it holds now."""

    target: Any
    key: Any
    old: Any
    new: Any


Changes = dict[tuple[int, Any], Change]


class Mark(NamedTuple):
    """A point to go back to: how long the trail was, and when."""

    position: int
    time: int


class Heap:
    """The trail. Values hold their own state; the heap only knows how to take changes back."""

    def __init__(self) -> None:
        self._trail: list[tuple[Any, Any, Any]] = []
        self._of_old: list[int] = []
        """Where in it stand the changes of what is older than the outermost mark, which are few."""
        self.marks = 0
        self._latest = 0
        self._limit = -1
        """The latest birth of what a write must be noted of."""
        self._watch = -1
        """Since when writes to what is older are written to `_log`, with what the place held."""
        self._log: list[tuple[Any, Any, Any]] = []
        self._watches = 0
        self.deletes = False
        """Was a key removed while somebody watched, whose place among the others is lost when it comes back?"""
        self.since = 0
        """When the outermost mark was set."""
        self.touched = 0
        """Another number each time that something older than that is written to."""
        self.joins: Callable[[Any, Any, Any], None] = lambda target, key, value: None
        """Told of each place that is to hold what is certain of it in any of several courses, and of what it holds now,
        which has a part in that.
        """
        self.doubts: dict[tuple[int, Any], Any] = {}
        """The keys that were set in one of several courses only, with the mapping that each belongs to."""

    @property
    def at_rest(self) -> bool:
        """Is no mark set?"""
        return not self.marks and not self._trail

    def write(self, mapping: dict[Any, Any], key: Any, value: Any) -> None:
        if getattr(mapping, "born", 0) <= self._limit:
            self._note(mapping, key, mapping.get(key, ABSENT))
        mapping[key] = value
        if self.doubts:
            self._dispel(mapping, key)

    def delete(self, mapping: dict[Any, Any], key: Any) -> None:
        if key in mapping:
            if getattr(mapping, "born", 0) <= self._limit:
                self._note(mapping, key, mapping[key])
            if self._watches and mapping is not self.doubts and not isinstance(mapping, Counts):
                self.deletes = True
            del mapping[key]
            if self.doubts:
                self._dispel(mapping, key)

    def replace(self, container: Container, content: Any) -> None:
        if container.born <= self._limit:
            self._note(container, CONTENT, container.content)
        container.content = content

    def _note(self, target: Any, key: Any, old: Any) -> None:
        born = getattr(target, "born", 0)
        if self.marks and born <= self._latest:
            if born <= self.since:
                self._of_old.append(len(self._trail))
            self._trail.append((target, key, old))
        if born <= self._watch:
            self._log.append((target, key, old))
        if born <= self.since:
            self.touch()

    # --- what is written to

    def touch(self) -> None:
        """What was known of things older than the outermost mark is known no longer."""
        self.touched = next(clock)

    def watch(self) -> Mark:
        """Note every place of what is there now that is written to from here on, until this is `watched`."""
        self._watches += 1
        self.deletes = self.deletes and self._watches > 1
        return Mark(self.watch_on(), self._watch)

    def watch_on(self) -> int:
        """The same of what came to be there since the watch began; gives how much was noted so far."""
        self._watch = self._limit = next(clock)
        return len(self._log)

    @property
    def watching_since(self) -> int:
        """Writes to what is older than this are noted."""
        return self._watch

    def watched_so_far(self, position: int) -> list[tuple[Any, Any, Any]]:
        """What was noted behind the first places, while the watch goes on."""
        return self._log[position:]

    def watched(self, mark: Mark) -> list[tuple[Any, Any, Any]]:
        """The places that were written to since, each perhaps several times, with what they held."""
        found = self._log[mark.position :]
        self._watches -= 1
        if not self._watches:
            self._log = []
            self._watch = -1
            self._set_limit()
        return found

    def _set_limit(self) -> None:
        self._limit = max(self._latest if self.marks else -1, self._watch)

    # --- keys that may be missing

    def may_be_missing(self, mapping: dict[Any, Any], key: Any) -> bool:
        """Was the key set in one of several courses only?"""
        return bool(self.doubts) and (id(mapping), key) in self.doubts

    def _doubt(self, mapping: dict[Any, Any], key: Any) -> None:
        self.write(self.doubts, (id(mapping), key), mapping)

    def _dispel(self, mapping: dict[Any, Any], key: Any) -> None:
        if mapping is not self.doubts:
            self.delete(self.doubts, (id(mapping), key))

    # --- marks

    def mark(self) -> Mark:
        """A point to go back to. Every mark is released once, in any order."""
        self.marks += 1
        self._latest = self._limit = next(clock)
        if self.marks == 1:
            self.since = self._latest
            self.touch()
        return Mark(len(self._trail), self._latest)

    def hold(self) -> None:
        """Keep a mark that is set for one release more."""
        self.marks += 1

    def release(self) -> None:
        self.marks -= 1
        if not self.marks:
            self._trail.clear()
            self._of_old.clear()
            self._set_limit()

    def length(self, mark: Mark) -> int:
        """How much was changed since the mark, numbers that are given out aside: what it costs to go back there."""
        return sum(not isinstance(target, Counts) for target, _, _ in self._trail[mark.position :])

    def stand(self, mark: Mark) -> None:
        """What changed since the mark, which is the latest, is not taken back by going back further."""
        self._forget(mark)

    def release_to(self, marks: int) -> None:
        """Release the latest marks until so many are left."""
        while self.marks > marks:
            self.release()

    def here(self) -> Mark:
        """Where the trail stands, to look back at only; for as long as another mark is set."""
        return Mark(len(self._trail), self._latest)

    def changes(self, mark: Mark) -> Changes:
        """Every place of what is older than the mark that changed since, once."""
        changes: Changes = {}
        for target, key, old in self._trail[mark.position :]:
            place = (id(target), key)
            if place not in changes and getattr(target, "born", 0) <= mark.time:
                changes[place] = Change(target, key, old, read(target, key))
        return changes

    def changes_of_old(self) -> Iterable[Change]:
        """Every place of what is older than the outermost mark that changed since."""
        changes: Changes = {}
        for position in self._of_old:
            target, key, old = self._trail[position]
            place = (id(target), key)
            if place not in changes:
                changes[place] = Change(target, key, old, read(target, key))
        return changes.values()

    def smeared(self, mark: Mark, reason: Unknown) -> Changes:
        """The same for a course that left at some point since the mark: each place as it was at any time."""
        changes: Changes = {}
        for target, key, old in self._trail[mark.position :]:
            if getattr(target, "born", 0) > mark.time:
                continue
            place = (id(target), key)
            known = changes.get(place)
            if known is None:
                changes[place] = Change(target, key, old, old)
            else:
                changes[place] = known._replace(new=_joined(target, key, (known.new, old), reason))
        for place, change in changes.items():
            now = read(change.target, change.key)
            new = _joined(change.target, change.key, (change.new, now), reason)
            changes[place] = change._replace(new=lasting(new, mark.time, reason))
        return changes

    def rebased(self, changes: Changes, inner: Mark, outer: Mark) -> Changes:
        """Changes made from the mark `inner` on, as changes from the earlier mark `outer` on."""
        then: dict[tuple[int, Any], tuple[Any, Any, Any]] = {}
        for target, key, old in self._trail[inner.position :]:
            if getattr(target, "born", 0) <= inner.time:
                then.setdefault((id(target), key), (target, key, old))
        result: Changes = {}
        for target, key, old in self._trail[outer.position : inner.position]:
            place = (id(target), key)
            if place not in result and getattr(target, "born", 0) <= outer.time:
                new = then[place][2] if place in then else read(target, key)
                result[place] = Change(target, key, old, new)
        for place, (target, key, old) in then.items():
            if getattr(target, "born", 0) > outer.time:
                result[place] = Change(target, key, UNBORN, old)
        for place, change in changes.items():
            known = result.get(place)
            if known is not None:
                result[place] = known._replace(new=change.new)
            elif getattr(change.target, "born", 0) > outer.time:
                result[place] = change._replace(old=UNBORN)
            else:
                result[place] = change
        return result

    def _forget(self, mark: Mark) -> None:
        del self._trail[mark.position :]
        del self._of_old[bisect_left(self._of_old, mark.position) :]

    def undo(self, mark: Mark) -> None:
        since = self._trail[mark.position :]
        self._forget(mark)
        since.reverse()
        places = [place for place in since if getattr(place[0], "born", 0) <= mark.time]
        if any(getattr(place[0], "born", 0) <= self.since for place in places):
            self.touch()
        if not self._watches:
            set_places(places, 2)
            return
        for place in places:
            target, key, _ = place
            if getattr(target, "born", 0) <= self._watch:
                self._log.append((target, key, read(target, key)))
            set_places((place,), 2)

    def set_aside(self) -> Iterable[Change]:
        """Have all places hold what they held when the outermost mark was set; gives what `set_again` takes."""
        changes = self.changes_of_old()
        set_places(changes, 2)
        return changes

    def set_again(self, changes: Iterable[Change]) -> None:
        """Have places hold what they held before they were `set_aside`."""
        set_places(changes, 3)

    def put(self, target: Any, key: Any, value: Any) -> None:
        if key is CONTENT:
            self.replace(target, value)
        elif value is ABSENT:
            self.delete(target, key)
        else:
            self.write(target, key, value)

    def put_again(self, changes: Iterable[tuple[Any, Any, Any, Any]]) -> None:
        """Have places hold what an earlier run put there: targets, keys, what that found there, and what it put. What
        it dispelled by doing so is put on its own.
        """
        latest, watch, since = self._latest if self.marks else -1, self._watch, self.since
        touches = False
        for target, key, _, value in changes:
            born = getattr(target, "born", 0)
            if key is CONTENT:
                old, target.content = target.content, value
            else:
                old = target.get(key, ABSENT)
                if value is ABSENT:
                    target.pop(key, None)
                else:
                    target[key] = value
            if born <= latest:
                if born <= since:
                    self._of_old.append(len(self._trail))
                self._trail.append((target, key, old))
            if born <= watch:
                self._log.append((target, key, old))
            if born <= since:
                touches = True
        if touches:
            self.touch()

    def apply(self, changes: Changes) -> None:
        """From the state at their mark, go to the state behind the changes."""
        for change in changes.values():
            self.put(change.target, change.key, change.new)

    # --- joining

    def united(self, courses: Sequence[Changes], reason: Unknown) -> Changes:
        """What is certain after any one of several courses from the same mark."""
        if len(courses) == 1:
            return courses[0]
        places: Changes = {}
        for course in courses:
            for place, change in course.items():
                places.setdefault(place, change)
        if any(change.target is self.doubts for change in places.values()):
            # What is written behind that may be in doubt anew.
            places = dict(sorted(places.items(), key=lambda item: item[1].target is not self.doubts))
        return {
            place: change._replace(
                new=_joined(change.target, change.key, [_after(course, place, change) for course in courses], reason)
            )
            for place, change in places.items()
        }

    def merge(self, courses: Sequence[Changes], reason: Unknown) -> None:
        """From the state at their common mark, go to what is certain after any one of the courses."""
        for place, change in self.united(courses, reason).items():
            held = [_after(course, place, change) for course in courses]
            self.put_joined(change.target, change.key, change.new, held)

    def meet(self, changes: Changes, mark: Mark, reason: Unknown) -> None:
        """Join the state reached with that of a course that left with these changes since the mark."""
        since = self.changes(mark)
        for place, change in {**since, **changes}.items():
            now = read(change.target, change.key)
            then = changes[place].new if place in changes else since[place].old
            joined = _joined(change.target, change.key, (now, then), reason)
            if joined is not now or then is ABSENT:
                self.put_joined(change.target, change.key, joined, (now, then))

    def give_up(self, mark: Mark, reason: Unknown) -> None:
        """What changed since the mark may hold anything now."""
        for change in self.changes(mark).values():
            if change.target is not self.doubts:
                left = given_up(change.new, reason)
                self.put_joined(change.target, change.key, left, (change.old, left))

    def put_joined(self, target: Any, key: Any, value: Any, held: Sequence[Any]) -> None:
        """Put what is certain of a place that held one of several values, or perhaps none."""
        missing = any(item is ABSENT for item in held) or self.may_be_missing(target, key)
        self.joins(target, key, read(target, key))
        self.put(target, key, value)
        if key is CONTENT or target is self.doubts or value is ABSENT:
            return
        if missing and not isinstance(target, Counts) and _beyond(target, key) is ABSENT:
            self._doubt(target, key)


def read(target: Any, key: Any) -> Any:
    return target.content if key is CONTENT else target.get(key, ABSENT)


def _after(course: Changes, place: tuple[int, Any], change: Change) -> Any:
    if place in course:
        return course[place].new
    return read(change.target, change.key) if change.old is UNBORN else change.old


def _beyond(target: Any, key: Any) -> Any:
    beyond = getattr(target, "beyond", None)
    return ABSENT if beyond is None else beyond(key)


def _joined(target: Any, key: Any, held: Sequence[Any], reason: Unknown) -> Any:
    if key is CONTENT:
        value, joining = held[0], join_register if isinstance(target, Register) else join_content
        for other in held[1:]:
            if isinstance(target, List):
                value = join_items(target, value, other, reason)
            elif isinstance(target, Dict) and not isinstance(target, Register):
                value = join_dict(target, value, other, reason)
            else:
                value = joining(value, other, reason)
        return value
    present = [item for item in held if item is not ABSENT]
    if not present:
        return ABSENT
    if len(present) < len(held):
        inherited = _beyond(target, key)
        if inherited is not ABSENT:
            present.append(inherited)
    value = present[0]
    for other in present[1:]:
        value = join(value, other, reason)
    return value


def set_places(places: Iterable[Sequence[Any]], field: int) -> None:
    """Have places hold what they held before, or would hold again, without writing that down. Each is a sequence of a
    target, a key, and a value in one of its fields; ABSENT empties it.
    """
    for place in places:
        target, key, value = place[0], place[1], place[field]
        if key is CONTENT:
            target.content = value
        elif value is ABSENT:
            target.pop(key, None)
        else:
            target[key] = value


__all__ = ["CONTENT", "Change", "Changes", "Heap", "Mark", "read", "set_places"]
