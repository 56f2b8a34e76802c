"""One file, kept run: its module's statements, and what is run on its own because nothing in the file uses it.

An edit runs the statements that it concerns (`steps`). Functions and classes that nothing calls are entry points; each
is run alone, from the state that the module leaves behind, when somebody asks for what is found in a definition that it
reaches. It is taken back when it is over, so what it finds depends on what it read and on nothing that other entry
points do; it is remembered as long as that is as it was.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.counted import Counted
from layerhints.interp.definitions import run_definition
from layerhints.interp.entries import Entry, Model, needs_arguments, reaching
from layerhints.interp.exchange import exchange
from layerhints.interp.frames import Frame
from layerhints.interp.index import Index
from layerhints.interp.interpreter import Interpreter
from layerhints.interp.rehearsal import Rehearsal, Stage, deep
from layerhints.interp.settled import names_apart, put_back
from layerhints.interp.steps import Concern, Course, Step, group, lasts
from layerhints.interp.unnoticed import StandIns
from layerhints.syntax import tree
from layerhints.values.host import Interrupted
from layerhints.values.objects import Class, Function, Instance, Module, Scope
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set
    from collections.abc import Iterator as HostIterator

    from layerhints.interp.budget import Budget
    from layerhints.interp.rehearsal import Inputs
    from layerhints.syntax import Module as SourceModule
    from layerhints.values.facts import Fact, Finding, LayerInfo
    from layerhints.values.host import Host
    from layerhints.values.library import Library

MOST_TRIED = 8
"""How many entry points are run in search of one that reaches a definition which cannot be run by itself."""
MOST_SPENT = 60_000
"""After so many steps in vain the search ends as well: that is about one large model."""


def analyse(
    host: Host, libraries: Sequence[Library], file: str, module: SourceModule, budget: Budget | None = None
) -> Program:
    """Run a file as Python would run a script. It cannot fail: what is not understood is Unknown, with a reason, and
    the rest answers. What the file defines and does not use is run when its facts are asked for.
    """
    program = Program(host, libraries, file, budget)
    program.run(module)
    return program


def summarise_symbol(
    host: Host,
    libraries: Sequence[Library],
    file: str,
    module: SourceModule,
    symbol: str,
    arguments: Mapping[str, Any],
    inputs: Inputs = (),
    budget: Budget | None = None,
) -> tuple[Model | Unknown, Program]:
    """The model that one symbol of a file stands for: a variable, or what a function or class makes when called with
    `arguments` in place of its defaults; and the program in which it was made. `inputs` are names and shapes for what
    the model is applied to.
    """
    program = Program(host, libraries, file, budget, name=host.module_name(file))
    program.run(module)
    with deep():
        return program.summarised(symbol, arguments, inputs), program


def _alike(old: Sequence[tree.Definition | None], new: Sequence[tree.Definition]) -> int:
    """How many definitions at the beginning are the same."""
    most = min(len(old), len(new))
    place = 0
    while place + _STRETCH <= most and old[place : place + _STRETCH] == new[place : place + _STRETCH]:
        place += _STRETCH
    while place < most and old[place] is new[place]:
        place += 1
    return place


_STRETCH = 128
"""How many definitions are compared at once in search of the first that differs."""


def _only_binds(step: Step) -> bool:
    """Does the step nothing but bind names, to what nothing can change unseen?"""
    return not (
        step.within or step.foreign or step.deletes or step.made or step.loaded or step.stars or step.links
    ) and all(":" not in name and lasts(value) for name, (_, value) in step.written.items())


class Told(NamedTuple):
    """The facts that count for a definition, and the entry points that were asked for them."""

    facts: list[Fact]
    tried: Set[str]


class Program:
    """One file on one machine, as it was when it was run last."""

    def __init__(
        self,
        host: Host,
        libraries: Sequence[Library],
        file: str,
        budget: Budget | None = None,
        name: str = "__main__",
        counted: Counted | None = None,
    ) -> None:
        self.file = file
        self.gives_way: Callable[[], bool] = lambda: False
        """Asked between two definitions or entry points: does something else come first? Then `Interrupted` is raised;
        what was done is kept, and who asks again goes on from there.
        """
        self.counted = counted if counted is not None else Counted()
        self.stand_ins = StandIns(file)
        self._definitions: list[tree.Definition] = []
        self._made_of = (host, libraries, budget)
        self._name = name
        self._start()

    def _start(self) -> None:
        host, libraries, budget = self._made_of
        self.machine = machine = Interpreter(host, libraries, self.file, budget)
        machine.reuse.counted = self.counted
        self.scope = machine.main_scope = Scope()
        own = host.module_name(self.file)
        self.scope.names.update({"__name__": self._name, "__file__": self.file})
        self.scope.names["__package__"] = own.rpartition(".")[0]
        names = {self._name, own} if "." in own else {self._name}
        for each in names:  # what a module of its package imports of it is this very module, half made
            machine.modules[each] = Module(each, self.scope)
        self._course = Course(machine, self.scope)
        self._mentioned: dict[str, set[Step]] = {}
        """For each word, the steps that define a function or class and mention it."""
        self._step_of: dict[tuple[str, int], Step] = {}
        self._index = Index()
        self._finished: dict[Step, Step] = {}
        self._finished_index = Index()
        self._called: Counter[int] = Counter()
        self._instantiated: Counter[Site] = Counter()
        self._rehearsals: dict[str, Rehearsal] = {}
        self._asked: Step | None = None
        self._used = 0
        self._granted = 0
        self._stage = Stage(self._course, self.file, self._called)
        self._forget_answers()

    def _forget_answers(self) -> None:
        self._told: dict[tuple[str, int], Told] = {}
        self._asked_in: dict[tuple[str, int], list[list[Entry]]] = {}
        for name in ("entries", "_order", "_problems", "_paths"):
            self.__dict__.pop(name, None)

    # --- the module's own statements

    def run(self, module: SourceModule) -> None:
        """Bring the program to the state of a new text: definitions that did not change and that nothing which did
        change concerns are not run again.
        """
        definitions = [definition for _, definition in module.definitions]
        before, kept = self._definitions, _alike(self._definitions, definitions)
        if kept == len(before) == len(definitions):
            self.counted.reused["definitions"] += kept
            return
        alone = len(before) == len(definitions) and before[kept + 1 :] == definitions[kept + 1 :]
        if alone and self.stand_ins.take(self._course, before[kept], definitions[kept]):
            self._definitions = definitions
            self.counted.reused["definitions"] += len(definitions)
            return
        self._definitions = definitions
        self.stand_ins.keep(definitions)
        self._run_all([self.stand_ins.analysed(definition) for definition in definitions])
        while self.stand_ins.doubt(self._course):
            self._run_all([self.stand_ins.analysed(definition) for definition in definitions])

    def _run_all(self, definitions: Sequence[tree.Definition]) -> None:
        """Bring the program to the state of a file that has these definitions."""
        steps = self._course.steps
        before = [step.definition for step in steps]
        kept = _alike(before, definitions)
        behind = len(definitions) - kept - 1
        if kept == len(before) == len(definitions):
            self.counted.reused["definitions"] += kept
            return
        if len(before) == len(definitions) and before[kept + 1 :] == definitions[kept + 1 :]:
            if self._exchange(kept, definitions[kept]):
                self.counted.reused["definitions"] += len(definitions)
                return
            with deep():
                if self._run_in_place(kept, definitions[kept]):
                    self.counted.run["definitions"] += 1
                    self.counted.reused["definitions"] += kept + behind
                    return
        if any(step.deletes for step in steps[kept:]):
            self._start()
            kept = 0
        with deep():
            self._resume(definitions, kept)

    def _exchange(self, place: int, definition: tree.Definition) -> bool:
        """Put the one definition that changed in the place of the old one without running it, if only the bodies of its
        functions changed and the module's run saw nothing of them. What entry points found that did is forgotten.
        """
        step = self._course.steps[place]
        old = step.definition
        if old is None or step.facts or step.findings or step.made or self._index.facts(self.file, old.key):
            return False
        parts = exchange(old, definition)
        if parts is None or not parts.find(step):
            return False
        sites = {Site(Unit(self.file, old), span) for span in parts.classes}
        seen = (*(self._called[node] for node in parts.functions), *(self._instantiated[site] for site in sites))
        if any(count > 0 for count in seen):
            return False
        self._drop(step)
        parts.make(Unit(self.file, definition))
        step.definition = definition
        self._keep(step)
        told = self._told
        self._forget_answers()
        forgotten = set(step.written)
        for symbol, known in list(self._rehearsals.items()):
            met = known.step
            if (
                known.entry.key in (old.key, definition.key)
                or not met.called.isdisjoint(parts.functions)
                or not met.instantiated.isdisjoint(sites)
                or old.key in known.found
            ):
                del self._rehearsals[symbol]
                forgotten.add(symbol)
        if self.scope.names.keys().isdisjoint(old.mentions ^ definition.mentions):  # or others may be reached from here
            self._told = {
                key: answer for key, answer in told.items() if key != old.key and forgotten.isdisjoint(answer.tried)
            }
        return True

    def _run_in_place(self, place: int, definition: tree.Definition) -> bool:
        """Run the one definition that changed without taking back those behind it: in a long file most of the work. It
        stands if the new step binds the same names as the old one did and neither does anything else, if it sees
        nothing that is bound behind it, and nothing behind it sees what it binds. Otherwise it is taken back.
        """
        course = self._course
        old = course.steps[place]
        later = course.steps[place + 1 :]
        if not _only_binds(old) or any(course.bound.get(name) is not old for name in old.written):
            return False
        if any(step.foreign for step in later):
            return False
        self._used, total = old.granted, self._used
        new = course.noted(definition, self._stepped)
        self._used = total - old.steps + new.steps
        concern = Concern()
        concern.replaced([old], [new])
        binders = [course.bound.get(name) for name in new.reads]
        stands = (
            _only_binds(new)
            and new.written.keys() == old.written.keys()
            and all(binder is None or binder.position < place for binder in binders)
            and not any(map(concern.met, later))
            and not any(self._bounded_otherwise(step, step.granted + new.steps - old.steps) for step in later)
        )
        if not stands:
            course.undo(new)
            self._used = total
            return False
        course.replace(old, new, place)
        self._drop(old)
        self._keep(new)
        self._forget_answers()
        self._forget_rehearsals(concern)
        course.forget_dropped()
        return True

    def _resume(self, definitions: Sequence[tree.Definition], kept: int) -> None:
        course = self._course
        undone = course.steps[kept:]
        for step in reversed(undone):
            course.undo(step)
            self._used -= step.steps
        del course.steps[kept:]
        self._forget_answers()
        self.machine.steps = 0
        concern = Concern()
        places = {id(step.definition): place for place, step in enumerate(undone)}
        passed = 0
        fresh: list[Step] = []
        dropped: list[Step] = []
        added: list[Step] = []
        for definition in definitions[kept:]:
            if (fresh or added) and (concern.all or passed == len(undone)) and self.gives_way():
                break  # nothing is lost: all that follows would be run
            place = places.get(id(definition), -1)
            if place < passed:
                added.append(self._run(definition))
                continue
            if added or place > passed:
                dropped += self._replace(concern, undone[passed:place], added)
                fresh += added
                added = []
            step = undone[place]
            passed = place + 1
            if concern.met(step) or self._bounded_otherwise(step, self._used):
                again = self._run(definition)
                dropped += self._replace(concern, [step], [again])
                fresh.append(again)
            else:
                course.redo(step)
                concern.stands(step)
                self._used += step.steps
        dropped += self._replace(concern, undone[passed:], added)
        fresh += added
        self.counted.run["definitions"] += len(fresh)
        self.counted.reused["definitions"] += len(course.steps) - len(fresh)
        for position, step in enumerate(course.steps):
            step.position = position
        self._finish([*dropped, *fresh, *concern.groups])
        self._forget_rehearsals(concern)
        course.forget_dropped()
        if len(course.steps) < len(definitions):
            self._definitions = self._definitions[: len(course.steps)]
            raise Interrupted

    def _forget_rehearsals(self, concern: Concern) -> None:
        for symbol, rehearsal in list(self._rehearsals.items()):
            if concern.met(rehearsal.step) or any(map(concern.in_group, rehearsal.step.links)):
                del self._rehearsals[symbol]

    def _run(self, definition: tree.Definition) -> Step:
        """Run the definition that comes next, and keep what it found."""
        step = self._course.noted(definition, self._stepped)
        self._course.steps.append(step)
        self._keep(step)
        return step

    def _stepped(self, step: Step) -> None:
        """Run a step's definition."""
        assert step.definition is not None
        step.granted = self._used
        run_definition(self.machine, step.definition, self.scope, self.file, (), self._refill)
        self._refill(0)
        step.steps = self._used - step.granted

    def _keep(self, step: Step) -> None:
        assert step.definition is not None
        self._step_of[step.definition.key] = step
        self._index.add(step)
        self._called.update(step.called)
        self._instantiated.update(step.instantiated)
        if any(isinstance(value, (Function, Class)) for _, value in step.written.values()):
            for word in step.definition.mentions:
                self._mentioned.setdefault(word, set()).add(step)

    def _drop(self, step: Step) -> None:
        assert step.definition is not None
        self._index.remove(step)
        if self._step_of.get(step.definition.key) is step:
            del self._step_of[step.definition.key]
        self._called.subtract(step.called)
        self._instantiated.subtract(step.instantiated)
        for word in step.definition.mentions:
            if word in self._mentioned:
                self._mentioned[word].discard(step)

    def _replace(self, concern: Concern, old: Sequence[Step], new: Sequence[Step]) -> Sequence[Step]:
        """Let steps that were just run stand for those of the run before; gives what no longer stands of these. A step
        that did what it had done before concerns nobody.
        """
        if len(old) == len(new) == 1 and (names := names_apart(self._course, old[0], new[0])) is not None:
            self._drop(old[0])
            self._drop(new[0])
            put_back(self._course, old[0], new[0], names)
            self._keep(old[0])
            concern.stands(old[0])
            concern.names |= names
            return ()
        concern.replaced(old, new)
        for step in old:
            self._drop(step)
        return old

    def _bounded_otherwise(self, step: Step, granted: int) -> bool:
        """Would the step meet another bound than it did, if the steps before it took `granted` in all?"""
        budget = self.machine.budget
        most = max(granted, step.granted) + step.steps
        return granted != step.granted and most > budget.total - budget.statement

    def _refill(self, steps: int) -> None:
        """Give the next statement its steps, as long as the whole run has some left."""
        machine = self.machine
        taken = max(0, self._granted - machine.steps)
        self._used += taken
        self.counted.steps += taken
        self._granted = max(0, min(steps, machine.budget.total - self._used))
        machine.steps = self._granted

    # --- layers that were made and never applied

    def _finish(self, changed: Sequence[Step]) -> None:
        """Have libraries look at the layers that were made, group by group: what a group ends with decides on them."""
        touched = {group(step) for step in changed}
        for leader in list(self._finished):
            if group(leader) is not leader or leader in touched:
                self._finished_index.remove(self._finished.pop(leader))
        made: dict[Step, list[Instance]] = {}
        for step in self._course.steps:
            if step.made and group(step) in touched:
                made.setdefault(group(step), []).extend(step.made)
        for leader, layers in made.items():
            end = Step(None)
            self._course.note(end, lambda layers=layers: self._finish_with(layers), lasting=False)  # type: ignore[misc]
            self._course.undo(end)
            if end.facts or end.findings:
                self._finished[leader] = end
                self._finished_index.add(end)

    def _finish_with(self, layers: list[Instance]) -> None:
        machine = self.machine
        machine.frame = Frame(self.scope, machine.frame.unit)
        machine.made = layers
        machine.steps = machine.budget.statement
        for library in machine.libraries:
            machine.attempt(partial(library.finish, machine))

    # --- what is found

    @property
    def size(self) -> int:
        """How many definitions the file has."""
        return len(self._course.steps)

    def has(self, key: tuple[str, int]) -> bool:
        """Is a definition (by its key) part of the file?"""
        return key in self._step_of or self.stand_ins.shown(key) is not None

    @property
    def values(self) -> dict[str, Any]:
        """What the names of the module hold at its end."""
        return self.scope.names

    def facts_in(self, key: tuple[str, int]) -> list[Fact]:
        """What is found in a definition of this file (by its key), in the run that counts there: that of the module; or
        else, as for layers that the module makes and does not use, that of the first entry point that reaches the
        definition and finds anything in it. Those that need no arguments come first, and among these such as are put
        together of what is defined here.
        """
        key = self.stand_ins.key_run(key)
        known = self._told.get(key)
        if known is None:
            tried: set[str] = set()
            known = self._told[key] = Told(self._facts_found(key, tried), tried or frozenset())
        return known.facts

    def _facts_found(self, key: tuple[str, int], tried: set[str]) -> list[Fact]:
        found, unused = self._index.facts(self.file, key), self._finished_index.facts(self.file, key)
        return found + (self._facts_of_entries(key, tried) or unused)

    def _facts_of_entries(self, key: tuple[str, int], tried: set[str]) -> list[Fact]:
        """What the first entry point finds in a definition that finds anything there."""
        for entries in self._asked_for(key):
            spent = 0
            for entry in entries:
                tried.add(entry.symbol)
                run = self.counted.run["entry_points"]
                rehearsal = self._rehearsed(entry)
                if rehearsal.found.get(key, ()) is None:
                    rehearsal = self._rehearse(entry, asked=key)
                if self.counted.run["entry_points"] > run and self.gives_way():
                    raise Interrupted
                if found := rehearsal.found.get(key):
                    return found
                spent += rehearsal.step.steps
                if spent > MOST_SPENT:
                    break
        return []

    def _asked_for(self, key: tuple[str, int]) -> list[list[Entry]]:
        """The entry points that are asked for the facts of a definition, by kinds; the first to find any is the one
        that counts. None are where the module's own run counts.
        """
        known = self._asked_in.get(key)
        if known is None:
            step = self._step_of.get(key)
            counts = self._index.facts(self.file, key) and not self._finished_index.facts(self.file, key)
            known = self._asked_in[key] = [] if step is None or counts else self._candidates(step, key)
        return known

    def _candidates(self, step: Step, key: tuple[str, int]) -> list[list[Entry]]:
        own = [entry for name in step.written if (entry := self._entry(name)) is not None and entry.key == key]
        kinds: list[list[Entry]] = [[], [], [], []]
        for place, entries in enumerate((self._reaching(step.written, key), own)):
            for entry in entries:
                kinds[2 * needs_arguments(entry.value) + place].append(entry)
        return [kind[:MOST_TRIED] for kind in kinds]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the module's run finds anywhere, and what entry points find that counts in the file."""
        found = dict.fromkeys(fact for step in self._all_steps() for fact in step.facts)
        for rehearsal in self._rehearsals.values():
            found |= dict.fromkeys(fact for facts in rehearsal.found.values() for fact in facts or ())
        return tuple(found)

    @property
    def facts_kept(self) -> int:
        """How many facts are held in memory."""
        kept = [facts for one in self._rehearsals.values() for facts in one.found.values() if facts is not None]
        steps = [*self._course.steps, *self._finished.values()]
        return sum(map(len, kept)) + sum(len(step.facts) for step in steps)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The problems of the module's run and of all entry points, as far as the bound on steps allows."""
        return tuple(finding for step in self._all_steps() for finding in step.findings)

    def problems_in(self, key: tuple[str, int]) -> Sequence[Finding]:
        """The problems that stand in a definition of this file (by its key)."""
        return self._problems.get(self.stand_ins.key_run(key), ())

    @cached_property
    def _problems(self) -> dict[tuple[str, int], list[Finding]]:
        found: dict[tuple[str, int], list[Finding]] = {}
        for finding in self.findings:
            if finding.site.unit.file == self.file:
                found.setdefault(finding.site.unit.definition.key, []).append(finding)
        return found

    def _all_steps(self) -> list[Step]:
        if self._asked is not None:
            return [*self._course.steps, self._asked]
        return [*self._course.steps, *self._finished.values(), *(one.step for one in self._all_rehearsals())]

    def work(self) -> bool:
        """Run one of the entry points that all problems need and that nobody has asked for; is there another?"""
        run = self.counted.run["entry_points"]
        return any(self.counted.run["entry_points"] > run for _ in self._in_turn())

    def _all_rehearsals(self, summarised: bool = False) -> list[Rehearsal]:
        return sorted(self._in_turn(summarised), key=lambda one: self._order[one.entry.symbol])

    def _in_turn(self, summarised: bool = False) -> HostIterator[Rehearsal]:
        """What the entry points find that no other one calls; the last of the file is asked first."""
        called: set[int] = set()
        instantiated: set[Site] = set()
        steps = 0
        for entry in reversed(self.entries.values()):
            value = entry.value
            if value.site in instantiated if isinstance(value, Class) else id(value.node) in called:
                continue
            if steps > self.machine.budget.total:
                return
            rehearsal = self._rehearsed(entry, summarised)
            called |= rehearsal.step.called
            instantiated |= rehearsal.step.instantiated
            steps += rehearsal.step.steps
            yield rehearsal

    @property
    def models(self) -> tuple[Model, ...]:
        """The models that the module's names hold, those that its functions make when it is run, by the names of their
        classes, and those that entry points give. Nobody keeps them: who asks again has to wait again.
        """
        found: list[Model] = []

        def summarise(symbol: str, kind: str, site: Site | None, model: Instance) -> None:
            found.extend(self._stage.summary(symbol, kind, site, model))

        self._at_end(summarise)
        if self._asked is None:
            for rehearsal in self._all_rehearsals(summarised=True):
                found += () if rehearsal.model is None else (rehearsal.model,)
                rehearsal.model = None
        return tuple(found)

    def paths(self, layer: LayerInfo) -> list[str]:
        """Where a layer that was applied stands in the models of the file, where its library has words for that."""
        found = [*self._paths.get(layer, ())]
        return found + [path for one in self._rehearsals.values() if (path := one.paths.get(layer)) is not None]

    @cached_property
    def _paths(self) -> dict[LayerInfo, dict[str, None]]:
        """The same for the models that the module makes."""
        found: dict[LayerInfo, dict[str, None]] = {}

        def walk(symbol: str, kind: str, site: Site | None, model: Instance) -> None:
            for library in self.machine.libraries:
                for layer, path in library.paths(model):
                    found.setdefault(layer, {})[path] = None

        self._at_end(walk)
        return found

    def _at_end(self, look: Callable[[str, str, Site | None, Instance], None]) -> None:
        """Have a look at each of the models that the module holds at its end: symbol, kind, site, and the model."""
        end = Step(None)
        made = [layer for step in self._course.steps for layer in step.made]

        def looked_at() -> None:
            self._finish_with(made)
            models = [model for library in self.machine.libraries for model in library.models_among(made)]
            for model in models:
                self._stage.applied(model, ())  # what is called in a loop that may not be run is not known to be called
            for symbol, value in self.scope.names.items():
                if isinstance(value, Instance):
                    look(symbol, "variable", self.machine.assigned.get(symbol), value)
            for value in self._unnamed(models):
                look(value.cls.name, "class", value.cls.site, value)

        with deep():
            self._course.note(end, looked_at, lasting=False)
        self._course.undo(end)

    def _unnamed(self, models: list[Instance]) -> list[Instance]:
        """Of each class of the file the first model, if no name of the module holds one."""
        named = {id(value.cls) for value in self.scope.names.values() if isinstance(value, Instance)}
        first: dict[int, Instance] = {}
        for model in models:
            site = model.cls.site
            if site is not None and site.unit.file == self.file and id(model.cls) not in named:
                first.setdefault(id(model.cls), model)
        return list(first.values())

    # --- entry points

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The functions and classes of the file that nothing in its module's run called or made."""
        found = {symbol: self._entry(symbol) for symbol in self.scope.names}
        return {symbol: entry for symbol, entry in found.items() if entry is not None}

    def _entry(self, symbol: str) -> Entry | None:
        value = self.scope.names.get(symbol)
        if isinstance(value, Function) and isinstance(value.node, tree.Function):
            site: Site | None = Site(value.unit, value.node.name_span)
            used = self._called[id(value.node)] > 0
        elif isinstance(value, Class) and value.site is not None:
            site, used = value.site, self._instantiated[value.site] > 0
        else:
            return None
        return None if used or site is None or site.unit.file != self.file else Entry(symbol, site, value)

    def _reaching(self, symbols: Iterable[str], key: tuple[str, int]) -> list[Entry]:
        """The entry points outside of a definition (by its key) from which one of its symbols may be reached. Those
        that no other one mentions come first, in the order of the file, which begins with the plainest of builders that
        stand side by side (`resnet18`, `resnet34`, …); then the others, the last of the file first.
        """
        reached = reaching(symbols, self._mentioned)
        entries = (self._entry(symbol) for symbol in reached)
        found = [entry for entry in entries if entry is not None and entry.key != key]
        found.sort(key=lambda entry: self._order[entry.symbol])
        steps = {entry.key: self._step_of[entry.key] for entry in found}
        others = set(steps.values())
        inner = {
            entry.symbol
            for entry in found
            if not others.isdisjoint(self._mentioned.get(entry.symbol, set()) - {steps[entry.key]})
        }
        tops = [entry for entry in found if entry.symbol not in inner]
        return tops + [entry for entry in reversed(found) if entry.symbol in inner]

    @cached_property
    def _order(self) -> dict[str, int]:
        return {symbol: place for place, symbol in enumerate(self.scope.names)}

    def _rehearsed(self, entry: Entry, summarised: bool = False) -> Rehearsal:
        """What the entry point does alone; it is run only if it was not, or if something that it read has changed."""
        known = self._rehearsals.get(entry.symbol)
        if known is not None and known.entry.value is entry.value and not summarised:
            self.counted.reused["entry_points"] += 1
            return known
        return self._rehearse(entry, summarised)

    def _rehearse(self, entry: Entry, summarised: bool = False, asked: tuple[str, int] | None = None) -> Rehearsal:
        """Run an entry point alone, for what is found in the definition `asked` if for anything special. What was found
        before stays: others may hold it, and the places of its layers are known.
        """
        known = self._rehearsals.get(entry.symbol)
        rehearsal = self._stage.rehearse(entry, summarised)
        self.counted.run["entry_points"] += 1
        self.counted.steps += rehearsal.step.steps + rehearsal.repeated
        if known is not None and known.entry.value is entry.value:
            known.model = rehearsal.model
            if asked is not None:
                known.found[asked] = rehearsal.found.get(asked)
                known.paths |= rehearsal.paths
            rehearsal = known
        self._rehearsals[entry.symbol] = rehearsal
        self._share(rehearsal, asked)
        return rehearsal

    def _share(self, new: Rehearsal, asked: tuple[str, int] | None) -> None:
        """Of what several entry points found in a definition keep what the first of them found that is asked. Should
        another one be asked some day, it is run again.
        """
        known = list(self._rehearsals.values())
        dead: dict[Rehearsal, list[tuple[str, int]]] = {}
        for key in new.found:
            rivals = [one for one in known if one.found.get(key) is not None]
            if len(rivals) > 1:
                entries = (entry for kind in self._asked_for(key) for entry in kind)
                order = {entry.symbol: place for place, entry in enumerate(entries)}
                first = min(rivals, key=lambda one: order.get(one.entry.symbol, len(order)))
                counts = new if key == asked else first
                for one in rivals:
                    if one is not counts:
                        dead.setdefault(one, []).append(key)
        for one, keys in dead.items():
            one.let_go(keys)

    # --- one symbol

    def summarised(self, symbol: str, arguments: Mapping[str, Any], inputs: Inputs) -> Model | Unknown:
        """The model of one symbol. What is found on the way belongs to the program, which is not to be run further."""
        step = self._asked = Step(None)
        model = self._stage.summarised(step, symbol, arguments, inputs)
        self._index.add(step)
        return model


__all__ = ["Model", "Program", "analyse", "summarise_symbol"]
