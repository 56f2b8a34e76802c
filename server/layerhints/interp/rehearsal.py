"""Running on its own what nothing in a file uses: an entry point, or the one symbol that somebody asks for.

It is run from the state that the module leaves behind, as a step that is taken back, so what it finds depends on what
it read and on nothing that other entry points do.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.course import Course
from layerhints.interp.definitions import message_of
from layerhints.interp.entries import Entry, Model, leaves_out
from layerhints.interp.frames import DEFECTS, Frame, OutOfBudget, Raised
from layerhints.interp.index import by_definition
from layerhints.interp.resuming import Differs, Resumption
from layerhints.interp.said import Said, little_said, said
from layerhints.interp.severing import severed
from layerhints.interp.steps import Step
from layerhints.interp.uncalled import methods_of
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.facts import LayerApplied
from layerhints.values.host import Interrupted
from layerhints.values.objects import ABSENT, Class, Function, Instance, StaticMethod, Value
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Iterator as HostIterator
    from typing import TypeAlias

    from layerhints.interp.resuming import Difference
    from layerhints.interp.track import Track
    from layerhints.values.facts import Fact, LayerInfo

    Inputs: TypeAlias = "Sequence[tuple[str | None, tuple[Any, ...]]]"
    """Names and shapes of what a model is applied to."""

HOST_DEPTH = 12_000


@contextmanager
def deep() -> HostIterator[None]:
    """Within, the host may nest as deep as the bounds of the interpretation allow."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, HOST_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Rehearsal:
    """What one entry point did when it was run alone: a step that was taken back.

    `found` are the facts in each definition of the file (by its key), None where there were some that another entry
    point answers for: all tensors of a model may hang on one fact. `paths` are the places of layers in the model it
    gives, and `model` its summary, where that was asked for. `repeated` are the steps of runs that were begun again,
    `saved` those of its own that were not run, since it went on with the run of `track`, and `statements` counts these.
    `run` are all facts, as long as others go on with that.
    """

    __slots__ = (
        "entry", "found", "model", "paths", "repeated", "run", "said", "saved", "statements", "step", "track",
    )  # fmt: skip

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.step = Step(None)
        self.found: dict[tuple[str, int], list[Fact] | None] = {}
        self.paths: dict[LayerInfo, str] = {}
        self.model: Model | None = None
        self.said: dict[tuple[str, int], Said] = {}
        """What was said of definitions for which another entry point answers, if that is little or its own."""
        self.repeated = 0
        self.saved = 0
        self.statements = 0
        self.track: Track | None = None
        self.run: Sequence[Fact] = ()

    def sever(self) -> None:
        """Nobody goes on with the run any more: keep what was found, and nothing else of it."""
        if self.track is not None:
            self.track.let_go()
        held = {key: facts for key, facts in self.found.items() if facts is not None}
        self.found.update(severed(held, self.run))
        self.run = ()

    def says_little(self, key: tuple[str, int]) -> Said | None:
        """What little is said of a definition, if something is found there and no shape is whole."""
        found = self.found.get(key, ())
        return self.said.get(key) if found is None else little_said(found)

    def says_more(self, key: tuple[str, int], little: Said) -> bool:
        """Does it say more of its own definition than somebody who says little?"""
        found = self.found.get(key, ())
        return (self.said[key] if found is None else said(found)).says_more(little)

    def let_go(self, keys: Iterable[tuple[str, int]]) -> None:
        """Forget what was found in these definitions, but that there was something."""
        keys = list(keys)
        for key in keys:
            found = self.found.get(key)
            if found is not None:
                this = said(found) if key == self.entry.key else little_said(found)
                if this is not None:
                    self.said[key] = this
        self.found.update(dict.fromkeys(keys))
        layers = {fact.layer for facts in self.found.values() for fact in facts or () if isinstance(fact, LayerApplied)}
        self.paths = {layer: path for layer, path in self.paths.items() if layer in layers}


