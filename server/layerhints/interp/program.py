"""One file, kept run: what is asked of its module (`module_run`), and of what is run on its own because nothing in the
file uses it (`entry_runs`).

Functions and classes that nothing calls are entry points; each is run alone, from the state that the module leaves
behind, when somebody asks for what is found in a definition that it reaches. It is taken back when it is over, so what
it finds depends on what it read and on nothing that other entry points do; it is remembered as long as that is as it
was.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.answers import Answers
from layerhints.interp.entries import Model
from layerhints.interp.rehearsal import deep
from layerhints.interp.steps import Step
from layerhints.values.facts import certain_problems
from layerhints.values.objects import Class, Instance, Module, Value
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from layerhints.interp.budget import Budget
    from layerhints.interp.news import Keys
    from layerhints.interp.rehearsal import Inputs
    from layerhints.rules import Rule
    from layerhints.syntax import Module as SourceModule
    from layerhints.syntax.tree import Definition
    from layerhints.values.facts import Fact, Finding, LayerInfo, ModelTotal
    from layerhints.values.host import Host
    from layerhints.values.library import Library


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


class Assembled(NamedTuple):
    """A model that a name of the module holds: where the name was bound, and the layers of it."""

    symbol: str
    site: Site
    total: ModelTotal
    parts: tuple[LayerInfo, ...]


class Program(Answers):
    """One file on one machine, as it was when it was run last."""

    _asked: Step | None = None
    """What the one symbol that is asked for did."""
    _gone_ahead: tuple[Definition | None, object, int] = (None, None, 0)
    """In which definition all was done that can be done ahead, and for which answers: how many there were."""

    @property
    def size(self) -> int:
        """How many definitions the file has."""
        return len(self._course.steps)

    def has(self, key: tuple[str, int]) -> bool:
        """Is a definition (by its key) part of the file?"""
        return key in self._standing.step_of or self.stand_ins.shown(key) is not None

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
        steps = [*self._course.steps, *self._unused.ends.values()]
        return sum(map(len, kept)) + sum(len(step.facts) for step in steps)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The problems of the module's run and of all entry points, as far as the bound on steps allows."""
        return self._unnoticed(lambda: tuple(chain.from_iterable(map(certain_problems, self._all_findings()))))

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
        return [*self._course.steps, *self._unused.ends.values(), *(one.step for one in self._all_rehearsals())]

    def _all_findings(self) -> Iterator[Iterable[Finding]]:
        """What was found in the module's own run, then in that of each entry point."""
        steps = self._all_steps()
        count = len(self._course.steps)
        yield chain.from_iterable(step.findings for step in steps[:count])
        yield from (step.findings for step in steps[count:])

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
        """Somebody types, or rests from that: do what the next letter with an effect will need to show some definitions
        (by their keys), if nothing had an effect yet, or an edit had so great a one that it had little to go on with.
        It gives way to whatever comes.
        """
        typed = None if self._had_effect else self.stand_ins.latest
        if typed is None:
            self.run_again(rests)
            return
        definition, told, answers = self._gone_ahead
        if definition is typed.analysed and told is self._told and answers == len(told) and not rests:
            return
        known = (self._told.get(self.stand_ins.key_run(key)) for key in (typed.definition.key, *keys))
        tried = (symbol for told in known if told is not None for symbol in told.tried)
        self.run_ahead(typed, dict.fromkeys(tried), rests)
        self._gone_ahead = typed.analysed, self._told, len(self._told)

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
                parts = tuple(library.parts(self.machine, model))
                total = library.total(self.machine, model) if parts else None
                if total is not None and site is not None:
                    found.append(Assembled(symbol, site, total, parts))

        self._at_end(look_at)
        return tuple(found)

    def rule_of(self, name: str) -> type[Rule] | None:
        """The rule of the class of a library's layers that a dotted name leads to through modules."""
        first, *rest = name.split(".")
        found: list[type[Rule] | None] = []

        def look() -> None:
            value = self.scope.names.get(first)
            for each in rest:
                value = None if value is None or isinstance(value, (Class, Instance)) else self._inside(value, each)
            found.extend(library.rule_of(value) for library in self.machine.libraries)

        step = Step(None)
        self._course.note(step, look, lasting=False)
        self._course.undo(step)
        return next((rule for rule in found if rule is not None), None)

    def _inside(self, value: Any, name: str) -> Any:
        """What a name of a module holds; nothing is run for it."""
        if isinstance(value, Module):
            return value.scope.names.get(name)
        return value.attribute(self.machine, name) if isinstance(value, Value) else None

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
            self._unused.finish(made)
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
        self._standing.index.add(step)
        return model


__all__ = ["Model", "Program", "analyse", "summarise_symbol"]
