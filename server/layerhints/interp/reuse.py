"""Calls that are not run again: one like it was, in the same surroundings, and what it did is done once more.

Whoever types in a function has the entry point that shows it run at every letter, and nearly all of the calls in it are
those of the run before. A call of a function of the program is *kept* when all that it can have read is known: what it
was given (see likeness.py), and what is older than the run and was not written to. A later call that looks the same
gets copies of what the kept one made, changed and noted down (see copies.py), and is charged the same steps: nobody can
tell. Looking costs as much as some steps do and copying more; so a call is kept when it was seen before, and only the
outermost that does not hang on what is being edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.copies import Giving, Taking, copied_content
from layerhints.interp.counted import Counted
from layerhints.interp.heap import CONTENT
from layerhints.interp.likeness import Reading, Unlike
from layerhints.values.facts import LayerApplied, ModelMade
from layerhints.values.objects import ABSENT, Class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence, Set

    from layerhints.interp.holes import Lore
    from layerhints.interp.interpreter import Interpreter
    from layerhints.interp.steps import Step
    from layerhints.syntax import tree
    from layerhints.values.arguments import Arguments
    from layerhints.values.holes import Hole
    from layerhints.values.objects import Function
    from layerhints.values.sites import Site

LEAST = 400
"""A call that takes fewer steps is run again sooner than it is looked up."""
TOKENS = 12
"""How many tokens of what a call was given are read for each of its steps, at most."""
MOST = 20_000
"""How many things all that is kept may hold together."""
REMEMBERED = 20_000
"""How many calls are known to have been seen."""


class Kept:
    """What one call did. `definitions` are those whose functions it ran, and in which things stand that it noted."""

    __slots__ = (
        "asked", "called", "calls", "definitions", "facts", "findings", "heard", "instantiated", "learned", "lore",
        "made", "puts", "reads", "result", "same", "size", "steps", "turns",
    )  # fmt: skip

    def __init__(self) -> None:
        self.steps = 0
        self.turns = 0
        self.calls = 0
        self.asked = 0
        self.learned = 0
        self.lore: Lore | None = None
        """What is known of holes behind the call, if that is more than before."""
        self.heard: Set[Hole] = frozenset()
        """The holes that were asked for by the end of the call, if it asked for some."""
        self.size = 0
        self.result: Any = None
        self.facts: list[Any] = []
        self.findings: list[Any] = []
        self.made: list[Any] = []
        self.puts: list[tuple[int, Any, Any]] = []
        """What changed of what the call was given: a place among the things, a key there, and the new value."""
        self.called: set[int] = set()
        self.instantiated: set[Site] = set()
        self.reads: dict[str, Any] = {}
        self.definitions: set[int] = set()
        self.same: list[Any] = []
        """What the tokens of the call name by identity."""


class Habit:
    """What calls of a function take: steps to run one, of late, and tokens to read what it is given, at most; and the
    definitions whose functions the last one ran.
    """

    __slots__ = ("definitions", "steps", "tokens")

    def __init__(self) -> None:
        self.steps = 0
        self.tokens = 0
        self.definitions: set[int] = set()


class Reuse:
    """The calls that are kept for the runs of one program that begin where its module ends."""

    def __init__(self, machine: Interpreter) -> None:
        self.machine = machine
        self.active: bool | None = None
        """Are calls looked up? None: where something is run again, since those of a first run are seldom alike."""
        self.counted = Counted()
        self.spoilt = 0
        """Counts what happens in a call that hangs on who called."""
        self._begun: set[str] = set()
        """What was run behind these steps before, edits of bodies aside."""
        self.running = False
        """Is something run again, so that calls may be looked up?"""
        self._recording = False
        self._definitions: set[int] = set()
        """Those whose functions were run in the call that is being looked up."""
        self._moving: set[int] = set()
        """The definitions in which somebody is typing: what hangs on them is not worth keeping."""
        self._habits: dict[int, Habit] = {}
        self._seen: dict[int, bool] = {}
        """Calls that looked like this were seen: is the next one to be kept?"""
        self._kept: dict[tuple[Any, ...], Kept] = {}
        self._size = 0
        self._constants: dict[int, tuple[Any, Any]] = {}
        self._modules = 0
        self._surroundings: list[tuple[Step, Any, dict[str, Any]]] = []
        self._untouched = 0

    # --- runs

    def begin(self, symbol: str, steps: Iterable[Step]) -> None:
        """A run of a symbol begins behind these steps, and will be taken back."""
        heap = self.machine.heap
        known = self._context() is not None  # or else no call is looked up, and files may have thousands of steps
        surroundings = [(step, step.definition, step.written) for step in steps] if known else []
        edited = _edited(self._surroundings, surroundings)
        self._surroundings = surroundings
        if edited is None:
            self._kept.clear()
            self._seen.clear()
            self._moving.clear()
            self._begun.clear()
            self._size = 0
            self._untouched = heap.touched
        else:
            self._move(edited)
            heap.touched = self._untouched
        self._modules = len(self.machine.modules)
        self.running = symbol in self._begun if self.active is None else self.active
        self._begun.add(symbol)

    def moves(self, definition: tree.Definition) -> None:
        """Somebody is typing in a definition, without an effect so far."""
        self._move({id(definition): id(definition)})

    def _move(self, edited: dict[int, int]) -> None:
        """Forget what hangs on definitions of which the functions have new bodies."""
        if not edited:
            return
        for key in [key for key, kept in self._kept.items() if not kept.definitions.isdisjoint(edited)]:
            self._size -= self._kept.pop(key).size
            self._seen[hash(key)] = True
        for habit in self._habits.values():
            habit.definitions = {edited.get(each, each) for each in habit.definitions}
        self._moving = set(edited.values())

    def end(self) -> None:
        self.running = False
        self._constants.clear()

    # --- calls

    def call(self, function: Function, arguments: Arguments, stack: tuple[Site, ...], run: Callable[[], Any]) -> Any:
        """What a call gives while `running`; `run` runs it, `stack` leads to its body."""
        machine = self.machine
        habit = self._habits.get(id(function.node))
        if habit is None:
            habit = self._habits[id(function.node)] = Habit()
        around = self._definitions
        own = id(function.unit.definition)
        before = machine.steps
        if habit.steps < LEAST:
            around.add(own)
            result = run()
        else:
            self._definitions = {own}
            try:
                result = self._looked_up(habit, function, arguments, stack, run)
            finally:
                habit.definitions = self._definitions
                around |= self._definitions
                self._definitions = around
        habit.steps = (habit.steps + before - machine.steps) // 2 if habit.steps else before - machine.steps
        return result

    def _looked_up(
        self, habit: Habit, function: Function, arguments: Arguments, stack: tuple[Site, ...], run: Callable[[], Any]
    ) -> Any:
        machine = self.machine
        if (
            habit.tokens > TOKENS * habit.steps
            or not habit.definitions.isdisjoint(self._moving)
            or not self._possible(function, stack)
        ):
            return run()
        reading = Reading(machine.heap.since, machine.heap.doubts, self._constants)
        key = self._key(reading, function, arguments)
        habit.tokens = max(habit.tokens, len(reading.tokens))
        if key is None:
            return run()
        kept = self._kept.get(key)
        holes = machine.holes
        if kept is not None and kept.steps <= machine.steps and holes.calls + kept.calls <= holes.enough:
            return self._again(kept, reading.things, stack)
        number = hash(key)
        if self._recording or not self._seen.get(number):
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen.setdefault(number, True)
            return run()
        self._seen[number] = False  # one that cannot be kept is not tried again
        self._recording = True
        try:
            return self._noted(key, reading, stack, run)
        finally:
            self._recording = False

    def _possible(self, function: Function, stack: tuple[Site, ...]) -> bool:
        """Does nothing around the call see how it comes to what it does?"""
        machine = self.machine
        return bool(
            stack
            and machine.recording
            and machine.reads is not None
            and not machine.trying
            and not machine.forks
            and not machine.pending
            and machine.handled is None
            and function.attributes.born <= machine.heap.since  # type: ignore[attr-defined]
        )

    def _key(self, reading: Reading, function: Function, arguments: Arguments) -> tuple[Any, ...] | None:
        """What two calls have in common that do the same; None where that cannot be told."""
        machine = self.machine
        context = self._context()
        if context is None:
            return None
        if len(machine.modules) != self._modules:
            self._modules = len(machine.modules)
            machine.heap.touch()
        reading.same(function)
        reading.same(function.unit.definition)
        reading.tokens += (machine.heap.touched, machine.depth, machine.holes.state)
        try:
            reading.read(machine.site)
            reading.read(arguments.site)
            for each in arguments.positional:
                reading.read(each)
            reading.tokens.append(tuple(arguments.keywords))
            for each in arguments.keywords.values():
                reading.read(each)
            reading.read(arguments.more)
            reading.read(arguments.each)
            for each in context:
                reading.meet(each)
        except (Unlike, RecursionError):
            return None
        return tuple(reading.tokens)

    def _context(self) -> tuple[Any, ...] | None:
        found: list[Any] = []
        for library in self.machine.libraries:
            context = library.context(self.machine)
            if context is None:
                return None
            found += context
        return tuple(found)

    # --- keeping

    def _noted(self, key: tuple[Any, ...], reading: Reading, stack: tuple[Site, ...], run: Callable[[], Any]) -> Any:
        """Run a call, and keep what it did."""
        machine = self.machine
        heap, holes = machine.heap, machine.holes
        kept = Kept()
        facts, findings, made = len(machine.facts), len(machine.findings), len(machine.made)
        called, instantiated, reads = machine.called, machine.instantiated, machine.reads
        machine.called, machine.instantiated, machine.reads = kept.called, kept.instantiated, kept.reads
        state, steps, calls, asked = self._state(), machine.steps, holes.calls, holes.asked
        turns = machine.turns
        known, learned = holes.state, holes.learned
        start = heap.watch()
        try:
            result = run()
        finally:
            written = heap.watched(start)
            called |= kept.called
            instantiated |= kept.instantiated
            _add_reads(reads, kept.reads)
            machine.called, machine.instantiated, machine.reads = called, instantiated, reads
        if state != self._state():
            return result
        kept.steps, kept.asked, kept.learned = steps - machine.steps, holes.asked - asked, holes.learned - learned
        kept.calls, kept.turns = holes.calls - calls, machine.turns - turns
        if kept.asked:
            kept.heard = frozenset(holes.heard)
        if holes.state != known:
            kept.lore = holes.lore()
        kept.same = reading.kept
        kept.definitions = self._definitions | {id(site.unit.definition) for site in kept.instantiated}
        classes = {id(thing.site.unit.definition) for thing in kept.same if isinstance(thing, Class) and thing.site}
        taking = Taking(reading.things, heap.since, start.time, stack, kept.definitions, classes)
        try:
            kept.result = taking.copy(result)
            kept.facts = [taking.copy(fact) for fact in machine.facts[facts:]]
            kept.findings = [taking.copy(finding) for finding in machine.findings[findings:]]
            kept.made = [taking.copy(each) for each in machine.made[made:]]
            kept.puts = _changes(written, start.time, reading, taking)
        except (Unlike, RecursionError):
            return result
        if any(type(fact) is ModelMade for fact in kept.facts) and LayerApplied in map(type, reading.things):
            return result  # it says what was noted down of a model before, which is not read
        kept.size = taking.size + len(key) // 8
        self._keep(key, kept)
        return result

    def _state(self) -> tuple[Any, ...]:
        """What a call that is kept leaves as it was."""
        machine = self.machine
        return (
            machine.heap.touched, len(machine.modules), machine.holes.begun, machine.holes.repeated, self.spoilt,
            id(machine.may_raise), self._latest_call(), len(machine.pending), len(machine.heap.doubts), self._context(),
        )  # fmt: skip

    def _keep(self, key: tuple[Any, ...], kept: Kept) -> None:
        self._kept[key] = kept
        self._size += kept.size
        while self._size > MOST:
            oldest = next(iter(self._kept))
            self._size -= self._kept.pop(oldest).size

    # --- doing it again

    def _again(self, kept: Kept, things: Sequence[Any], stack: tuple[Site, ...]) -> Any:
        machine = self.machine
        giving = Giving(things, stack, self._latest_call())
        result = giving.copy(kept.result)
        facts, findings, made = (list(map(giving.copy, each)) for each in (kept.facts, kept.findings, kept.made))
        puts = [
            (things[place], key, copied_content(giving, value) if key is CONTENT else giving.copy(value))
            for place, key, value in kept.puts
        ]
        machine.steps -= kept.steps
        machine.turns += kept.turns
        machine.holes.calls += kept.calls
        machine.holes.asked += kept.asked
        machine.holes.hear(kept.heard)
        if kept.lore is not None:
            machine.holes.take(kept.lore, kept.learned)
        machine.facts += facts
        machine.findings += findings
        machine.made += made
        for target, key, value in puts:
            machine.heap.put(target, key, value)
        machine.called |= kept.called
        machine.instantiated |= kept.instantiated
        _add_reads(machine.reads, kept.reads)
        self._definitions |= kept.definitions
        self.counted.reused["calls"] += 1
        return result

    def _latest_call(self) -> int:
        return max([library.latest_call(self.machine) for library in self.machine.libraries])


def _add_reads(reads: dict[str, Any] | None, more: dict[str, Any]) -> None:
    if reads is not None:
        for name, value in more.items():
            reads.setdefault(name, value)


def _changes(
    written: Sequence[tuple[Any, Any, Any]], start: int, reading: Reading, taking: Taking
) -> list[tuple[int, Any, Any]]:
    """What changed of what the call was given."""
    changed: dict[int, dict[Any, None]] = {}
    for target, key, _ in written:
        if getattr(target, "born", 0) > start:
            continue
        place = reading.places.get(id(target))
        if place is None:
            raise Unlike("something was changed that was not given")
        changed.setdefault(place, {})[key] = None
    puts: list[tuple[int, Any, Any]] = []
    for place, keys in changed.items():
        target = reading.things[place]
        if CONTENT in keys:
            puts.append((place, CONTENT, copied_content(taking, target.content)))
            continue
        before, after = reading.keys[place], list(target)
        stayed = [key for key in before if key in target]
        if after[: len(stayed)] != stayed:
            raise Unlike("the order of the keys")
        puts += [(place, key, ABSENT) for key in before if key not in target]
        puts += [(place, key, taking.copy(target[key])) for key in after if key in keys]
    return puts


def _edited(
    before: Sequence[tuple[Step, Any, dict[str, Any]]], now: Sequence[tuple[Step, Any, dict[str, Any]]]
) -> dict[int, int] | None:
    """The definitions of which the functions got other bodies since, and what stands for each, if nothing else is
    different; else None.
    """
    if not before or len(before) != len(now):
        return None
    edited: dict[int, int] = {}
    for (step, definition, written), (other, new, bound) in zip(before, now, strict=True):
        if step is not other or (written is not bound and not _same_values(written, bound)):
            return None
        if definition is not new:
            edited[id(definition)] = id(new)
    return edited


def _same_values(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return before.keys() == now.keys() and all(value[1] is now[name][1] for name, value in before.items())


__all__ = ["Reuse"]
