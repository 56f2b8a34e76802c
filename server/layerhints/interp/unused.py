"""Layers that a module made and never applied: its libraries look at them when all of its steps stand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from layerhints.interp.frames import Frame
from layerhints.interp.index import Index
from layerhints.interp.steps import Step, group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.interp.course import Course
    from layerhints.values.objects import Instance


class Unused:
    """What the libraries found, group of steps by group: the state that a group ends with decides on its layers."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.ends: dict[Step, Step] = {}
        """For the leader of a group, what was found behind its last step; in the order of the module."""
        self.index = Index()

    def forget(self) -> None:
        """Of all groups."""
        for leader in list(self.ends):
            self._forget(leader)

    def _forget(self, leader: Step) -> None:
        self.index.remove(self.ends.pop(leader))

    def look(self, changed: Sequence[Step]) -> None:
        """Have libraries look at what was made in the groups of these steps, which came, went or changed."""
        touched = {group(step) for step in changed}
        for leader in list(self.ends):
            if group(leader) is not leader or leader in touched:
                self._forget(leader)
        made: dict[Step, list[Instance]] = {}
        places: dict[Step, int] = {}
        for place, step in enumerate(self._course.steps):
            if step.made:
                places.setdefault(group(step), place)
                if group(step) in touched:
                    made.setdefault(group(step), []).extend(step.made)
        for leader, layers in made.items():
            end = Step(None)
            self._course.note(end, partial(self.finish, layers), lasting=False)
            self._course.undo(end)
            if end.facts or end.findings or end.called:
                self.ends[leader] = end
                self.index.add(end)
        for leader, end in self.ends.items():
            end.position = places[leader]
        self.ends = dict(sorted(self.ends.items(), key=lambda each: each[1].position))

    def finish(self, layers: list[Instance]) -> None:
        """Have each library look at the layers that were made."""
        machine = self._course.machine
        machine.frame = Frame(self._course.scope, machine.frame.unit)
        machine.made = layers
        machine.steps = machine.budget.statement
        for library in machine.libraries:
            machine.attempt(partial(library.finish, machine))


__all__ = ["Unused"]
