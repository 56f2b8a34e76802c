"""Going on with a tracked run from where an edit stands, instead of running its entry point from the beginning.

Two ways lead there. If what the edited statements do can be noticed by nobody behind them (they make a layer, say, and
bind it to a name that stands nowhere else; what they learn is their own), they are run *in place*: each time that the
tracked run came by, the state is put as it was then, the new statements are run instead of the old ones, and what
followed is put in place again.
Otherwise, where the edit concerns the later part of an entry point's own body, that is run *from the middle*: what
stands before it is put in place again. What is run so, or from the beginning, may recall calls (see recalling.py).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.binding import bound_names
from layerhints.interp.bodies import run_body
from layerhints.interp.dispatch import run
from layerhints.interp.frames import EnoughYielded, Frame, OutOfBudget, Raised
from layerhints.interp.heap import CONTENT
from layerhints.interp.own_lessons import ROUNDS, OwnLessons
from layerhints.interp.passing_lessons import PassingLessons
from layerhints.interp.recalling import Recalling
from layerhints.interp.steps import same
from layerhints.interp.track import REPEATED
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Counts, Function
from layerhints.values.sites import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.difference import Difference, Spot
    from layerhints.interp.heap import Change
    from layerhints.interp.run import Stand
    from layerhints.interp.track import Moment, Track, Visit


class Differs(Exception):
    """The run comes to something else than what was tracked."""


FEW = 4
"""How many statements of the entry point's own body may stand where one that is edited stood."""
LEAST_SHARE = 4
"""Whoever goes on from the middle saves at least one step of so many."""

_SCOPES = ("locals", "vars", "dir", "eval", "exec")
"""Functions that see every name of the scope in which they are called."""


class _Number:
    """A number that is given out in turn: where it stands `now`, and where when all is taken back that will be. `loops`
    says how often it was taken in loops that are run any number of times.
    """

    __slots__ = ("counts", "kept", "loops", "now")

    def __init__(self, counts: Counts, now: Any) -> None:
        self.counts = counts
        self.now = self.kept = now
        self.loops = 0


