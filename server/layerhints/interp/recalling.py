"""Calls of a tracked run that a later run, which goes on with it, need not make: what they made is put in place again.

Calls can be reused by copies where what a library makes can be copied (see reuse.py). Where tensors lead to all that
they come from nothing is copied: the later run gets the very objects. A call is *recorded* while the run is tracked if
it changed nothing that is older than itself, but for numbers that are given out in turn, and did not look at what the
tensors come from that it was given. It is *recalled* where it is given the same: constants that are equal, and of
tensors the very ones. That they are the very ones is seen to where a library makes a tensor that it has a name for: if
the tracked run made one of the same name that looks the same, that one is handed out, and comes from where the new one
does. Which one is handed out decides how much is recalled, and nothing else: none is handed out twice, nor is it part
of a call that is recalled.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

from layerhints.algebra import Expression, Unknown
from layerhints.algebra.substitution import symbol_factors
from layerhints.interp.heap import CONTENT
from layerhints.interp.likeness import closes_over_constants
from layerhints.interp.steps import same
from layerhints.values.base import State
from layerhints.values.objects import ABSENT, Class, Container, Counts, Function, Instance, Memory, Module, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from layerhints.interp.difference import Difference
    from layerhints.interp.interpreter import Interpreter
    from layerhints.interp.track import Moment, Track
    from layerhints.values.arguments import Arguments
    from layerhints.values.sites import Site

LEAST = 150
"""A call that takes fewer steps is run again sooner than it is looked up."""
NEVER = sys.maxsize

Run: TypeAlias = "Callable[[], Any]"


class Recorded:
    """One call of a tracked run: the moments at which it began and ended, and what it alone called and read.

    `containers` are those that it was given and that were made in the run; `counts` the numbers that it took, each with
    what stood there before, once that was looked at.
    """

    __slots__ = ("begun", "called", "containers", "counts", "ended", "instantiated", "reads", "result", "stack")

    def __init__(self, begun: Moment, containers: Sequence[Container], stack: tuple[Site, ...]) -> None:
        self.begun = begun
        self.containers = containers
        self.stack = stack
        self.called: set[int] = set()
        self.instantiated: set[Site] = set()
        self.reads: dict[str, Any] = {}
        self.counts: list[tuple[Any, Any, Any]] | None = None
        self.ended: Moment = begun
        self.result: Any = None


class Recording:
    """The calls and the named tensors of a run that is being tracked."""

    def __init__(self, track: Track) -> None:
        assert track.start is not None
        self.track = track
        self.machine = track.machine
        self.since = track.start.time
        self.modules = track.start.modules
        """How many modules were loaded when the run began."""
        self.calls: dict[tuple[Any, ...], list[Recorded]] = {}
        self.functions: set[int] = set()
        """The functions (by their identities) of which a call is recorded."""
        self.tensors: dict[Hashable, list[Tensor]] = {}
        self.held: list[Any] = []
        """What the keys of calls name by identity: it must live as long as these do."""
        self._steps: dict[int, int] = {}
        """How many steps the last call of each function took, by its node."""
        self._reached = NEVER
        """When the oldest tensor was made that anybody looked back to in the present call."""

    def call(self, function: Function, arguments: Arguments, stack: tuple[Site, ...], run: Run) -> Any:
        machine = self.machine
        steps, node = machine.steps, id(function.node)
        given = None
        if self._steps.get(node, NEVER) >= LEAST and is_alone(machine, arguments):
            given = Given(self.since)
            key = given.key(machine, function, arguments)
        result = run() if given is None or key is None else self._recorded(key, given, function, stack, run)
        self._steps[node] = steps - machine.steps
        return result

    def _recorded(
        self, key: tuple[Any, ...], given: Given, function: Function, stack: tuple[Site, ...], run: Run
    ) -> Any:
        machine, holes = self.machine, self.machine.holes
        recorded = Recorded(self.track.moment(), given.containers, stack)
        called, instantiated, reads = machine.called, machine.instantiated, machine.reads
        machine.called, machine.instantiated, machine.reads = recorded.called, recorded.instantiated, recorded.reads
        reached, self._reached = self._reached, NEVER
        before = machine.reuse.spoilt, holes.begun, holes.repeated
        try:
            result = recorded.result = run()
        finally:
            called |= recorded.called
            instantiated |= recorded.instantiated
            for name, value in recorded.reads.items():
                reads.setdefault(name, value)  # type: ignore[union-attr]
            machine.called, machine.instantiated, machine.reads = called, instantiated, reads
            looked_back = self._reached <= recorded.begun.time
            self._reached = min(reached, self._reached)
        recorded.called.add(id(function.node))
        begun, ended = recorded.begun, self.track.moment()
        recorded.ended = ended
        if (
            not looked_back
            and begun.steps - ended.steps >= LEAST
            and before == (machine.reuse.spoilt, holes.begun, holes.repeated)
            and (begun.asked, begun.learned, begun.holes) == (ended.asked, ended.learned, ended.holes)
            and begun.modules == ended.modules == self.modules
            and is_alone(machine)
        ):
            self.calls.setdefault(key, []).append(recorded)
            self.functions.add(id(function))
            self.held += given.held
        return result

    def looked_back(self, born: int) -> None:
        """Somebody looks at what a tensor comes from, back to one that was made then."""
        self._reached = min(self._reached, born)

    def handed_out(self, name: Hashable, tensor: Tensor, begins: bool) -> Tensor:
        if is_alone(self.machine):
            self.tensors.setdefault(name, []).append(tensor)
        return tensor

    def finish(self) -> None:
        """The changes of the run are known. What follows on a change of something older than it is not recorded."""
        changes = self.track.changes
        disturbed = next(
            (place for place, (target, *_) in enumerate(changes) if is_older(target, self.since)), len(changes)
        )
        for calls in self.calls.values():
            calls[:] = [each for each in calls if each.ended.changes <= disturbed and self._is_closed(each)]

    def _is_closed(self, recorded: Recorded) -> bool:
        """Did a call change nothing that was there before it, but for numbers that are given out in turn?"""
        begun, ended = recorded.begun, recorded.ended
        counts: dict[tuple[int, Any], tuple[Any, Any, Any]] = {}
        for target, key, old, _ in self.track.changes[begun.changes : ended.changes]:
            if target is self.track.repeated:
                continue
            if isinstance(target, Counts):
                counts.setdefault((id(target), key), (target, key, old))
            elif getattr(target, "born", 0) <= begun.time and not isinstance(target, Memory):
                return False
        recorded.counts = list(counts.values())
        return True


class Recalling:
    """A run that goes on with a tracked one, behind what that did up to a `time`. It is to be finished in any case."""

    def __init__(self, track: Track, found: Difference, recording: Recording, time: int) -> None:
        self.track = track
        self.machine = track.machine
        self.recording = recording
        self.saved = 0
        self._rows = found.rows
        self._edited = {id(function) for function in found.functions}
        self._taken = [(0, time)]
        """Between which times all tensors of the tracked run are those of what was put in place again."""
        self._handed_out: set[int] = set()
        """When the tensors were made that were handed out."""
        self._given: list[tuple[Container, Any]] = []
        """What recalled calls were given that can change, and its content."""
        self._mark = self.machine.heap.watch()
        self._looked = self._mark.position
        self._is_disturbed = False
        self.machine.recalling = self

    def finish(self) -> None:
        self.machine.recalling = None
        self.machine.heap.watched(self._mark)

    @property
    def is_sound(self) -> bool:
        """Did nothing change what a recalled call was given, and may have kept?"""
        return all(container.content is content for container, content in self._given)

    # --- calls

    def call(self, function: Function, arguments: Arguments, stack: tuple[Site, ...], run: Run) -> Any:
        machine = self.machine
        if id(function) not in self.recording.functions or not is_alone(machine, arguments):
            return run()
        given = Given(self.recording.since)
        key = given.key(machine, function, arguments)
        calls = () if key is None else self.recording.calls.get(key, ())
        found = next((each for each in calls if self._is_like(each, stack)), None)
        return run() if found is None or self._disturbed() else self._again(found, given)

    def _is_like(self, recorded: Recorded, stack: tuple[Site, ...]) -> bool:
        """Would a call that is given the same do what was recorded?"""
        machine, holes = self.machine, self.machine.holes
        begun, ended = recorded.begun, recorded.ended
        return (
            recorded.called.isdisjoint(self._edited)
            and begun.steps - ended.steps <= machine.steps
            and holes.calls + ended.calls - begun.calls <= holes.enough
            and not any(begun.time < end and start < ended.time for start, end in self._taken)
            and not any(begun.time < born <= ended.time for born in self._handed_out)
            and all(_counts_alike(before, target.get(key, ABSENT)) for target, key, before in recorded.counts or ())
            and len(recorded.stack) == len(stack)
            and all(map(self._stands, recorded.stack, stack))
        )

    def _stands(self, old: Site | None, new: Site | None) -> bool:
        """Is a place of the tracked run what another place is now?"""
        if old is None or new is None or old.unit.definition is not self.track.definition:
            return old == new
        return new.unit.definition is self.track.now and self._rows.moved(old.span) == new.span

    def _disturbed(self) -> bool:
        """Has the run changed anything that is older than the tracked run?"""
        if not self._is_disturbed:
            places = self.machine.heap.watched_so_far(self._looked)
            self._is_disturbed = any(is_older(target, self.recording.since) for target, _, _ in places)
            self._looked += len(places)
        return self._is_disturbed or len(self.machine.modules) != self.recording.modules

    def _again(self, recorded: Recorded, given: Given) -> Any:
        track, machine = self.track, self.machine
        begun, ended = recorded.begun, recorded.ended
        for old, new in zip(recorded.containers, given.containers, strict=True):
            machine.heap.put_again([(old, CONTENT, old.content, new.content)])
            self._given += (old, new.content), (new, new.content)
        track.put(begun.changes, ended.changes)
        machine.facts += track.facts[begun.facts : ended.facts]
        machine.findings += track.findings[begun.findings : ended.findings]
        machine.made += track.layers[begun.made : ended.made]
        track.enter(recorded.called, recorded.instantiated, recorded.reads.items())
        machine.steps -= begun.steps - ended.steps
        machine.turns += ended.turns - begun.turns
        machine.holes.calls += ended.calls - begun.calls
        self._taken.append((begun.time, ended.time))
        self.saved += begun.steps - ended.steps
        machine.reuse.counted.reused["calls"] += 1
        return recorded.result

    # --- tensors

    def looked_back(self, born: int) -> None:
        """What recalled calls did does not hang on it."""

    def handed_out(self, name: Hashable, tensor: Tensor, begins: bool) -> Tensor:
        """The tensor of the tracked run that is to stand for one that was just made, if there is one."""
        if not is_alone(self.machine):
            return tensor
        for old in self.recording.tensors.get(name, ()):
            if self._is_free(old) and self._looks_like(old, tensor, begins):
                self._handed_out.add(old.born)
                self.track.revise(old, tensor)
                return old
        return tensor

    def _is_free(self, old: Tensor) -> bool:
        born = old.born
        return born not in self._handed_out and not any(start < born <= end for start, end in self._taken)

    def _looks_like(self, old: Tensor, new: Tensor, begins: bool) -> bool:
        """Does a program that does not look back see the same? Open sizes of a tensor in which a model `begins` are its
        own: these may be called otherwise.
        """
        was, made = old.producer, new.producer
        return (
            (same(old.shape, new.shape) or (begins and _is_as_open(old.shape, new.shape)))
            and same(old.dtype, new.dtype)
            and (old.kind, old.source, type(old.tag)) == (new.kind, new.source, type(new.tag))
            and (
                was is made is None
                or (
                    was is not None
                    and made is not None
                    and self._stands(was.site, made.site)
                    and self._stands(was.layer.site, made.layer.site)
                )
            )
        )


class Given:
    """What a call is given in a run that began at `since`, as a key: equal keys are of calls that are given the same.

    `containers` are those of the run, which are told by what they hold; `held` is what the key names by identity.
    """

    def __init__(self, since: int) -> None:
        self.since = since
        self.containers: list[Container] = []
        self.held: list[Any] = []
        self._tokens: list[Any] = []

    def key(self, machine: Interpreter, function: Function, arguments: Arguments) -> tuple[Any, ...] | None:
        """None where it cannot be told what is the same."""
        if arguments.more is not None or arguments.each is not ABSENT:
            return None
        tokens = self._tokens
        tokens += (machine.depth, machine.holes.state, len(arguments.positional), *arguments.keywords)
        tokens += [library.standing(machine) for library in machine.libraries]
        given = (function, *arguments.positional, *arguments.keywords.values())
        return tuple(tokens) if all(map(self._read, given)) else None

    def _read(self, value: Any) -> bool:
        kind, tokens = type(value), self._tokens
        if kind in _CONSTANTS:
            tokens += (kind, repr(value) if kind in _SHOWN else value)
        elif kind is tuple:
            tokens += (tuple, len(value))
            return all(map(self._read, value))
        elif isinstance(value, Container) and value.born > self.since:
            return self._read_container(value)
        elif isinstance(value, Unknown) or _is_lasting(value, self.since):
            tokens += (None, id(value))
            self.held.append(value)
        else:
            return False
        return True

    def _read_container(self, value: Container) -> bool:
        if value.attributes or value.hidden or value.said() is not None:
            return False
        for place, other in enumerate(self.containers):
            if other is value:
                self._tokens += (Container, place)
                return True
        self.containers.append(value)
        content = value.content
        self._tokens += (type(value), type(content), value.cls)
        if isinstance(content, dict):
            return self._read((*content, *content.values()))
        return self._read(content)


_SHOWN = frozenset({float, complex, slice, range})
_CONSTANTS = frozenset({str, int, bool, bytes, type(None), type(...), Expression, *_SHOWN})


def _is_lasting(value: Any, since: int) -> bool:
    """Is it what it was as long as nobody writes to what is older than the run?"""
    if isinstance(value, Tensor):
        return value.tag is not None  # one that leads somewhere holds no numbers
    if isinstance(value, Native):
        return closes_over_constants(value)
    state: Any = None
    if isinstance(value, (Function, Instance)):
        state = value.attributes
    elif isinstance(value, Module):
        state = value.scope.names
    elif isinstance(value, Class):
        state = value.namespace
    elif isinstance(value, (Container, State)):
        state = value
    return state is not None and getattr(state, "born", 0) <= since


def is_alone(machine: Interpreter, arguments: Arguments | None = None) -> bool:
    """Is the course of events the only one, and a call no more than that: nothing around it sees how it comes about?"""
    return (
        machine.recording
        and machine.reads is not None
        and not (machine.trying or machine.defaults or machine.forks or machine.pending or machine.heap.doubts)
        and machine.handled is None
        and machine.may_raise is None
        and (arguments is None or (arguments.site is not None and machine.site is arguments.site))
    )


def is_older(target: Any, since: int) -> bool:
    """Is it something that others can see which is older than that?"""
    return getattr(target, "born", 0) <= since and not isinstance(target, (Counts, Memory))


def _counts_alike(old: Any, new: Any) -> bool:
    """Will the same number be given out next, or none, since they are not known?"""
    return same(old, new) or (isinstance(old, Unknown) and isinstance(new, Unknown))


def _is_as_open(old: Any, new: Any) -> bool:
    """Are the sizes of two shapes the same, but for what has no name?"""
    if not (type(old) is type(new) is tuple and len(old) == len(new)):
        return False
    return all(same(*sizes) or all(map(_is_anonymous, sizes)) for sizes in zip(old, new, strict=True))


def _is_anonymous(size: Any) -> bool:
    return isinstance(size, Expression) and all(factor.is_anonymous for factor in symbol_factors(size))


__all__ = ["Recalling", "Recording"]