class Stage:
    """Where something is run alone, on the machine of a module's course.

    `called` counts how often the module's own run called each function (by its node): nobody calls these again.
    """

    def __init__(self, course: Course, file: str, called: Counter[int]) -> None:
        self.machine = course.machine
        self.scope = course.scope
        self.file = file
        self._course = course
        self._called = called
        self._spent = 0

    def rehearse(
        self,
        entry: Entry,
        summarised: bool = False,
        gives_way: Callable[[], bool] | None = None,
        track: Track | None = None,
    ) -> Rehearsal:
        """Run an entry point, and perhaps summarise what it makes. The steps that it took are in its step. With a
        track, others can go on with this run.

        When it `gives_way` it is taken back, and `Interrupted` is raised: nothing is known of it then.
        """
        rehearsal = Rehearsal(entry)
        self._noted(rehearsal, lambda: self._alone(rehearsal, summarised, track), gives_way)
        step = rehearsal.step
        found = by_definition(step.facts, self.file)
        if track is not None and track.is_whole:
            rehearsal.track, rehearsal.run = track, step.facts
        else:
            found = severed(found, step.facts)
        return self._done(rehearsal, found)

    def resumed(self, track: Track, found: Difference, gives_way: Callable[[], bool] | None) -> Rehearsal | None:
        """Go on with an earlier run where an edit stands; None where all would have to be run again."""
        for in_place in (True, False):
            rehearsal = Rehearsal(track.entry)
            resumption = Resumption(track, found)
            count = None if in_place else resumption.last()
            if in_place or count is not None:
                action = partial(self._alone, rehearsal, False, None, resumption, count)
                try:
                    self._noted(rehearsal, action, None if in_place else gives_way)
                except Differs:
                    continue
                rehearsal.track = track
                rehearsal.saved, rehearsal.statements = resumption.saved, resumption.statements
                facts = rehearsal.run = rehearsal.step.facts
                return self._done(rehearsal, by_definition(facts, self.file, track.definition, track.now))
        return None

    def _noted(self, rehearsal: Rehearsal, action: Callable[[], None], gives_way: Callable[[], bool] | None) -> None:
        """Run something alone."""
        machine = self.machine
        repeated = machine.holes.repeated
        machine.gives_way = gives_way
        try:
            with deep():
                self._course.note(rehearsal.step, action, lasting=False)
        finally:
            machine.gives_way = None
            self._course.undo(rehearsal.step)
        rehearsal.repeated = machine.holes.repeated - repeated

    def _done(self, rehearsal: Rehearsal, found: Mapping[tuple[str, int], list[Fact]]) -> Rehearsal:
        """The rehearsal with what was found; the step is not put in place again."""
        step = rehearsal.step
        rehearsal.found.update(found)
        step.changes = ()
        step.made = step.facts = ()
        step.reads.setdefault(rehearsal.entry.symbol, None)
        return rehearsal

    def _alone(
        self,
        rehearsal: Rehearsal,
        summarised: bool,
        track: Track | None = None,
        resumption: Resumption | None = None,
        count: int | None = None,
    ) -> None:
        symbol, site, value, uncalled = rehearsal.entry
        machine = self.machine
        heap = machine.heap
        if resumption is None:
            machine.reuse.begin(symbol, self._course.steps)
        mark = heap.mark()
        standing = machine.standing()
        machine.frame = Frame(self.scope, site.unit)
        self._spent = 0
        machine.grant(machine.budget.rehearsal)
        try:
            if resumption is not None and count is None:
                self._begin()
                made = resumption.in_place()
                self._spent = resumption.spent
            else:
                if uncalled is not None:
                    made = uncalled.made
                    for method in uncalled.methods:
                        machine.learning(partial(self._methods, (method,), made))
                else:
                    makes = self._ways(value, track, resumption, count)
                    learn = partial(self._applied_alone, rehearsal, summarised)
                    made = machine.holes.learning(learn, lambda: next(makes))
                if resumption is not None and not resumption.is_sound:
                    raise Differs
            if track is not None:
                track.ended(made, self._spent + machine.budget.rehearsal - machine.steps)
            self._grant()
            for library in machine.libraries:
                library.finish(machine)
            if machine.facts:
                rehearsal.paths.update(pair for library in machine.libraries for pair in library.paths(made))
            if summarised and uncalled is None and rehearsal.model is None:
                rehearsal.model = self._model(rehearsal.entry, made)
        except (Raised, OutOfBudget, RecursionError):
            machine.stand(standing)
        except DEFECTS as error:
            machine.failed(error)
            machine.stand(standing)
        except Interrupted:
            machine.stand(standing)
            raise
        finally:
            machine.reuse.end()
            self._grant()
            rehearsal.step.steps = self._spent
            branches.drop(machine, 0)
            if track is not None:
                track.finish()
            heap.undo(mark)
            heap.release()

    def _grant(self) -> None:
        """Give what is run alone its steps again."""
        machine = self.machine
        self._spent += machine.budget.rehearsal - max(0, machine.steps)
        machine.grant(machine.budget.rehearsal)

    def _applied_alone(self, rehearsal: Rehearsal, summarised: bool, made: Any) -> Any:
        """Apply what a function or class made on its own. The methods of an object may change it (`fuse`, `freeze`), so
        its summary is what it is before they are run.
        """
        for library in self.machine.libraries:
            self.machine.attempt(partial(library.rehearse, self.machine, made, ()))
        value = rehearsal.entry.value
        if isinstance(value, Function):
            return made
        if summarised:
            rehearsal.model = self._model(rehearsal.entry, made)
        return self._methods(methods_of(value), made)

    def _model(self, entry: Entry, made: Any) -> Model | None:
        models = self.summary(entry.symbol, entry.kind, entry.site, made) if isinstance(made, Instance) else ()
        return next(iter(models), None)

    def _ways(
        self, value: Any, track: Track | None, resumption: Resumption | None, count: int | None
    ) -> HostIterator[Any]:
        """What a function or class makes, each time that it is called on its own, or a tracked call is gone on with."""
        call = partial(self.machine.call, value, Arguments())
        if resumption is not None and count is not None:
            call = partial(resumption.from_middle, count)
        while True:
            if leaves_out(value):
                self.machine.leave_out()
            yield self._made(call, track)

    def _begin(self) -> None:
        for library in self.machine.libraries:
            library.begin(self.machine)

    def _made(self, call: Callable[[], Any], track: Track | None = None) -> Any:
        """What a function or class makes on its own."""
        standing = self.machine.standing()
        self._begin()
        if track is not None:
            track.begin()
        try:
            return call()
        except Raised:
            pass
        except (OutOfBudget, RecursionError):
            self.machine.reuse.spoilt += 1
        self.machine.stand(standing)
        return Unknown("it cannot be run on its own")

    def _methods(self, methods: Iterable[Function | StaticMethod], made: Any) -> Any:
        """Run those methods that nothing called, on an object; gives that."""
        machine = self.machine
        for member in methods if isinstance(made, Instance) else ():
            method, given = (member.function, []) if isinstance(member, StaticMethod) else (member, [made])
            if id(method.node) not in machine.called and self._called[id(method.node)] <= 0:
                standing = machine.standing()
                if leaves_out(method):
                    machine.leave_out()
                try:
                    machine.call_function(method, Arguments(given))
                except Raised:
                    machine.stand(standing)
                    self._grant()
                except (OutOfBudget, RecursionError):
                    machine.reuse.spoilt += 1
                    machine.stand(standing)
                    self._grant()
        return made

    # --- one symbol

    def summarised(self, step: Step, symbol: str, arguments: Mapping[str, Any], inputs: Inputs) -> Model | Unknown:
        """The model of one symbol; what is found on the way is then in `step`, and stays in place."""
        found: list[Model | Unknown] = []
        self._course.note(step, lambda: found.append(self._symbol(symbol, arguments, inputs)), lasting=False)
        return found[0]

    def _symbol(self, symbol: str, arguments: Mapping[str, Any], inputs: Inputs) -> Model | Unknown:
        machine = self.machine
        value: Any = self.scope.names.get(symbol.partition(".")[0], ABSENT)
        for part in symbol.split(".")[1:]:
            value = machine.attribute(value, part) if isinstance(value, Value) else ABSENT
        if value is ABSENT:
            return Unknown(f"there is no `{symbol}` in {self.file}")
        kind, site = "variable", machine.where_assigned(symbol)
        machine.steps = machine.budget.asked
        try:
            if isinstance(value, (Function, Class)):
                kind = "function" if isinstance(value, Function) else "class"
                site = self._site_of(value)
                machine.frame = Frame(self.scope, site.unit if site is not None else machine.frame.unit)
                made, failure = machine.holes.learning(
                    lambda made: (made, self.applied(made, inputs)), lambda: self._made_with(value, arguments)
                )
            else:
                made, failure = value, self.applied(value, inputs)
            if not isinstance(made, Instance):
                reason = made.reason if isinstance(made, Unknown) else "it gives no model"
                return Unknown(f"`{symbol}` gives no model: {reason}")
            model = next(iter(self.summary(symbol, kind, site, made)), None)
        except Raised as error:
            return Unknown(f"`{symbol}` raises {message_of(error.value)}")
        except OutOfBudget:
            return Unknown(f"`{symbol}` takes more steps than the analysis allows")
        except DEFECTS as error:
            return machine.failed(error)
        if model is None:
            return Unknown(f"`{symbol}` gives no model; what it gives is a `{made.cls.name}`")
        if failure is None:
            return model
        if inputs and not any(row.outputs for row in model.summary.rows):
            return Unknown(f"`{symbol}` cannot be applied to these inputs: {failure}")
        return model._replace(summary=replace(model.summary, unknown=(*model.summary.unknown, ("", failure))))

    def _made_with(self, value: Any, arguments: Mapping[str, Any]) -> Any:
        for library in self.machine.libraries:
            library.begin(self.machine)
        return self.machine.call(value, Arguments([], dict(arguments)))

    def applied(self, value: Any, inputs: Inputs) -> str | None:
        """Apply a model; says what it raised. One that cannot be applied to these inputs still holds what it holds."""
        if not isinstance(value, Instance):
            return None
        standing = self.machine.standing()
        try:
            for library in self.machine.libraries:
                library.rehearse(self.machine, value, inputs)
        except Raised as error:
            self.machine.stand(standing)
            return f"it raises {message_of(error.value)}"
        except (OutOfBudget, RecursionError):
            self.machine.stand(standing)
            return "applying it takes more steps than the analysis allows"
        return None

    @staticmethod
    def _site_of(value: Function | Class) -> Site | None:
        if isinstance(value, Class):
            return value.site
        node = value.node
        return Site(value.unit, node.name_span if isinstance(node, tree.Function) else node.span)

    def summary(self, symbol: str, kind: str, site: Site | None, value: Any) -> list[Model]:
        for library in self.machine.libraries:
            summary = library.summarise(self.machine, value)
            if summary is not None:
                return [Model(symbol, kind, site, summary)]
        return []


__all__ = ["Inputs", "Rehearsal", "Stage", "deep"]
