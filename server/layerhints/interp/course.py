"""The steps of a module in their order, on the machine that ran them: there they are run and noted, taken back, and put
in place again.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any

from layerhints.interp.frames import Frame
from layerhints.interp.heap import Change, read, set_places
from layerhints.interp.steps import NOBODY, NOTHING, Step, Stretch, counts_places, group, is_import, join, lasts
from layerhints.values.objects import ABSENT, Counts, Memory, ModuleNames, clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set

    from layerhints.interp.aside import Aside
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree
    from layerhints.values.objects import Scope

_OLD, _NEW = map(Change._fields.index, ("old", "new"))
_NOTED = ("facts", "findings", "made", "called", "instantiated", "reads")
"""What a step notes down on the machine."""


class Course:
    """The steps of a module in their order, on one machine."""

    def __init__(self, machine: Interpreter, scope: Scope) -> None:
        self.machine = machine
        self.scope = scope
        self.steps: list[Step] = []
        self.bound: dict[str, Step] = {}
        """The step that bound each name last."""
        self._starts: list[int] = []
        self._owners: list[Step] = []
        self.aside: Aside | None = None
        """A run that stands aside, amid what it does on the machine."""
        self._behind: Sequence[Step] = ()
        self._stretch: Stretch | None = None
        """The steps that were taken back in one go last, and what they do together if that was not the first time."""
        self._known = 0
        """How many modules were loaded when the step that is being run began."""
        self._apart: set[str] = set()
        """Those that were loaded since and belong to another step."""
        self._is_apart = False
        """Is something being run apart from the step?"""
        machine.course = self

    # --- running and noting

    def clear(self) -> None:
        """Give up what stands aside."""
        if self.aside is not None:
            aside, self.aside = self.aside, None
            aside.give_up()

    def noted(self, definition: tree.Definition, run: Callable[[Step], None]) -> Step:
        """A new step for a definition, which is run."""
        step = Step(definition)
        self.note(step, lambda: run(step))
        return step

    def note(self, step: Step, action: Callable[[], None], lasting: bool = True) -> None:
        """Run something as a step; what it did is then in the step, and the trail is empty again. What is not `lasting`
        will be taken back, so that it joins no groups.
        """
        self.clear()
        machine = self.machine
        heap = machine.heap
        modules, stars = len(machine.modules), self.scope.stars
        self._known, self._apart = modules, set()
        machine.facts, machine.findings, machine.made, machine.called, machine.instantiated = [], [], [], set(), set()
        facts, findings, made = machine.facts, machine.findings, machine.made
        called, instantiated = machine.called, machine.instantiated
        machine.reads = step.reads
        mark = heap.mark()
        step.start = mark.time
        begun = len(self._owners)
        self._starts.append(mark.time)
        self._owners.append(step)
        try:
            action()
            changes = list(heap.changes(mark).values())
        finally:
            heap.release()
            machine.reads = None
            if len(machine.modules) > modules:
                loaded = islice(machine.modules.items(), modules, None)
                step.loaded = {name: module for name, module in loaded if name not in self._apart} or NOTHING
            if self.scope.stars is not stars:
                step.stars = (stars, self.scope.stars)
            if not lasting:  # nobody meets again what was made in it
                others = [place for place in range(begun, len(self._owners)) if self._owners[place] is not step]
                self._starts[begun:] = [self._starts[place] for place in others]
                self._owners[begun:] = [self._owners[place] for place in others]
            machine.facts, machine.findings, machine.made = [], [], []
            step.facts, step.findings, step.made = facts or (), findings or (), made or ()
            step.called, step.instantiated = called or NOBODY, instantiated or NOBODY
        step.changes = changes
        binders = ((self.bound.get(name), value) for name, value in step.reads.items())
        step.links = [binder for binder, value in binders if binder is not None and not lasts(value)] or ()
        if lasting:
            for binder in step.links:
                join(step, binder)
            self._classify(step)

    def look(self, step: Step, action: Callable[[], None]) -> None:
        """Run something as a step that is taken back at once. What stands aside stays, unless a module is loaded: what
        it loaded itself is found as this would load it.
        """
        machine, heap = self.machine, self.machine.heap
        frame, steps, modules = machine.frame, machine.steps, len(machine.modules)
        if self.aside is not None:
            noted, gives_way = self._set_notes_aside(), machine.gives_way
            marks, mark, machine.gives_way = heap.marks, heap.mark(), None
            try:
                with machine.elsewhere(Frame(self.scope, frame.unit)):
                    action()
                step.changes = list(heap.changes(mark).values())
            finally:
                heap.undo(mark)
                heap.release_to(marks)
                machine.gives_way = gives_way
                self._set_notes(noted)
            if len(machine.modules) == modules:
                return
        self.note(step, action, lasting=False)
        self.undo(step)
        machine.frame, machine.steps = frame, steps

    def _set_notes_aside(self) -> Mapping[str, Any]:
        """Have the machine note down what it does from here on in a new place; gives what it noted down so far."""
        noted = {name: getattr(self.machine, name) for name in _NOTED}
        for name, found in noted.items():
            setattr(self.machine, name, type(found)())
        return noted

    def _set_notes(self, noted: Mapping[str, Any]) -> None:
        for name, found in noted.items():
            setattr(self.machine, name, found)

    # --- what is loaded late

    @property
    def is_loading(self) -> bool:
        """Is a module being run, or something apart from the step? Then more than the trail holds is not as it was."""
        return self._is_apart or bool(self.machine.running)

    def run_apart(self, scope: Scope, load: Callable[[], None]) -> bool:
        """Run something that loads modules for one that is imported (by its scope) as if it were run behind the
        program's import statements. What it does belongs to the last step that loaded anything, for it may have taken
        in any of these modules. False where it does more than load: then it is taken back.
        """
        module = scope.names.get("__name__")
        loader = next((place for place, step in enumerate(self.steps) if module in step.loaded), None)
        if loader is None or self._is_apart or self.machine.reads is None:
            return False
        behind = self.steps[loader:]
        owner = next(step for step in reversed(behind) if step.loaded)
        machine, heap, present = self.machine, self.machine.heap, self._owners[-1]
        marks, pending, modules = heap.marks, len(machine.pending), machine.modules
        machine.modules = lasting = {
            name: module
            for place, (name, module) in enumerate(modules.items())
            if place < self._known or name in self._apart
        }
        known = len(lasting)
        noted = self._set_notes_aside()
        done = self._effects(behind)
        set_places(done, _OLD)
        self._is_apart, lasts = True, False
        mark = heap.mark()
        try:
            load()
            changes = heap.changes(mark).values()
            may_raise = machine.may_raise is not None or len(machine.pending) > pending
            loaded = dict(islice(lasting.items(), known, None))
            twice = any(name in modules and machine.was_run(name, modules[name]) for name in loaded)
            lasts = not (machine.reads or may_raise or twice or any(map(self._is_effect, changes)))
        finally:
            if lasts:
                heap.stand(mark)
            else:
                heap.undo(mark)
                del machine.pending[pending:]
            heap.release_to(marks)
            machine.modules = modules
            set_places(done, _NEW)
            self._is_apart = False
            self._set_notes(noted)
        if lasts:
            modules.update(loaded)
            owner.loaded = {**owner.loaded, **loaded}
            owner.changes = [*owner.changes, *filter(_is_found_out, changes)]
            if owner in self._behind:
                self._stretch = None
            self._apart |= loaded.keys()
            self._starts += [mark.time, next(clock)]
            self._owners += [owner, present]
        return lasts

    def _effects(self, steps: Iterable[Step]) -> Sequence[Change]:
        """What was changed that a module can see: by those of some steps that do more than import, and by the present
        one so far.
        """
        others = (change for step in steps if not is_import(step) for change in step.changes)
        seen = [change for change in others if self._is_effect(change) and not self._is_own(change)]
        first: dict[tuple[int, Any], Change] = {}
        for change in (*seen, *filter(self._is_effect, self.machine.heap.changes_of_old())):
            first.setdefault((id(change.target), change.key), change)
        return [change._replace(new=read(change.target, change.key)) for change in first.values()]

    def _is_own(self, change: Change) -> bool:
        """Is it a change of what the program made itself? Modules see that only through what is theirs."""
        owner = self.owner(getattr(change.target, "born", 0))
        return owner is not None and not is_import(owner)

    def _is_effect(self, change: Change) -> bool:
        """May a module that is loaded see the change? The program's names are none that it could read unnoticed."""
        target = change.target
        names, machine = self.scope.names, self.machine
        aside = target is names or target is machine.assigned or target is machine.heap.doubts
        return not (aside or change.old is change.new or isinstance(target, Counts) or _is_found_out(change))

    def _classify(self, step: Step) -> None:
        machine = self.machine
        names = self.scope.names
        for change in step.changes:
            target, key, old, new = change
            if new is ABSENT and old is not ABSENT and not isinstance(target, Counts):
                step.deletes = True
            if target is machine.heap.doubts:
                target, key = (new if old is ABSENT else old), key[1]
                if target is names:
                    step.reads.setdefault(key, None)
                elif isinstance(target, Counts):
                    step.foreign = True
                if isinstance(target, Counts) or target is names:
                    continue
            if target is names:
                step.written[key] = (old, new)
                if new is ABSENT:
                    step.reads.setdefault(key, None)
            elif isinstance(target, Counts):
                place, any_place = counts_places(target, key)
                step.reads.setdefault(place, None)
                step.written[place] = (old, new)
                if new is ABSENT:
                    step.reads.setdefault(any_place, None)
            elif target is not machine.assigned:
                owner = self.owner(getattr(target, "born", 0))
                if owner is None or is_import(owner) or group(owner) is not group(step):
                    step.foreign = True  # what modules hold is reached by other ways, too
                else:
                    step.within = True
        if "__annotations__" in step.written:
            step.reads.setdefault("__annotations__", None)
        self._bind(step)

    def _bind(self, step: Step) -> None:
        bound = self.bound
        step.before = {name: bound.get(name) for name in step.written}
        for name in step.written:
            bound[name] = step

    def owner(self, born: int) -> Step | None:
        """The step in which a value was made."""
        index = bisect_right(self._starts, born) - 1
        return self._owners[index] if born and index >= 0 else None

    # --- there and back

    def undo(self, step: Step) -> None:
        """Take a step back, which is the last one that stands."""
        for name, binder in step.before.items():
            self._binds(name, binder)
        set_places(step.changes, _OLD)
        self._unload(step)

    def redo(self, step: Step, rebound: Set[str] = NOBODY) -> None:
        """Put a step in place again. Where it binds one of the names that hold something else now than when it was run,
        that is what they will hold when it is taken back.
        """
        if not rebound.isdisjoint(step.written):
            step.changes = [change._replace(old=read(change.target, change.key)) for change in step.changes]
            step.written |= {
                key: (old, new) for target, key, old, new in step.changes if target is self.scope.names
            }
        set_places(step.changes, _NEW)
        self._load(step)
        self._bind(step)
        self.steps.append(step)

    def undo_all(self, steps: Sequence[Step]) -> None:
        """Take back steps that are the last ones that stand. While a line is typed these are the same at every letter,
        and from the second time on they are taken back, and put in place again, as one.
        """
        if steps != self._behind:
            self._behind, self._stretch = steps, None
        elif self._stretch is None:
            self._stretch = Stretch(steps)
        stretch = self._stretch
        if stretch is None:
            for step in reversed(steps):
                self.undo(step)
            return
        for name, step in stretch.first.items():
            self._binds(name, step.before[name])
        set_places(stretch.changes, _OLD)
        for step in reversed(stretch.loading):
            self._unload(step)

    def redo_all(self) -> Set[str]:
        """Put in place again what was taken back in one go; gives the names that it binds."""
        stretch = self._stretch
        if stretch is None:
            for step in self._behind:
                self.redo(step)
            return {name for step in self._behind for name in step.written}
        set_places(stretch.changes, _NEW)
        for step in stretch.loading:
            self._load(step)
        for name, step in stretch.first.items():
            step.before[name] = self.bound.get(name)
        self.bound.update(stretch.last)
        self.steps += stretch.steps
        return stretch.last.keys()

    def change_within(self) -> None:
        """What was taken back in one go is put in place again one by one: some of it is run anew."""
        self._behind, self._stretch = (), None

    def _binds(self, name: str, binder: Step | None) -> None:
        if binder is None:
            del self.bound[name]
        else:
            self.bound[name] = binder

    def _load(self, step: Step) -> None:
        if step.loaded:
            self.machine.modules.update(step.loaded)
        if step.stars is not None:
            self.scope.stars = step.stars[1]

    def _unload(self, step: Step) -> None:
        if step.loaded:
            for name in step.loaded:
                self.machine.modules.pop(name, None)
        if step.stars is not None:
            self.scope.stars = step.stars[0]

    def replace(self, old: Step, new: Step, place: int) -> None:
        """Put a step that only binds names in the place of one that bound the same and that no other bound since."""
        originals = {(id(change.target), change.key): change.old for change in old.changes}
        new.changes = [
            change._replace(old=originals.get((id(change.target), change.key), change.old)) for change in new.changes
        ]
        new.written = {name: (old.written[name][0], value) for name, (_, value) in new.written.items()}
        new.before, new.position = old.before, place
        self.steps[place] = new

    def inherit(self, heir: Step, last: Step) -> None:
        """What the step made that was run last belongs to another one."""
        assert self._owners[-1] is last
        if len(self._owners) > 1 and self._owners[-2] is heir:
            self._owners.pop()
            self._starts.pop()
        else:
            self._owners[-1] = heir

    def forget_dropped(self) -> bool:
        """Let go of the steps that are no longer part of the course, and of the groups that only they held together.
        Were there enough of them?
        """
        if len(self._owners) < 2 * len(self.steps) + 64:
            return False
        living = self.steps
        members = set(map(id, living))
        owned = [each for each in zip(self._starts, self._owners, strict=True) if id(each[1]) in members]
        self._starts, self._owners = [start for start, _ in owned], [owner for _, owner in owned]
        for step in living:
            step.leader = step
        for step in living:
            step.links = [other for other in step.links if id(other) in members]
            for other in step.links:
                join(step, other)
        return True


def _is_found_out(change: Change) -> bool:
    """Is it what anybody would have found out at any time?"""
    target, key, old, _ = change
    waited = isinstance(target, ModuleNames) and key in target.waiting
    return old is ABSENT and (waited or isinstance(target, Memory))


__all__ = ["Course"]
