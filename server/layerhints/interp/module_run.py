"""The statements of one file's module, kept run.

An edit that no run can notice is shown without running anything; one inside the bodies of functions exchanges these;
any other runs the definitions that it concerns.
"""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from layerhints.interp.concern import Concern
from layerhints.interp.counted import Counted
from layerhints.interp.course import Course
from layerhints.interp.definitions import run_definition
from layerhints.interp.exchange import exchange
from layerhints.interp.interpreter import Interpreter
from layerhints.interp.news import News
from layerhints.interp.rehearsal import deep
from layerhints.interp.settled import places_apart, put_back
from layerhints.interp.standing import Standing
from layerhints.interp.steps import Step, lasts
from layerhints.interp.unnoticed import StandIns
from layerhints.interp.unused import Unused
from layerhints.values.host import Interrupted
from layerhints.values.objects import Module, Scope
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.budget import Budget
    from layerhints.interp.exchange import Exchange
    from layerhints.syntax import Module as SourceModule
    from layerhints.syntax import tree
    from layerhints.values.host import Host
    from layerhints.values.library import Library


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


def met_bodies(step: Step, parts: Exchange, sites: set[Site]) -> bool:
    """Did a run meet functions that get new bodies, or make objects of classes that stand at these sites?"""
    return not (step.called.isdisjoint(parts.functions) and step.instantiated.isdisjoint(sites))


def _only_binds(step: Step) -> bool:
    """Does the step nothing but bind names, to what nothing can change unseen?"""
    return not (
        step.within or step.foreign or step.deletes or step.made or step.loaded or step.stars or step.links
    ) and all(":" not in name and lasts(value) for name, (_, value) in step.written.items())


