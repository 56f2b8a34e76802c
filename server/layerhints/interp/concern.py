"""Whom an edit concerns: it is followed from the first definition that changed to the end of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.steps import EVERYTHING, group, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerhints.interp.steps import Step


class Concern:
    """What an edit has changed so far, on the way from the first changed definition to the end of the file.

    A `name` is in here while its value differs from what it was in the run before at the same point.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.rebound: set[str] = set()
        """The names that other steps bound last than in the run before, whatever they hold."""
        self.groups: list[Step] = []
        self.all = False
        self._leaders: set[Step] = set()

    def met(self, step: Step) -> bool:
        """Can the step have seen anything that changed?"""
        return (
            self.all
            or not self.names.isdisjoint(step.reads)
            or (bool(self._leaders) and group(step) in self._leaders)
            or (EVERYTHING in step.reads and bool(self.names))
        )

    def in_group(self, step: Step) -> bool:
        """Did a value change inside that the step's group shares?"""
        return group(step) in self._leaders

    def replaced(self, old: Iterable[Step], new: Iterable[Step]) -> None:
        """Steps of the run before were left out, or run anew; others stand in their place."""
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        dropped, added = list(old), list(new)
        for steps, values in ((dropped, before), (added, after)):
            for step in steps:
                values.update((name, value) for name, (_, value) in step.written.items())
                if step.within:
                    self.groups.append(step)
        self.rebound |= before.keys() | after.keys()
        self._leaders = {group(step) for step in self.groups}  # steps that were run may have brought groups together
        for name in before.keys() | after.keys():
            if name in before and name in after and same(before[name], after[name]):
                self.names.discard(name)
            else:
                self.names.add(name)
                if ":" in name:
                    self.names.add(name.partition(":")[0] + ":")
        if _beyond(dropped) != _beyond(added):
            self.all = True

    def stands(self, names: Iterable[str]) -> None:
        """Steps were put in place again: the names that they bound hold what they held."""
        if self.rebound:
            self.names.difference_update(names)
            self.rebound.difference_update(names)


def _beyond(steps: Sequence[Step]) -> list[Any]:
    """What steps did that concerns all that follow, in a form that can be compared."""
    found: list[Any] = []
    for step in steps:
        found += [(name, id(module)) for name, module in step.loaded.items()]
        if step.foreign or step.stars is not None:
            found.append(id(step))
    return found


__all__ = ["Concern"]
