"""One file, kept run: what is asked of its module (`module_run`), and of what is run on its own because nothing in the
file uses it (`entry_runs`).

Functions and classes that nothing calls are entry points; each is run alone, from the state that the module leaves
behind, when somebody asks for what is found in a definition that it reaches. It is taken back when it is over, so what
it finds depends on what it read and on nothing that other entry points do; it is remembered as long as that is as it
was.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from layerhints.algebra import Unknown
from layerhints.interp.concern import Concern
from layerhints.interp.entries import Entry, Model, needs_arguments, reaching
from layerhints.interp.entry_runs import EntryRuns, Kinds
from layerhints.interp.rehearsal import deep
from layerhints.interp.selection import WORD, rivals, says_so
from layerhints.interp.steps import Step
from layerhints.interp.unnoticed import Noticed
from layerhints.syntax import tree
from layerhints.values.host import Interrupted
from layerhints.values.objects import Class, Function, Instance
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from layerhints.interp.budget import Budget
    from layerhints.interp.exchange import Exchange
    from layerhints.interp.news import Keys
    from layerhints.interp.rehearsal import Inputs
    from layerhints.syntax import Module as SourceModule
    from layerhints.values.facts import Fact, Finding, LayerInfo, ModelTotal
    from layerhints.values.host import Host
    from layerhints.values.library import Library

T = TypeVar("T")

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


class Told(NamedTuple):
    """The facts that count for a definition, and the entry points that were asked for them."""

    facts: list[Fact]
    tried: tuple[str, ...]


class Assembled(NamedTuple):
    """A model that a name of the module holds: where the name was bound, and where each of its layers was made."""

    symbol: str
    site: Site
    total: ModelTotal
    parts: tuple[Site | None, ...]


class Program(EntryRuns):
    """One file on one machine, as it was when it was run last."""

    _picked: str | None = None
    """The entry point that somebody selected in the editor."""

    def _started(self) -> None:
        super()._started()
        self.news.tell(None)
        self._aside: tuple[dict[tuple[str, int], Told], dict[tuple[str, int], Kinds], dict[frozenset[str], Kinds]]
        self._aside = {}, {}, {}
        self._asked: Step | None = None
        self._told_for: list[Entry] = []
        self._forget_answers()

    def _forget_answers(self) -> None:
        self._told: dict[tuple[str, int], Told] = {}
        self._asked_in: dict[tuple[str, int], Kinds] = {}
        self._asked_of: dict[frozenset[str], Kinds] = {}
        for name in ("entries", "_assembled", "_order", "_problems", "_paths", "_moved", "_selected", "alternatives"):
            self.__dict__.pop(name, None)

    def _set_aside(self) -> None:
        aside = self._told, self._asked_in, self._asked_of
        self._forget_answers()
        self.news.tell(None)
        self._aside = aside

    def _bodies_changed(self, old: tree.Definition, step: Step, parts: Exchange, sites: set[Site]) -> None:
        """What entry points found that met the old bodies is forgotten."""
        definition = step.definition
        assert definition is not None
        told = self._told
        self._forget_answers()
        self.news.tell(None)
        forgotten = self._forget_edited(old, definition, parts, sites) | step.written.keys()
        changed = {old.key, *(key for file, key in self._finished_index.touched if file == self.file)}
        if self.scope.names.keys().isdisjoint(old.mentions ^ definition.mentions):  # or others may be reached from here
            self._told = {
                key: answer
                for key, answer in told.items()
                if key not in changed and forgotten.isdisjoint(answer.tried)
            }
            self.news.refine({*changed, definition.key, *(told.keys() - self._told.keys())})

    def _concerned(self, concern: Concern) -> None:
        forgotten = self._forget_concerned(concern)
        told, asked_in, asked_of = self._aside
        self._aside = {}, {}, {}
        if concern.all or self._traces.lead_elsewhere:
            return
        changed = set(self._traces.keys)
        for index in (self._index, self._finished_index):
            changed.update(key for file, key in index.touched if file == self.file)
        if forgotten:
            changed.update(key for key, answer in told.items() if not forgotten.isdisjoint(answer.tried))
        for key in changed:
            asked_in.pop(key, None)
            told.pop(key, None)
        self.news.refine(changed)
        self._told, self._asked_in, self._asked_of = told, asked_in, asked_of

    # --- which entry point counts

    def select(self, symbol: str | None) -> None:
        """From now on what is shown is found by the entry point of this name, wherever that finds anything; None lets
        the comments of the file say which.
        """
        self._picked = symbol
        self._heed_selection()

    def _run_analysed(self) -> None:
        super()._run_analysed()
        self._heed_selection()

    def _heed_selection(self) -> None:
        """What was told is forgotten if it came from another selection."""
        self.__dict__.pop("_selected", None)
        if self._selected != self._told_for:
            self._forget_answers()
            self.news.tell(None)
            self._told_for = self._selected

    @cached_property
    def _selected(self) -> list[Entry]:
        """The entry points that were selected: the one that was picked, or else those of which a comment says so."""
        if self._picked is not None and (picked := self._entry(self._picked)) is not None:
            return [picked]
        steps = self._mentioned.get(WORD, ())
        found = [entry for step in steps for symbol in step.written if (entry := self._entry(symbol)) is not None]
        return sorted(filter(says_so, found), key=lambda entry: self._order[entry.symbol])

    @property
    def selected(self) -> tuple[str, ...]:
        """Their symbols."""
        return tuple(entry.symbol for entry in self._selected)

    @property
    def is_picked(self) -> bool:
        """Was one selected by `select`, and not by a comment?"""
        return any(entry.symbol == self._picked for entry in self._selected)

    @cached_property
    def alternatives(self) -> list[Entry]:
        """The entry points between which there is a choice, as what they show is not all their own."""
        steps = {entry.key: self._step_of[entry.key] for entry in self.entries.values()}
        others = set(steps.values())
        tops = [
            entry
            for entry in self.entries.values()
            if others.isdisjoint(self._mentioned.get(entry.symbol, set()) - {steps[entry.key]})
        ]
        among = rivals(tops, self._step_of, self._is_used)
        return [entry for entry in tops if entry.symbol in among]

    def _is_used(self, step: Step) -> bool:
        """Did the module's run call or make anything that a step defines?"""
        values = [value for _, value in step.written.values()]
        return any(
            self._called[id(value.node)] > 0
            if isinstance(value, Function)
            else isinstance(value, Class) and value.site is not None and self._instantiated[value.site] > 0
            for value in values
        )

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

    def news_since(self, time: int) -> Keys | None:
        """The definitions of this file (by their keys) in which something else may be found than at a time that `news`
        told; None where these may be all.
        """
        found = self.news.since(time)
        return found and {self.stand_ins.key_shown(key) for key in found if self.has(key)}

    def facts_in(self, key: tuple[str, int]) -> list[Fact]:
        """What is found in a definition of this file (by its key), in the run that counts there: that of the module; or
        else, as for layers that the module makes and does not use, that of the first entry point that reaches the
        definition and finds anything in it. Those that need no arguments come first, and among these such as are put
        together of what is defined here.
        """
        return self._unnoticed(lambda: self._facts_told(self.stand_ins.key_run(key)))

    def _unnoticed(self, ask: Callable[[], T]) -> T:
        """What is asked, once no run shows that something which was not run would be noticed."""
        while True:
            try:
                return ask()
            except Noticed:
                gives_way, self.gives_way = self.gives_way, lambda: False
                try:
                    self._run_analysed()
                finally:
                    self.gives_way = gives_way

    def _facts_told(self, key: tuple[str, int]) -> list[Fact]:
        known = self._told.get(key)
        if known is None:
            tried: set[str] = set()
            self.counted.run["answers"] += 1
            known = self._told[key] = Told(self._facts_found(key, tried), tuple(tried))
        return known.facts

    def facts_known(self, key: tuple[str, int]) -> list[Fact] | None:
        """The same if somebody has asked for them; nothing is run for it."""
        told = self._told.get(self.stand_ins.key_run(key))
        return None if told is None else told.facts

    def answered_within(self, keys: Iterable[tuple[str, int]], most: int) -> set[tuple[str, int]]:
        """Those of some definitions (by their keys, in this order) of which facts can be had when entry points have
        taken so many steps. These are run; it hangs on nothing that was asked before.
        """
        tried: set[str] = set()
        spent = 0
        answered: set[tuple[str, int]] = set()
        for key in keys:
            analysed = self.stand_ins.key_run(key)
            if spent > most and not self._is_reached(analysed, tried):
                continue
            self.facts_in(key)
            answered.add(key)
            told = self._told.get(analysed)
            new = set(told.tried if told is not None else ()) - tried
            tried |= new
            spent += sum(self._rehearsals[symbol].step.steps for symbol in new)
        return answered

    def _is_reached(self, key: tuple[str, int], tried: set[str]) -> bool:
        """Can the facts of a definition be had of nobody but entry points that were tried?"""
        for entries in self._asked_for(key):
            spent = 0
            for entry in entries:
                if entry.symbol not in tried:
                    return False
                rehearsal = self._rehearsals[entry.symbol]
                if rehearsal.found.get(key, ()) != ():
                    return True
                spent += rehearsal.step.steps
                if spent > MOST_SPENT:
                    break
        return True

    def _facts_found(self, key: tuple[str, int], tried: set[str]) -> list[Fact]:
        of_entries = self._facts_of_entries(key, tried)
        if of_entries and tried <= set(self.selected):
            return of_entries
        found, unused = self._index.facts(self.file, key), self._finished_index.facts(self.file, key)
        return found + (of_entries or unused)

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

    def _asked_for(self, key: tuple[str, int]) -> Kinds:
        """The entry points that are asked for the facts of a definition, by kinds; the first to find any is the one
        that counts. None are where the module's own run counts, and where no run finds anything.
        """
        known = self._asked_in.get(key)
        if known is None:
            step = self._step_of.get(key)
            if step is None or _has_no_facts(step.definition):
                known = self._asked_in[key] = []
            else:
                counts = self._index.facts(self.file, key) and not self._finished_index.facts(self.file, key)
                known = self._selected_for(step, key) + ([] if counts else self._candidates(step, key))
                self._asked_in[key] = known
        return known

    def _selected_for(self, step: Step, key: tuple[str, int]) -> Kinds:
        """Those that were selected, if they may reach a definition."""
        if not self._selected:
            return []
        reached = reaching(step.written, self._mentioned)
        found = [entry for entry in self._selected if entry.key == key or entry.symbol in reached]
        return [found] if found else []

    def _candidates(self, step: Step, key: tuple[str, int]) -> Kinds:
        """For a definition that defines no entry point itself it counts only which names it binds."""
        if any(isinstance(value, (Function, Class)) for _, value in step.written.values()):
            return self._kinds(step.written, key)
        names = frozenset(step.written)
        known = self._asked_of.get(names)
        if known is None:
            known = self._asked_of[names] = self._kinds(names, key)
        return known

    def _kinds(self, names: Iterable[str], key: tuple[str, int]) -> Kinds:
        own = [entry for name in names if (entry := self._entry(name)) is not None and entry.key == key]
        kinds: Kinds = [[], [], [], []]
        for place, entries in enumerate((self._reaching(names, key), own)):
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
        return self._unnoticed(lambda: tuple(finding for step in self._all_steps() for finding in step.findings))

    def problems_in(self, key: tuple[str, int]) -> Sequence[Finding]:
        """The problems that show in a definition of this file (by its key): there, or in what it calls elsewhere."""
        return self._problems.get(self.stand_ins.key_run(key), ())

    @cached_property
    def _problems(self) -> dict[tuple[str, int], list[Finding]]:
        found: dict[tuple[str, int], list[Finding]] = {}
        for finding in self.findings:
            if (site := finding.seen_from(self.file)) is not None:
                definition = site.unit.definition
                moved = self._moved.get(id(definition))
                key = (definition if moved is None else moved.now).key
                found.setdefault(key, []).append(finding)
        return found

    def _all_steps(self) -> list[Step]:
        if self._asked is not None:
            return [*self._course.steps, self._asked]
        return [*self._course.steps, *self._finished.values(), *(one.step for one in self._all_rehearsals())]

    def work(self) -> bool:
        """Run one of the entry points that all problems need and that nobody has asked for; is there another? It gives
        way to whatever comes.
        """
        run = self.counted.run["entry_points"]
        self._at_leisure = True
        try:
            return self._unnoticed(lambda: any(self.counted.run["entry_points"] > run for _ in self._in_turn()))
        finally:
            self._at_leisure = False

    def go_ahead(self, keys: Iterable[tuple[str, int]], rests: bool) -> None:
        """Somebody types, or rests from that, and nothing had an effect yet: do what the first letter with an effect
        will need to show some definitions (by their keys). It gives way to whatever comes.
        """
        typed = self.stand_ins.latest
        if typed is not None:
            known = (self._told.get(self.stand_ins.key_run(key)) for key in (typed.definition.key, *keys))
            tried = (symbol for told in known if told is not None for symbol in told.tried)
            self.run_ahead(typed, dict.fromkeys(tried), rests)

    @property
    def models(self) -> tuple[Model, ...]:
        """The models that the module's names hold, those that its functions make when it is run, by the names of their
        classes, and those that entry points give. Nobody keeps them: who asks again has to wait again.
        """
        return self._unnoticed(self._summarised_all)

    def _summarised_all(self) -> tuple[Model, ...]:
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
        found = [*self._unnoticed(lambda: self._paths).get(layer, ())]
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

    @property
    def assembled(self) -> tuple[Assembled, ...]:
        """The models that names of the module hold and statements put together, in the order of the names."""
        return self._unnoticed(lambda: self._assembled)

    @cached_property
    def _assembled(self) -> tuple[Assembled, ...]:
        found: list[Assembled] = []

        def look_at(symbol: str, kind: str, site: Site | None, model: Instance) -> None:
            for library in self.machine.libraries if kind == "variable" and site is not None else ():
                parts = tuple([layer.site for layer in library.parts(self.machine, model)])
                total = library.total(self.machine, model) if parts else None
                if total is not None and site is not None:
                    found.append(Assembled(symbol, site, total, parts))

        self._at_end(look_at)
        return tuple(found)

    def total_of(self, wanted: Callable[[Instance], bool]) -> ModelTotal | None:
        """What the first such model that the module holds comes to at its end."""
        found: list[ModelTotal] = []

        def look_at(symbol: str, kind: str, site: Site | None, model: Instance) -> None:
            if not found and wanted(model):
                totals = (library.total(self.machine, model) for library in self.machine.libraries)
                found.extend(total for total in totals if total is not None)

        self._at_end(look_at)
        return found[0] if found else None

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
                    look(symbol, "variable", self.machine.where_assigned(symbol), value)
            for value in self._unnamed(models):
                look(value.cls.name, "class", value.cls.site, value)

        with deep():
            self._course.note(end, looked_at, lasting=False)
        self._course.undo(end)
        self._heed_tried()

    def _unnamed(self, models: list[Instance]) -> list[Instance]:
        """Of each class of the file the first model, if no name of the module holds one."""
        named = {id(value.cls) for value in self.scope.names.values() if isinstance(value, Instance)}
        first: dict[int, Instance] = {}
        for model in models:
            site = model.cls.site
            if site is not None and site.unit.file == self.file and id(model.cls) not in named:
                first.setdefault(id(model.cls), model)
        return list(first.values())

    # --- one symbol

    def summarised(self, symbol: str, arguments: Mapping[str, Any], inputs: Inputs) -> Model | Unknown:
        """The model of one symbol. What is found on the way belongs to the program, which is not to be run further."""
        step = self._asked = Step(None)
        model = self._stage.summarised(step, symbol, arguments, inputs)
        self._index.add(step)
        return model


def _has_no_facts(definition: tree.Definition | None) -> bool:
    """Does nothing stand in it but imports and constants?"""
    return definition is not None and all(
        isinstance(statement, (tree.Import, tree.ImportFrom))
        or (isinstance(statement, (tree.Assign, tree.ExpressionStatement)) and _is_constant(statement.value))
        for statement in definition.body
    )


def _is_constant(value: tree.Expression) -> bool:
    if isinstance(value, (tree.TupleDisplay, tree.ListDisplay)):
        return all(map(_is_constant, value.items))
    return isinstance(value, tree.Constant)


__all__ = ["Model", "Program", "analyse", "summarise_symbol"]
