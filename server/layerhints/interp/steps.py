"""What each definition of a module did when it was run, so that an edit runs only the definitions that it concerns.

A module is run on one machine as long as the file is open. Each definition that is run leaves a `Step`: the names it
read, the places it changed, and what was found. After an edit the steps behind the first change are taken back; those
that the edit does not concern are put in place again without being run.

A step may be put in place again if everything it can have looked at is as it was. The names of the module that it read
are noted one by one. What it reached *through* a name is not noted: steps that share values that can change form a
group, and a change inside such a value concerns the whole group. A change of anything that does not belong to the
step's own group (an attribute of a class, a setting of a library, a module that is loaded) concerns all that follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.heap import Change
from layerhints.syntax import tree
from layerhints.values.objects import ABSENT, Class, Counts, Function, Module, Native, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from layerhints.values.facts import Fact, Finding
    from layerhints.values.sites import Site

EVERYTHING = "*"
"""Read by who lists the names of a module."""
NOBODY: frozenset[Any] = frozenset()
"""Whom a step called that called nobody."""
NOTHING: Mapping[str, Any] = MappingProxyType({})
"""What a step loaded that loaded nothing."""


class Step:
    """One definition that was run, or one thing that was rehearsed behind them all.

    `within` says that it changed older values of its group, `foreign` that it changed what belongs to no group of its
    own, `deletes` that it removed a key whose place among the others would be lost if that were taken back. `leader`
    leads to the representative of its group, `before` to who bound its names before it did. A file has thousands of
    steps most of which found nothing and called nobody: what is empty takes no room.
    """

    __slots__ = (
        "before", "called", "changes", "definition", "deletes", "facts", "findings", "foreign", "granted",
        "instantiated", "leader", "links", "loaded", "made", "position", "reads", "stars", "start", "steps", "within",
        "written",
    )  # fmt: skip

    def __init__(self, definition: tree.Definition | None) -> None:
        self.definition = definition
        self.reads: dict[str, Any] = {}
        self.written: dict[str, tuple[Any, Any]] = {}
        self.changes: Sequence[Change] = ()
        self.facts: Sequence[Fact] = ()
        self.findings: Sequence[Finding] = ()
        self.called: Set[int] = NOBODY
        self.instantiated: Set[Site] = NOBODY
        self.made: Sequence[Any] = ()
        self.loaded: Mapping[str, Any] = NOTHING
        self.stars: tuple[Any, Any] | None = None
        self.before: dict[str, Step | None] = {}
        self.deletes = False
        self.within = False
        self.foreign = False
        self.links: Sequence[Step] = ()
        self.leader: Step = self
        self.start = 0
        self.steps = 0
        self.granted = 0
        self.position = 0


def group(step: Step) -> Step:
    """The representative of a step's group."""
    while step.leader is not step:
        step.leader = step.leader.leader
        step = step.leader
    return step


def join(step: Step, other: Step) -> None:
    """Have two steps share their group."""
    group(step).leader = group(other)


def counts_places(counts: Counts, key: str) -> tuple[str, str]:
    """Under which names it is noted who looks at a number that is given out in turn, and at any of these."""
    return f"{id(counts)}:{key}", f"{id(counts)}:"


class Stretch:
    """Steps that stand one behind the other, and what they do together: most places are changed by many of them, as
    when each enters a builder in a registry. They are as they were when they were put together.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        places: dict[tuple[int, Any], Change] = {}
        for step in steps:
            for change in step.changes:
                place = id(change.target), change.key
                known = places.get(place)
                places[place] = change if known is None else known._replace(new=change.new)
        self.changes = list(places.values())
        self.first: dict[str, Step] = {}
        self.last: dict[str, Step] = {}
        """The steps that bind each name first and last."""
        for step in steps:
            for name in step.written:
                self.first.setdefault(name, step)
                self.last[name] = step
        self.loading = [step for step in steps if step.loaded or step.stars is not None]


def is_import(step: Step) -> bool:
    """Does its definition only import?"""
    body = step.definition.body if step.definition is not None else ()
    return all(isinstance(statement, (tree.Import, tree.ImportFrom)) for statement in body)


_CONSTANTS = frozenset({int, float, complex, str, bytes, bool, range, slice, type(None), type(...), Expression})


def same(old: Any, new: Any) -> bool:
    """Is a value the same in both runs, whoever looks at it? «No» only costs a second look."""
    if old is new:
        return True
    kind = type(old)
    if kind is not type(new):
        return False
    if kind is str:
        return bool(old == new)
    if kind is tuple:
        return len(old) == len(new) and all(map(same, old, new))
    return kind in _CONSTANTS and repr(old) == repr(new)


def lasts(value: Any, depth: int = 0) -> bool:
    """Can nothing change this value but a step whose change concerns all that follow?

    Functions, classes and modules can change; but whoever reads them does not join their group, so a change of one of
    them is a foreign one.
    """
    if type(value) in _CONSTANTS or isinstance(value, (Function, Class, Native, Module)) or value is ABSENT:
        return True
    if isinstance(value, Unknown):
        return value.origin is None
    if depth > 4:
        return False
    if type(value) is tuple:
        return all(lasts(item, depth + 1) for item in value)
    if not isinstance(value, Value):
        return False
    return all(lasts(getattr(value, name, None), depth + 1) for name in _slots(type(value)))


def _slots(kind: type) -> Iterator[str]:
    return (name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))


__all__ = [
    "EVERYTHING", "NOBODY", "NOTHING", "Step", "Stretch", "counts_places", "group", "is_import", "join", "lasts",
    "same",
]  # fmt: skip
