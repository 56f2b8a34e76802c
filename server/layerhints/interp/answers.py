"""What is found in a definition of a file, asked of the run that counts there: of the module, or of an entry point.

An answer is remembered until an edit concerns it, or another entry point is selected.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from layerhints.interp.asked import Asked
from layerhints.interp.concern import Concern
from layerhints.interp.entries import Entry
from layerhints.interp.entry_runs import Kinds
from layerhints.interp.steps import Step
from layerhints.interp.uncalled import told_of
from layerhints.interp.unnoticed import Noticed
from layerhints.syntax import tree
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from layerhints.interp.exchange import Exchange
    from layerhints.interp.rehearsal import Rehearsal
    from layerhints.interp.said import Said
    from layerhints.values.facts import Fact
    from layerhints.values.sites import Site

T = TypeVar("T")

_DERIVED = (
    "entries", "_assembled", "_uncalled", "_order", "_problems", "_paths", "_moved", "_selected", "alternatives",
)  # fmt: skip
"""What is told from the steps and answers there are, once somebody asks."""

MOST_SPENT = 60_000
"""After so many steps in vain the search ends as well: that is about one large model."""


class Told(NamedTuple):
    """The facts that count for a definition, the entry point that found them unless the module's own run did, and those
    that were asked for them.
    """

    facts: list[Fact]
    finder: str | None
    tried: tuple[str, ...]


class Answers(Asked):
    """A file's module and entry points, and what is told of their definitions."""

    def _started(self) -> None:
        super()._started()
        self.news.tell(None)
        self._aside: tuple[
            dict[tuple[str, int], Told], dict[tuple[str, int], Kinds], dict[frozenset[str], Kinds], Mapping[str, Entry]
        ]
        self._aside = {}, {}, {}, {}
        self._told_for: list[Entry] = []
        self._forget_answers()

    def _forget_answers(self) -> None:
        self._told: dict[tuple[str, int], Told] = {}
        self._forget_asked()
        for name in _DERIVED:
            self.__dict__.pop(name, None)

    def _set_aside(self) -> None:
        aside = self._told, self._asked_in, self._asked_of, self._uncalled_known
        self._forget_answers()
        self.news.tell(None)
        self._aside = aside

    def _bodies_changed(self, old: tree.Definition, step: Step, parts: Exchange, sites: set[Site]) -> None:
        """What entry points found that met the old bodies is forgotten."""
        definition = step.definition
        assert definition is not None
        told, uncalled = self._told, self._uncalled_known
        self._forget_answers()
        self.news.tell(None)
        forgotten = self._forget_edited(old, definition, parts, sites) | step.written.keys()
        otherwise = self._uncalled_otherwise(uncalled)
        if otherwise is None:
            return
        forgotten |= otherwise
        changed = {old.key, *(key for file, key in self._unused.index.touched if file == self.file)}
        if self._leads_as(old, definition):
            self._told = {
                key: answer for key, answer in told.items() if key not in changed and forgotten.isdisjoint(answer.tried)
            }
            self.news.refine({*changed, definition.key, *(told.keys() - self._told.keys())})

    def _leads_as(self, old: tree.Definition, new: tree.Definition) -> bool:
        """Can the same be reached from the text of a definition as from what it was?"""
        if not self.scope.names.keys().isdisjoint(old.mentions ^ new.mentions):
            return False
        sought = self._sought & new.mentions
        return not sought or sought.isdisjoint(old.shadowed ^ new.shadowed)

    def _concerned(self, concern: Concern) -> None:
        forgotten = self._forget_concerned(concern)
        told, asked_in, asked_of, uncalled = self._aside
        self._aside = {}, {}, {}, {}
        otherwise = self._uncalled_otherwise(uncalled)
        if concern.all or self._standing.traces.lead_elsewhere or otherwise is None:
            return
        if otherwise:  # their objects are others
            forgotten |= otherwise
            asked_in, asked_of = {}, {}
        changed = set(self._standing.traces.keys)
        for index in (self._standing.index, self._unused.index):
            changed.update(key for file, key in index.touched if file == self.file)
        if forgotten:
            changed.update(key for key, answer in told.items() if not forgotten.isdisjoint(answer.tried))
        for key in changed:
            asked_in.pop(key, None)
            told.pop(key, None)
        self.news.refine(changed)
        self._told, self._asked_in, self._asked_of = told, asked_in, asked_of

    @property
    def _uncalled_known(self) -> Mapping[str, Entry]:
        """What classes had methods left, if anybody has asked."""
        return self.__dict__.get("_uncalled", {})

    def _uncalled_otherwise(self, before: Mapping[str, Entry]) -> set[str] | None:
        """The symbols of classes of which other methods are left uncalled than `before`, or objects are others. None
        where there are such as had none left: anything may be reached from these.
        """
        now = self._uncalled
        if now.keys() - before.keys():
            return None
        return {symbol for symbol, entry in before.items() if symbol not in now or not entry.is_as(now[symbol])}

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

    # --- what is found

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
            known = self._told[key] = Told(*self._facts_found(key, tried), tuple(tried))
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
        is_vague = False
        for entries in self._asked_for(key):
            spent = 0
            for entry in entries:
                is_own = self._is_own(entry, key)
                if is_vague and not (is_own and entry.uncalled is None):
                    continue
                if entry.symbol not in tried:
                    return False
                rehearsal = self._rehearsals[entry.symbol]
                if not is_own and rehearsal.says_little(key) is not None:
                    is_vague = True
                    continue
                if rehearsal.found.get(key, ()) != ():
                    return True
                spent += rehearsal.step.steps
                if spent > MOST_SPENT:
                    break
        return True

    def finder(self, key: tuple[str, int]) -> str | None:
        """The entry point elsewhere that found the facts of a definition (by its key), where others might have."""
        told = self._told.get(self.stand_ins.key_run(key))
        others = (entry for entry in self.alternatives if told is not None and entry.symbol == told.finder)
        return next((entry.symbol for entry in others if entry.key != self.stand_ins.key_run(key)), None)

    def _facts_found(self, key: tuple[str, int], tried: set[str]) -> tuple[list[Fact], str | None]:
        """The facts of a definition, and the entry point that found them unless the module's own run did."""
        found, unused = self._standing.index.facts(self.file, key), self._unused.index.facts(self.file, key)
        of_entries, finder = self._facts_of_entries(key, tried, found + unused)
        if finder in self.selected:
            return of_entries, finder
        if finder is not None and (entry := self._uncalled.get(finder)) is not None and entry.key == key:
            return found + unused + of_entries, None if found else finder
        return found + (of_entries or unused), None if found else finder

    def _facts_of_entries(
        self, key: tuple[str, int], tried: set[str], known: Sequence[Fact]
    ) -> tuple[list[Fact], str | None]:
        """What the first entry point finds in a definition that finds anything there, and its symbol. If that knows no
        shape, as it knows nothing of what goes in, it counts more what the definition learns of that by itself. The
        module's own run found what is `known`.
        """
        vague: Rehearsal | None = None
        little: Said | None = None
        for entries in self._asked_for(key):
            spent = 0
            for entry in entries:
                is_own = self._is_own(entry, key)
                if vague is not None and not (is_own and entry.uncalled is None):
                    continue
                tried.add(entry.symbol)
                rehearsal = self._waited_for(partial(self._rehearsed, entry))
                if not is_own and (little := rehearsal.says_little(key)) is not None:
                    vague = rehearsal
                    continue
                if little is not None and not (key in rehearsal.found and rehearsal.says_more(key, little)):
                    continue
                found = self._found_by(rehearsal, key)
                if found and entry.uncalled is not None and entry.key == key:
                    found = told_of(entry.uncalled.functions, found, known)
                if found:
                    return found, entry.symbol
                spent += rehearsal.step.steps
                if spent > MOST_SPENT:
                    break
        return ([], None) if vague is None else (self._found_by(vague, key), vague.entry.symbol)

    def _found_by(self, rehearsal: Rehearsal, key: tuple[str, int]) -> list[Fact]:
        """What an entry point finds in a definition; it is run again if that was not kept, as another one counted."""
        if rehearsal.found.get(key, ()) is None:
            rehearsal = self._waited_for(partial(self._rehearse, rehearsal.entry, asked=key))
        return rehearsal.found.get(key) or []

    def _waited_for(self, run: Callable[[], Rehearsal]) -> Rehearsal:
        """Run an entry point, if that is to be done, and give way behind it."""
        before = self.counted.run["entry_points"]
        rehearsal = run()
        if self.counted.run["entry_points"] > before and self.gives_way():
            raise Interrupted
        return rehearsal


__all__ = ["Answers"]