class Resumption:
    """One run that goes on with a tracked one. `saved` are the steps that were not run, and `statements` counts those
    of the tracked blocks; `spent` are the steps of all.
    """

    def __init__(self, track: Track, found: Difference) -> None:
        track.restore()
        self.track = track
        self.machine = track.machine
        self.difference = found
        self.unit = Unit(track.machine.file, track.now)
        self.saved = 0
        self._counted: set[tuple[int, Any]] = set()
        self._numbers: dict[tuple[int, Any], _Number] = {}
        """Those that nobody else asks for than what is run in place."""
        self._round = 0
        self._lessons = OwnLessons(track)
        self._passing = PassingLessons(track)
        self.statements = 0
        self.spent = 0
        self._recalling: Recalling | None = None

    # --- in place

    def in_place(self) -> Any:
        """Run the new statements wherever the old ones were run, and nothing else; gives what the entry point made."""
        track, machine = self.track, self.machine
        end = track.end
        if end is None:
            raise Differs
        facts, findings, made = machine.facts, machine.findings, machine.made
        called, instantiated = machine.called, machine.instantiated
        frame, standing = machine.frame, machine.standing()
        libraries = [library.standing(machine) for library in machine.libraries]
        done = (0, 0, 0, 0)
        self.spent = track.spent
        spots = self.difference.spots[-1:]
        visits = self._visits(*spots) if spots else []
        self._counted = self._counts_outside([(before.changes, after.changes) for _, before, after in visits])
        self._lessons.may_learn = len(visits) == 1
        try:
            for visit, before, after in visits:
                self._put(done[0], before)
                pieces = self._instead(visit, before, after, *spots)
                if visit.undone:
                    done = (after.changes, *done[1:])
                    continue
                facts += track.facts[done[1] : before.facts]
                findings += track.findings[done[2] : before.findings]
                made += track.layers[done[3] : before.made]
                facts += pieces[0]
                findings += pieces[1]
                made += pieces[2]
                done = (after.changes, after.facts, after.findings, after.made)
            loops = sum(visit.is_repeated for visit, _, _ in visits)
            if any(number.loops not in (0, loops) for number in self._numbers.values()):
                raise Differs  # it is not certain that it is taken in each
            self._put(done[0], end)
        finally:
            machine.holes.know(self._lessons.known(), False)
            machine.frame = frame
            self._stand(standing, libraries)
            called |= machine.called
            instantiated |= machine.instantiated
            machine.facts, machine.findings, machine.made = facts, findings, made
            machine.called, machine.instantiated = called, instantiated
        facts += track.facts[done[1] :]
        findings += track.findings[done[2] :]
        made += track.layers[done[3] :]
        self._add(end)
        if self.spent > machine.budget.rehearsal:
            raise Differs
        self.saved += self.spent
        machine.steps = machine.budget.rehearsal
        return track.made

    def _visits(self, spot: Spot) -> list[tuple[Visit, Moment, Moment]]:
        """The times at which the tracked run came by the old statements."""
        end = self.track.end
        assert end is not None
        found = []
        _, visits = self.track.blocks.get(id(spot.block), (spot.block, ()))
        function = self.difference.functions[-1]
        if not visits and function.body is spot.block and id(function) in end.called:
            raise Differs  # it is run in parts
        for visit in visits:
            if len(visit.moments) > spot.head and visit.moments[spot.head].number < end.number:
                if len(visit.moments) <= spot.head + len(spot.gone):
                    raise Differs  # these statements left the block
                before, after = visit.moments[spot.head], visit.moments[spot.head + len(spot.gone)]
                if not (before.is_plain and after.is_plain):
                    raise Differs
                found.append((visit, before, after))
                self.statements += len(visit.moments) - 1 - len(spot.gone)
        found.sort(key=lambda one: one[1].number)
        if any(after.number > following.number for (_, _, after), (_, following, _) in pairwise(found)):
            raise Differs  # one of them called the others
        return found

    def _counts_outside(self, segments: Sequence[tuple[int, int]]) -> set[tuple[int, Any]]:
        """The numbers given out in turn that somebody asked for who is not run; that is done in these segments of the
        changes, which stand in their order.
        """
        begins, ends = [begin for begin, _ in segments], [-1, *(end for _, end in segments)]
        return {place for at, place in self.track.counts if at >= ends[bisect_right(begins, at)]}

    def _instead(
        self, visit: Visit, before: Moment, after: Moment, spot: Spot
    ) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
        """Run the new statements where a visit stood, if nobody behind can tell; gives what they found and made."""
        machine = self.machine
        if before.asked != after.asked or not self._passing.are_over(before):
            raise Differs
        if not visit.undone and (before.learned, before.holes) != (after.learned, after.holes):
            raise Differs
        if (len(before.called), len(before.instantiated)) != (len(after.called), len(after.instantiated)):
            raise Differs
        if before.modules != after.modules or visit.binds_elsewhere:
            raise Differs
        changes = self._settled(visit, before, after, spot)
        if not isinstance(self.track.entry.value, Function) and not machine.called <= before.called:
            raise Differs  # what nothing calls is called at last
        then: dict[tuple[int, Any], tuple[Any, Any, Any]] = {}
        for target, key, _, new in islice(self.track.changes, before.changes, after.changes):
            if getattr(target, "born", 0) <= before.time:
                then[id(target), key] = target, key, new
        if not visit.is_alone:
            born = visit.frame.scope.names.born  # type: ignore[attr-defined]
            targets = [*(change.target for change in changes.values()), *(target for target, _, _ in then.values())]
            if any(getattr(one, "born", 0) < born and not isinstance(one, Counts) for one in targets):
                raise Differs  # what is joined costs steps
        for place, change in changes.items():
            if isinstance(change.target, Counts) and place not in self._counted:
                self._take(visit, place, change)
                then.pop(place, None)
            elif not same(then.pop(place)[2] if place in then else change.old, change.new):
                self._ignore(visit, change.target, change.key)
        for target, key, new in then.values():
            if not same(target.content if key is CONTENT else target.get(key, ABSENT), new):
                self._ignore(visit, target, key)
        return machine.facts, machine.findings, machine.made

    def _settled(self, visit: Visit, before: Moment, after: Moment, spot: Spot) -> dict[tuple[int, Any], Change]:
        """Run the new statements until they teach nothing new; gives what they changed."""
        machine = self.machine
        called, instantiated = set(machine.called), set(machine.instantiated)
        for _ in range(ROUNDS):
            machine.called &= called
            machine.instantiated &= instantiated
            changes = self._run(visit, before, after, spot)
            if changes is not None:
                return changes
        raise Differs

    def _run(self, visit: Visit, before: Moment, after: Moment, spot: Spot) -> dict[tuple[int, Any], Change] | None:
        """Run the new statements once; gives what they changed, or None where they taught something: then it is taken
        back.
        """
        machine, holes, heap, lessons = self.machine, self.machine.holes, self.machine.heap, self._lessons
        lessons.begin(before)
        known = machine.reuse.spoilt, len(machine.modules)
        machine.facts, machine.findings, machine.made = [], [], []
        old = visit.frame
        frame = machine.frame = Frame(old.scope, self.unit, old.stack, old.function, old.caller)
        frame.entered, frame.forks, frame.yields = old.entered, old.forks, old.yields
        self._stand(visit.standing, visit.libraries)
        self._set_numbers(visit, spot)
        calls, turns = holes.calls, machine.turns
        machine.steps = steps = before.steps - max(0, self.spent - self.track.spent)
        mark = heap.mark()
        taught = False
        try:
            with machine.at(visit.site):
                signal = run(machine, spot.come)
            taught = lessons.end() and not visit.undone
            changes = heap.changes(mark)
        except (Raised, OutOfBudget, EnoughYielded, RecursionError):
            raise Differs from None
        finally:
            if taught:
                heap.undo(mark)
            heap.release()
        ran = steps - machine.steps
        self.saved -= ran
        if signal is not None or known != (machine.reuse.spoilt, len(machine.modules)):
            raise Differs
        if machine.turns - turns != after.turns - before.turns:
            raise Differs  # a loop around them may be too long now, or no longer
        if not machine.is_plain or visit.binds_elsewhere or not self._may_teach(visit, before, after):
            raise Differs
        if taught:
            return None
        if visit.undone and visit.is_cut and holes.calls - calls != after.calls - before.calls:
            raise Differs  # it may have been left elsewhere
        if not visit.undone:
            self.spent += ran - (before.steps - after.steps)
        return changes

    def _may_teach(self, visit: Visit, before: Moment, after: Moment) -> bool:
        """May the statements that were run have taught what they taught, and those before them?"""
        lessons, lore = self._lessons, self.machine.holes.lore
        if lessons.is_silent:
            return before.learned == after.learned or self._passing.pass_over(visit, before, after, lore(), False)
        if visit.undone:
            return not lessons.has_asked and self._passing.pass_over(visit, before, after, lore(), True)
        return lessons.are_own(visit)

    def _stand(self, standing: Stand, libraries: Sequence[Any]) -> None:
        """Have the machine and its libraries stand somewhere."""
        self.machine.stand_at(standing)
        for library, own in zip(self.machine.libraries, libraries, strict=True):
            library.stand(self.machine, own)

    def _ignore(self, visit: Visit, target: Any, key: Any) -> None:
        """A place is not what it was behind the old statements: that must be a name which stands nowhere else, or a
        number that they took and nobody else asks for.
        """
        if isinstance(target, Counts) and visit.is_alone and (id(target), key) not in self._counted:
            return
        if target is not visit.frame.scope.names or key not in self._own_names:
            raise Differs

    def _set_numbers(self, visit: Visit, spot: Spot) -> None:
        """Have the numbers stand where they stand at a visit: what was taken back is taken no more, and behind a loop
        that takes one any number of times it is not known.
        """
        if visit.round != self._round:
            self._round = visit.round
            for number in self._numbers.values():
                number.now = number.kept
        if not visit.is_alone:
            return
        is_repeated = id(spot.block) in self.track.repeated
        for (_, key), number in self._numbers.items():
            now = REPEATED if is_repeated and number.loops else number.now
            if not same(number.counts.get(key, ABSENT), now):
                self.machine.heap.put(number.counts, key, now)

    def _take(self, visit: Visit, place: tuple[int, Any], change: Change) -> None:
        """A number was given out that nobody else asks for."""
        number = self._numbers.setdefault(place, _Number(change.target, change.old))
        if visit.is_repeated and isinstance(change.new, Unknown):
            number.loops += 1
        elif not visit.is_alone:
            raise Differs
        elif not isinstance(change.new, Unknown):
            number.now = change.new
            if not visit.undone:
                number.kept = change.new

    @cached_property
    def _own_names(self) -> set[str]:
        """The names that stand nowhere else in the definition than in the statements that are run in place."""
        spot = self.difference.spots[-1]
        words = set(tree.WORD.findall(self.difference.rest))
        if not words.isdisjoint(_SCOPES):
            return set()
        return {name for statement in (*spot.gone, *spot.come) for name in _bound(statement)} - words

    # --- from the middle

    def _own_visit(self) -> Visit | None:
        """The entry point's own call, as far as it counts."""
        _, visits = self.track.blocks.get(id(self.track.body), ((), ()))
        return next((visit for visit in visits if not visit.undone), None)

    def last(self) -> int | None:
        """How many statements of the entry point's own body can be put in place again: those that were run before
        anything that the edit changed, or 0 where perhaps calls can. None where it is better to run, and to track, all.
        """
        count = self._most()
        calls = self.track.recording is not None and self.track.recording.calls
        return 0 if count is None and calls else count

    def _most(self) -> int | None:
        track, value = self.track, self.track.entry.value
        visit = self._own_visit()
        if visit is None or not isinstance(value, Function):
            return None
        if isinstance(value.node, tree.Function) and value.node.is_generator:
            return None
        if visit.binds_elsewhere:
            return None
        start, statements = visit.begun, track.body
        most = len(visit.moments) - 1
        for spot in self.difference.spots:
            if spot.block is statements:
                if max(len(spot.gone), len(spot.come)) > FEW:
                    return None  # between several edits much stands that could be put in place
                most = min(most, spot.head)
        changed = {id(function) for function in self.difference.functions}
        if changed:
            own = any(spot.block is statements for spot in self.difference.spots)
            inner = changed - ({id(self.difference.functions[0])} if own else set())
            while most > 0 and not inner.isdisjoint(visit.moments[most].called):
                most -= 1
        known = start.asked, start.learned, start.holes
        while most > 0:
            moment = visit.moments[most]
            if moment.is_plain and (moment.asked, moment.learned, moment.holes) == known:
                return most if (start.steps - moment.steps) * LEAST_SHARE >= track.spent else None
            most -= 1
        return None

    def from_middle(self, count: int) -> Any:
        """Put the first statements of the entry point's body in place again, and run the others, or all where that is
        none, less the calls that can be recalled.
        """
        track = self.track
        time, rest = self._behind(count) if count else (0, partial(self.machine.call, track.entry.value, Arguments()))
        if track.recording is None:
            return rest()
        self._recalling = Recalling(track, self.difference, track.recording, time)
        try:
            return rest()
        finally:
            self._recalling.finish()
            self.saved += self._recalling.saved

    @property
    def is_sound(self) -> bool:
        """Is it certain that the run came to what one from the beginning comes to?"""
        return self._recalling is None or self._recalling.is_sound

    def _behind(self, count: int) -> tuple[int, Callable[[], Any]]:
        """Put statements in place again; gives when the tracked run had run them, and what runs the others."""
        track, machine, value = self.track, self.machine, self.track.entry.value
        assert isinstance(value, Function)
        visit = self._own_visit()
        assert visit is not None
        moment = visit.moments[count]
        self.statements += count
        self._put(visit.begun.changes, moment)
        machine.facts += track.facts[: moment.facts]
        machine.findings += track.findings[: moment.findings]
        machine.made += track.layers[: moment.made]
        self._add(moment)
        frame = Frame(visit.frame.scope, value.unit, visit.frame.stack, value, machine.frame)
        self.saved += machine.budget.rehearsal - moment.steps
        machine.grant(moment.steps)
        return moment.time, partial(run_body, machine, frame, value.node, count)

    # --- both

    def _put(self, first: int, moment: Moment) -> None:
        """Put what changed up to a moment in place again."""
        track, start = self.track, self.track.start
        assert start is not None
        track.put(first, moment.changes)
        for name, module in islice(track.modules.items(), start.modules, moment.modules):
            self.machine.modules.setdefault(name, module)

    def _add(self, moment: Moment) -> None:
        """Have called, made and read what the tracked run had by then."""
        self.track.enter(moment.called, moment.instantiated, islice(self.track.reads.items(), moment.reads))


def _bound(statement: tree.Statement) -> Sequence[str]:
    return statement.names if isinstance(statement, tree.BrokenStatement) else bound_names(statement)


__all__ = ["Differs", "Resumption"]
