"""Runs of entry points ahead of the letter that needs them, while somebody types what has no effect yet."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from layerhints.interp.entry_runs import EntryRuns, hangs_on
from layerhints.interp.exchange import exchange
from layerhints.interp.track import Track
from layerhints.syntax import tree
from layerhints.values.sites import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layerhints.interp.entries import Entry
    from layerhints.interp.unnoticed import StandIn

MOST_BEGUN = 4
"""How often the run of an entry point is begun amid typing, ahead of the letter that needs it, and given up."""
DONE = sys.maxsize


class RunningAhead(EntryRuns):
    """A file's module and entry points, some of them run ahead."""

    def _started(self) -> None:
        super()._started()
        self._ahead: tuple[tree.Definition | None, Counter[str]] = None, Counter()
        """In which definition somebody types, and how often each entry point was begun that its first letter with an
        effect will run.
        """

    def run_ahead(self, typed: StandIn, symbols: Iterable[str], rests: bool) -> None:
        """Where nothing that was typed had an effect yet, run and track what the first letter that has one will run of
        some entry points, for it to go on with. This stands aside for whatever comes. If it is given up again and again
        it waits until the person `rests`.
        """
        self._go_on_ahead()
        definition = typed.analysed
        if self._ahead[0] is not definition:
            self._ahead = definition, Counter()
        begun = self._ahead[1]
        for symbol in symbols:
            known, track = self._rehearsals.get(symbol), self._tracks.get(symbol)
            if known is None or known.entry.uncalled is not None or begun[symbol] >= (DONE if rests else MOST_BEGUN):
                continue
            if track is not None and symbol not in self._left and (not track.is_decided or track.now is definition):
                continue
            parts = exchange(definition, typed.definition)
            if parts is not None and hangs_on(known, definition, parts, parts.sites(Unit(self.file, definition))):
                begun[symbol] += 1
                self._begin_ahead(known.entry, definition)
            begun[symbol] = DONE

    def run_again(self, rests: bool) -> None:
        """Track anew what an edit left little of, so that the next one finds what there is now. This stands aside and
        waits in the same way.
        """
        self._go_on_ahead()
        definition = self._edited
        if definition is None:
            return
        if self._ahead[0] is not definition:
            self._ahead = definition, Counter()
        begun = self._ahead[1]
        for symbol in [symbol for symbol in self._left if begun[symbol] < (DONE if rests else MOST_BEGUN)]:
            known = self._rehearsals.get(symbol)
            if known is not None:
                begun[symbol] += 1
                self._begin_ahead(known.entry, definition)
            self._left.discard(symbol)

    def _begin_ahead(self, entry: Entry, definition: tree.Definition) -> None:
        if entry.symbol in self._tracks:
            self._untrack(entry.symbol)
        self._beside(partial(self._track_ahead, entry, definition))

    def _track_ahead(self, entry: Entry, definition: tree.Definition, gives_way: Callable[[], bool]) -> None:
        room = self._room(definition)
        if room <= 0:
            return
        self.machine.reuse.moves(definition)
        rehearsal = self._run_alone(entry, False, Track(self.machine, entry, definition, room), gives_way)
        self.counted.run["tracks"] += 1
        self.counted.steps += rehearsal.step.steps + rehearsal.repeated


__all__ = ["RunningAhead"]
