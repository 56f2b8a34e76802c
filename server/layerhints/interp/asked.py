"""Which entry points are asked for the facts of a definition: those that were selected, or those that reach it.

Those that need no arguments come first, and among these such as are put together of what is defined here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from layerhints.algebra import Expression, Unknown
from layerhints.interp.entries import Entry, needs_arguments, reaching
from layerhints.interp.entry_runs import Kinds
from layerhints.interp.running_ahead import RunningAhead
from layerhints.interp.selection import rivals, says_so
from layerhints.syntax import tree
from layerhints.values.described import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerhints.interp.steps import Step

_PLAIN = (str, bytes, bool, int, float, complex, type(None), Expression, Unknown)
"""Values that lead to no layer."""

MOST_TRIED = 8
"""How many entry points are run in search of one that reaches a definition which cannot be run by itself."""


class Asked(RunningAhead):
    """A file's module and entry points, and who of these is asked."""

    _picked: str | None = None
    """The entry point that somebody selected in the editor."""

    def _started(self) -> None:
        super()._started()
        self._sought: set[str] = set()
        """Names of which it was asked who reads them."""
        self._forget_asked()

    def _forget_asked(self) -> None:
        self._asked_in: dict[tuple[str, int], Kinds] = {}
        self._asked_of: dict[frozenset[str], Kinds] = {}

    # --- those that were selected

    @cached_property
    def _selected(self) -> list[Entry]:
        """The entry points that were selected: the one that was picked, or else those of which a comment says so."""
        if self._picked is not None and (picked := self._entry(self._picked)) is not None and picked.uncalled is None:
            return [picked]
        steps = self._standing.mentioned.get(WORD, ())
        found = [entry for step in steps for symbol in step.written if (entry := self._entry(symbol)) is not None]
        found = [entry for entry in found if entry.uncalled is None]
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
        tops = self._tops(entry for entry in self.entries.values() if entry.uncalled is None)
        among = rivals(tops, self._standing.step_of, self._is_run)
        return [entry for entry in tops if entry.symbol in among]

    def _is_run(self, step: Step) -> bool:
        """Did the module's run call or make anything that a step defines?"""
        return any(self._is_used(value) for _, value in step.written.values())

    # --- those of a definition

    def _is_own(self, entry: Entry, key: tuple[str, int]) -> bool:
        return entry.key == key or entry.symbol in self.selected

    def _asked_for(self, key: tuple[str, int]) -> Kinds:
        """The entry points that are asked for the facts of a definition, by kinds; the first to find any is the one
        that counts. None are where the module's own run counts, and where no run finds anything.
        """
        known = self._asked_in.get(key)
        if known is None:
            step = self._standing.step_of.get(key)
            if step is None or _has_no_facts(step.definition) or self._is_over(step, key):
                known = self._asked_in[key] = []
            else:
                counts = self._standing.index.facts(self.file, key) and not self._unused.index.facts(self.file, key)
                candidates = self._uncalled_in(step, key) if counts else self._candidates(step, key)
                known = self._selected_for(step, key) + candidates
                self._asked_in[key] = known
        return known

    def _is_over(self, step: Step, key: tuple[str, int]) -> bool:
        """Did running a definition find and make nothing, and is nothing of it run by anybody else?"""
        found = step.made or self._standing.index.facts(self.file, key) or self._unused.index.facts(self.file, key)
        return not found and step.definition is not None and not step.definition.runs_later

    def _uncalled_in(self, step: Step, key: tuple[str, int]) -> Kinds:
        """The classes of a definition of which the module left methods uncalled."""
        found = [entry for name in step.written if (entry := self._uncalled.get(name)) is not None and entry.key == key]
        return [found] if found else []

    def _selected_for(self, step: Step, key: tuple[str, int]) -> Kinds:
        """Those that were selected, if they may reach a definition."""
        if not self._selected:
            return []
        reached = reaching(step.written, self._standing.mentioned)
        found = [entry for entry in self._selected if entry.key == key or entry.symbol in reached]
        return [found] if found else []

    def _candidates(self, step: Step, key: tuple[str, int]) -> Kinds:
        """For a definition that defines no entry point itself it counts only which names it binds to what may lead to
        a layer that it made, and who names anything of the module by them.
        """
        if self._standing.defines(step):
            return self._kinds(step.written, key)
        names = frozenset(name for name, (_, value) in step.written.items() if not isinstance(value, _PLAIN))
        known = self._asked_of.get(names)
        if known is None:
            self._sought |= names
            readers = {
                symbol
                for name in names
                for reader in self._standing.mentioned.get(name, ())
                if reader.definition is not None and name not in reader.definition.shadowed
                for symbol in reader.written
            }
            known = self._asked_of[names] = self._kinds(readers, key)
        return known

    def _kinds(self, names: Iterable[str], key: tuple[str, int]) -> Kinds:
        own = [entry for name in names if (entry := self._entry(name)) is not None and entry.key == key]
        kinds: Kinds = [[], [], [], []]
        for place, entries in enumerate((self._reaching(names, key), own)):
            for entry in entries:
                kinds[2 * needs_arguments(entry.value) + place].append(entry)
        return [kind[:MOST_TRIED] for kind in kinds]


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


__all__ = ["Asked"]
