"""The runs of the entry points of a file, each remembered as long as what it read is as it was.

A run that shows what is being edited is tracked, so that the next one goes on from where the edit stands.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

from layerhints.interp.beside import Beside
from layerhints.interp.entries import Entry
from layerhints.interp.module_run import met_bodies
from layerhints.interp.rehearsal import Rehearsal, Stage
from layerhints.interp.resuming import LEAST_SHARE
from layerhints.interp.track import Track
from layerhints.interp.unnoticed import Noticed
from layerhints.syntax import tree
from layerhints.values.host import Interrupted
from layerhints.values.objects import Class
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Iterator as HostIterator

    from layerhints.interp.concern import Concern
    from layerhints.interp.exchange import Exchange
    from layerhints.interp.steps import Step

MOST_TRACKED = 100_000
"""How many steps the runs may have taken together that are held in memory for others to go on with."""
MOST_IDLE = 70_000
"""The same with a run in which nobody has edited anything yet: a larger one is not held."""


Kinds: TypeAlias = "list[list[Entry]]"
"""Entry points that may be asked, in groups of which the first to find anything counts."""


class EntryRuns(Beside):
    """A file's module, kept run, and what is run alone behind it.

    Who derives from it says which entry points are asked for a definition (`_asked_for`, `_is_own`).
    """

    def _started(self) -> None:
        self._rehearsals: dict[str, Rehearsal] = {}
        self._at_leisure = False
        self._gave_way: set[str] = set()
        """The entry points whose last run that somebody waited for was taken back."""
        self._tracks: dict[str, Track] = {}
        """Runs that others go on with, by the symbols of their entry points: of those that were edited last."""
        self._is_full = False
        """Was a run in which nobody has edited anything too large to be held beside the others?"""
        self._edited: tree.Definition | None = None
        """A definition behind the last edit of bodies."""
        self._forgotten: set[str] = set()
        """What was run before that edit and concerned by it."""
        self._left: set[str] = set()
        """What had little in common with the tracked run that it went on with: nobody goes on with that again."""
        self._stage = Stage(self._course, self.file, self._standing.called)
        self._tried = 0
        """How many functions had been called where exceptions are caught when what stands in was doubted last."""

    def _asked_for(self, key: tuple[str, int]) -> Kinds:
        """The entry points that are asked for the facts of a definition, by kinds; the first to find any is the one
        that counts.
        """
        raise NotImplementedError

    def _is_own(self, entry: Entry, key: tuple[str, int]) -> bool:
        """Does what an entry point finds in a definition count, whatever it is: of itself, or as somebody says so?"""
        raise NotImplementedError

    # --- running them

    def _rehearsed(self, entry: Entry, summarised: bool = False) -> Rehearsal:
        """What the entry point does alone; it is run only if it was not, or if something that it read has changed."""
        known = self._rehearsals.get(entry.symbol)
        if known is not None and known.entry.is_as(entry) and not summarised:
            self.counted.reused["entry_points"] += 1
            return known
        return self._rehearse(entry, summarised)

    def _rehearse(self, entry: Entry, summarised: bool = False, asked: tuple[str, int] | None = None) -> Rehearsal:
        """Run an entry point alone, for what is found in the definition `asked` if for anything special. What was found
        before stays: others may hold it, and the places of its layers are known.
        """
        known = self._rehearsals.get(entry.symbol)
        try:
            rehearsal = self._resumed(entry) if known is None and not summarised else None
            resumed = rehearsal is not None
            if rehearsal is None and self._at_leisure:
                rehearsal = self._run_at_leisure(entry)
            elif rehearsal is None:
                track = self._tracked(entry) if known is None else None
                rehearsal = self._run_alone(entry, summarised, track, None if summarised else self._amid(entry.symbol))
        except Interrupted:
            if not self._at_leisure:
                self._gave_way.add(entry.symbol)
            raise
        self._gave_way.discard(entry.symbol)
        if entry.uncalled is not None:
            rehearsal.step.links = [*rehearsal.step.links, entry.uncalled.maker]
        self.counted.run["entry_points"] += 1
        self.counted.reused["statements"] += rehearsal.statements
        self.counted.steps += rehearsal.step.steps + rehearsal.repeated - rehearsal.saved
        if known is not None and known.entry.is_as(entry):
            known.model = rehearsal.model
            if asked is not None:
                known.found[asked] = rehearsal.found.get(asked)
                known.paths |= rehearsal.paths
            rehearsal = known
        self._rehearsals[entry.symbol] = rehearsal
        self.__dict__.pop("_moved", None)
        self._share(rehearsal, asked)
        if resumed and rehearsal.saved * LEAST_SHARE < rehearsal.step.steps:
            self._left.add(entry.symbol)
        self._heed_tried()
        return rehearsal

    def _heed_tried(self) -> None:
        """Functions may have been called for the first time where exceptions are caught: there more is noticed."""
        tried = len(self.machine.tried)
        if tried != self._tried:
            self._tried = tried
            if self.stand_ins.doubt(self._course):
                raise Noticed

    def _run_alone(
        self, entry: Entry, summarised: bool, track: Track | None, amid: Callable[[], bool] | None
    ) -> Rehearsal:
        """Run an entry point from its beginning."""
        rehearsal = self._stage.rehearse(entry, summarised, amid, track)
        if rehearsal.track is not None:
            rehearsal.track.step = rehearsal.step
            self._tracks[entry.symbol] = rehearsal.track
            self._left.discard(entry.symbol)
        elif track is not None and not track.is_decided and track.spent > track.room:
            self._is_full = True
        return rehearsal

    def _all_rehearsals(self, summarised: bool = False) -> list[Rehearsal]:
        return sorted(self._in_turn(summarised), key=lambda one: self._order[one.entry.symbol])

    def _in_turn(self, summarised: bool = False) -> HostIterator[Rehearsal]:
        """What the entry points find that no other one calls; the last of the file is asked first."""
        called: set[int] = set()
        instantiated: set[Site] = set()
        steps = 0
        for entry in reversed(self.entries.values()):
            value = entry.value
            if entry.uncalled is not None:
                is_seen = all(id(function.node) in called for function in entry.uncalled.functions)
            else:
                is_seen = value.site in instantiated if isinstance(value, Class) else id(value.node) in called
            if is_seen:
                continue
            if steps > self.machine.budget.total:
                return
            rehearsal = self._rehearsed(entry, summarised)
            called |= rehearsal.step.called
            instantiated |= rehearsal.step.instantiated
            steps += rehearsal.step.steps
            yield rehearsal

    def _amid(self, symbol: str) -> Callable[[], bool] | None:
        """When the run of an entry point is to be taken back. One that somebody waits for gives way once at most: who
        types on and on is to see something, too.
        """
        if self._at_leisure:
            return partial(self.overtaken, True)
        return None if symbol in self._gave_way else partial(self.overtaken, False)

    def _resumed(self, entry: Entry) -> Rehearsal | None:
        """Go on with a run of the entry point that was tracked, if that is possible."""
        track = self._tracks.get(entry.symbol)
        if track is None or not track.entry.is_as(entry) or entry.symbol in self._left:
            return None
        return None if track.found is None else self._stage.resumed(track, track.found, self._amid(entry.symbol))

    def _tracked(self, entry: Entry) -> Track | None:
        """What notes down a run of an entry point, for others to go on with: where it was edited as edits there go on,
        or else wherever the first edit may be, while there is room for that.
        """
        if entry.uncalled is not None:
            return None
        if entry.symbol in self._tracks:
            self._untrack(entry.symbol)
        edited = self._edited if entry.symbol in self._forgotten else None
        room = self._room(edited)
        return Track(self.machine, entry, edited, room) if room > 0 else None

    def _room(self, edited: tree.Definition | None) -> int:
        """How many steps may a run take that is tracked? Those that nobody has edited yet make room for one that was
        `edited`.
        """
        if edited is None:
            return 0 if self._is_full else MOST_IDLE - self._tracked_steps
        for symbol in [symbol for symbol, track in self._tracks.items() if not track.is_decided]:
            if self._tracked_steps > MOST_TRACKED:
                self._untrack(symbol)
        return self.machine.budget.rehearsal if self._tracked_steps <= MOST_TRACKED else 0

    @property
    def _tracked_steps(self) -> int:
        return sum(track.spent for track in self._tracks.values())

    # --- running them beside what else is done

    def _run_at_leisure(self, entry: Entry) -> Rehearsal:
        """Run an entry point that nobody waits for, or go on with its run where that stands aside."""
        self._go_on_ahead()  # the next letter needs that
        aside = self._course.aside
        if aside is None or not isinstance(aside.about, Entry) or not aside.about.is_as(entry):
            rehearsal: Rehearsal = self._beside(partial(self._stage.rehearse, entry, False), entry)
            return rehearsal
        return self._go_on_aside()

    # --- edits

    def _forget_edited(self, old: tree.Definition, new: tree.Definition, parts: Exchange, sites: set[Site]) -> set[str]:
        """Forget the runs that met old bodies of a definition, by which functions were given new ones (`parts`) and
        classes (`sites`). Gives their symbols, and those of runs of which what was held is another now.
        """
        forgotten: set[str] = set()
        for symbol, known in list(self._rehearsals.items()):
            if known.entry.key == new.key or hangs_on(known, old, parts, sites):
                del self._rehearsals[symbol]
                forgotten.add(symbol)
        self._edited, self._forgotten = new, set(forgotten)
        return forgotten | self._follow(old, new)

    def _forget_concerned(self, concern: Concern) -> set[str]:
        """Forget the runs that an edit of the module's statements concerns; gives their symbols."""
        self._edited, self._forgotten = None, set()

        def met(step: Step) -> bool:
            return concern.met(step) or any(map(concern.in_group, step.links))

        forgotten = {symbol for symbol, rehearsal in self._rehearsals.items() if met(rehearsal.step)}
        untracked = {symbol for symbol, track in self._tracks.items() if met(track.step)}
        for symbol in forgotten:
            del self._rehearsals[symbol]
        for symbol in untracked:
            self._untrack(symbol)
        return forgotten | untracked

    def _follow(self, old: tree.Definition, new: tree.Definition) -> set[str]:
        """Keep the tracks of runs that go on from one state of the definition to the next; gives the symbols of others,
        of which what is held is another now.
        """
        for symbol in self._forgotten & self._tracks.keys():
            if not self._tracks[symbol].is_decided:
                self._tracks[symbol].decide(old)
        decided = [(symbol, track) for symbol, track in self._tracks.items() if track.is_decided]
        lost = {symbol for symbol, track in decided if track.now is not old or not track.follow(new)}
        for symbol in lost:
            self._untrack(symbol)
            self._left.discard(symbol)
        return lost

    def _untrack(self, symbol: str) -> None:
        rehearsal = self._rehearsals.get(symbol)
        if rehearsal is not None:
            rehearsal.sever()
        self._tracks.pop(symbol).let_go()
        self._is_full = False

    def where(self, definition: tree.Definition, span: tree.Span) -> tuple[tree.Definition, tree.Span] | None:
        """Where a stretch of a definition that was analysed stands in the file; None where it is gone."""
        track = self._moved.get(id(definition))
        if track is not None:
            assert track.found is not None
            moved = track.found.rows.moved(span)
            if moved is None:
                return None
            definition, span = track.now, moved
        shown = self.stand_ins.run(definition.key)
        if shown is None:
            return definition, span
        moved = shown.rows.moved(span)
        return None if moved is None else (shown.definition, moved)

    @cached_property
    def _moved(self) -> dict[int, Track]:
        """For definitions of which a run was gone on with when they were edited (by their identities), that run."""
        tracks = (one.track for one in self._rehearsals.values())
        return {id(one.definition): one for one in tracks if one is not None and one.found is not None}

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
                counts = new if key == asked else self._counting(key, known, rivals, order)
                for one in rivals:
                    if one is not counts:
                        dead.setdefault(one, []).append(key)
        for one, keys in dead.items():
            one.let_go(keys)

    def _counting(
        self, key: tuple[str, int], known: Sequence[Rehearsal], rivals: Sequence[Rehearsal], order: Mapping[str, int]
    ) -> Rehearsal:
        """Which of those that hold what they found in a definition is told of it: as `Answers` searches for it."""
        place = {one: order.get(one.entry.symbol, len(order)) for one in known}
        first = min((one for one in known if key in one.found), key=place.__getitem__)
        little = None if self._is_own(first.entry, key) else first.says_little(key)
        if little is not None:
            for one in rivals:
                if one.entry.key == key and one.entry.uncalled is None and one.says_more(key, little):
                    return one
        return min(rivals, key=place.__getitem__)


def hangs_on(known: Rehearsal, old: tree.Definition, parts: Exchange, sites: set[Site]) -> bool:
    """Did a run meet the old bodies of a definition? It is told by what stands in it: functions, and the classes at
    some sites.
    """
    return known.entry.key == old.key or old.key in known.found or met_bodies(known.step, parts, sites)


__all__ = ["EntryRuns", "Kinds", "hangs_on"]