class ModuleRun:
    """The statements of a file's module, kept run on one machine: an edit runs those that it concerns.

    Who derives from it hears of what an edit did: `_started`, `_set_aside`, `_bodies_changed`, `_concerned`.
    """

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
        self.overtaken: Callable[[bool], bool] = lambda at_leisure: False
        """Asked amid the run of an entry point: has something come that makes it void, or, at leisure, anything at all?
        Then the run is taken back and `Interrupted` is raised.
        """
        self.counted = counted if counted is not None else Counted()
        self.news = News()
        self.stand_ins = StandIns(file, self.news)
        self._definitions: list[tree.Definition] = []
        self._had_effect = False
        """Was anything run for the last edit? What is typed elsewhere may be shown without a run all the same."""
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
        self._standing = Standing(self.file, self.scope.names)
        self._unused = Unused(self._course)
        self._used = 0
        self._granted = 0
        self._started()

    # --- what others are told

    def _started(self) -> None:
        """There is a new machine, on which nothing was run yet."""

    def _set_aside(self) -> None:
        """What was answered may be another answer now, until `_concerned` tells."""

    def _bodies_changed(self, old: tree.Definition, step: Step, parts: Exchange, sites: set[Site]) -> None:
        """The functions that a step defines have new bodies. `old` was the definition, `sites` were its classes."""

    def _concerned(self, concern: Concern) -> None:
        """An edit concerns whatever has met this; `_traces` tell what else it changed."""

    # --- the module's own statements

    def run(self, module: SourceModule) -> None:
        """Bring the program to the state of a new text: definitions that did not change and that nothing which did
        change concerns are not run again.
        """
        definitions = [*map(itemgetter(1), module.definitions)]
        before, kept = self._definitions, _alike(self._definitions, definitions)
        if kept == len(before) == len(definitions):
            self.counted.reused["definitions"] += kept
            return
        alone = len(before) == len(definitions) and before[kept + 1 :] == definitions[kept + 1 :]
        if alone and self.stand_ins.take(self._course, before[kept], definitions[kept]):
            self._definitions = definitions
            self._had_effect = False
            self.counted.reused["definitions"] += len(definitions)
            return
        self._definitions = definitions
        self._had_effect = True
        self.stand_ins.keep(definitions)
        self._run_analysed()

    def _run_analysed(self) -> None:
        """Run what is to be run, until it shows that no run notices the rest."""
        definitions = self._definitions
        self._run_all(self.stand_ins.all_analysed(definitions))
        while self.stand_ins.doubt(self._course):
            self._run_all(self.stand_ins.all_analysed(definitions))

    def close(self) -> None:
        """Nobody asks any more."""
        self._course.clear()

    def _run_all(self, definitions: Sequence[tree.Definition]) -> None:
        """Bring the program to the state of a file that has these definitions."""
        self._course.clear()
        steps = self._course.steps
        before = [*map(attrgetter("definition"), steps)]
        kept = _alike(before, definitions)
        behind = len(definitions) - kept - 1
        if kept == len(before) == len(definitions):
            self.counted.reused["definitions"] += kept
            return
        if len(before) == len(definitions) and before[kept + 1 :] == definitions[kept + 1 :]:
            if self._exchange(kept, definitions[kept]):
                self.counted.reused["definitions"] += len(definitions)
                return
            self._regroup()
            with deep():
                if self._run_in_place(kept, definitions[kept]):
                    self.counted.run["definitions"] += 1
                    self.counted.reused["definitions"] += kept + behind
                    return
        if any(step.deletes for step in steps[kept:]):
            self._start()
            kept = 0
        self._regroup()
        with deep():
            self._resume(definitions, kept)

    def _exchange(self, place: int, definition: tree.Definition) -> bool:
        """Put the one definition that changed in the place of the old one without running it, if only the bodies of its
        functions changed and the module's run saw nothing of them. What entry points found that did is forgotten.
        """
        step = self._course.steps[place]
        old = step.definition
        if old is None or step.facts or step.findings or step.made or self._standing.index.facts(self.file, old.key):
            return False
        parts = exchange(old, definition)
        if parts is None or not parts.find(step):
            return False
        sites = parts.sites(Unit(self.file, old))
        seen = (
            *(self._standing.called[node] for node in parts.functions),
            *(self._standing.instantiated[site] for site in sites),
        )
        if any(count > 0 for count in seen):
            return False
        self._standing.remove(step, definition.mentions)
        parts.make(Unit(self.file, definition))
        step.definition = definition
        self._standing.add(step, old.mentions)
        met = [leader for leader, end in self._unused.ends.items() if met_bodies(end, parts, sites)]
        if met:
            with deep():
                self._unused.look(met)
        self._bodies_changed(old, step, parts, sites)
        self._changes_told()
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
            and all(binder is None or (binder is not new and binder.position < place) for binder in binders)
            and not any(map(concern.met, later))
            and not any(self._bounded_otherwise(step, step.granted + new.steps - old.steps) for step in later)
        )
        if not stands:
            course.undo(new)
            self._used = total
            return False
        course.replace(old, new, place)
        self._standing.remove(old)
        self._standing.add(new)
        self._set_aside()
        self._conclude(concern)
        return True

    def _resume(self, definitions: Sequence[tree.Definition], kept: int) -> None:
        course = self._course
        undone = course.steps[kept:]
        behind = undone[1:]
        course.undo_all(behind)
        for step in undone[:1]:
            course.undo(step)
        self._used -= sum(step.steps for step in undone)
        del course.steps[kept:]
        self._set_aside()
        self.machine.steps = 0
        concern = Concern()
        places = {id(step.definition): place for place, step in enumerate(undone)}
        passed = 0
        stand = False
        fresh: list[Step] = []
        dropped: list[Step] = []
        added: list[Step] = []
        for number, definition in enumerate(definitions[kept:], start=kept):
            if (fresh or added) and (concern.all or passed == len(undone)) and self.gives_way():
                break  # nothing is lost: all that follows would be run
            place = places.get(id(definition), -1)
            if place < passed:
                added.append(self._run(definition))
                continue
            if added or place > passed:
                gone, come = self._replace(concern, undone[passed:place], added)
                dropped += gone
                fresh += come
                added = []
            if place == 1 and self._stand(concern, behind, definitions[number:]):
                concern.stands(course.redo_all())
                passed, stand = len(undone), True
                break
            step = undone[place]
            passed = place + 1
            if concern.met(step) or self._bounded_otherwise(step, self._used):
                gone, come = self._replace(concern, [step], [self._run(definition)])
                dropped += gone
                fresh += come
            else:
                course.redo(step, concern.rebound)
                concern.stands(step.written)
                self._used += step.steps
        if not stand:
            course.change_within()
        gone, come = self._replace(concern, undone[passed:], added)
        dropped += gone
        fresh += come
        self.counted.run["definitions"] += len(fresh)
        self.counted.reused["definitions"] += len(course.steps) - len(fresh)
        moved = len(course.steps) - (len(behind) if stand and len(course.steps) == kept + len(undone) else 0)
        for position in range(kept, moved):
            course.steps[position].position = position
        self._unused.look([*dropped, *fresh, *concern.groups])
        self._conclude(concern)
        if len(course.steps) < len(definitions):
            self._definitions = self._definitions[: len(course.steps)]
            raise Interrupted

    def _stand(self, concern: Concern, steps: Sequence[Step], definitions: Sequence[tree.Definition]) -> bool:
        """Are these steps of the run before all that follows, and does an edit concern none of them? Then their work is
        charged.
        """
        if len(steps) != len(definitions):
            return False
        used = self._used
        for step, definition in zip(steps, definitions, strict=True):
            if step.definition is not definition or concern.met(step) or self._bounded_otherwise(step, used):
                return False
            if not concern.rebound.isdisjoint(step.written):
                return False  # taken back, it would leave what that name held before
            used += step.steps
        self._used = used
        return True

    def _conclude(self, concern: Concern) -> None:
        """All steps stand; what else the edit concerns is told."""
        self._concerned(concern)
        self._changes_told()

    def _changes_told(self) -> None:
        """Whoever makes answers of what stands has heard what changed there."""
        self._standing.traces.clear()
        self._standing.index.touched.clear()
        self._unused.index.touched.clear()

    def _regroup(self) -> None:
        """Let go of steps that are no longer part of the course, when they are many. Others lead the groups then."""
        if self._course.forget_dropped():
            self._unused.forget()
            with deep():
                self._unused.look(self._course.steps)

    def _run(self, definition: tree.Definition) -> Step:
        """Run the definition that comes next, and keep what it found."""
        step = self._course.noted(definition, self._stepped)
        self._course.steps.append(step)
        self._standing.add(step)
        return step

    def _stepped(self, step: Step) -> None:
        """Run a step's definition."""
        assert step.definition is not None
        step.granted = self._used
        run_definition(self.machine, step.definition, self.scope, self.file, (), self._refill)
        self._refill(0)
        step.steps = self._used - step.granted

    def _replace(
        self, concern: Concern, old: Sequence[Step], new: Sequence[Step]
    ) -> tuple[Sequence[Step], Sequence[Step]]:
        """Let steps that were just run stand for those of the run before; gives what no longer stands of these, and
        what stands in their place. A step that did what it had done before concerns at most who reads some names.
        """
        if len(old) == len(new) == 1 and (apart := places_apart(self._course, old[0], new[0])) is not None:
            self._standing.remove(old[0])
            self._standing.remove(new[0])
            bound = old[0].written.keys() | new[0].written.keys()
            put_back(self._course, old[0], new[0], apart)
            self._standing.add(old[0])
            concern.stands(old[0].written)
            concern.names.update(*apart.values())
            concern.rebound |= bound
            return (), old
        concern.replaced(old, new)
        for step in old:
            self._standing.remove(step)
        return old, new

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


__all__ = ["ModuleRun", "met_bodies"]
