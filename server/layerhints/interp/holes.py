"""Running something on parameters that nobody gives, until its use teaches no more about them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from layerhints.algebra import Expression, Unknown, anonymous, substitute, symbol, symbols
from layerhints.interp.frames import EnoughLearned, Raised
from layerhints.rules.problems import WHATEVER_GOES_IN
from layerhints.values.holes import Documented
from layerhints.values.learned import ShapeLesson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.holes import Hole, Lesson

MINIMUM = 2
"""What an open size is at least. As in the compilers of the libraries, a size that is not known is taken not to be 1:
otherwise nothing could be said of what stretches to what. A number that is no axis may be 1, as kernels are.
"""

ROUNDS = 12
"""How often a run may start again."""
CUT_SHORT = 4
"""How many of the first runs need not come to their end."""
PATIENCE = 8
"""For how many calls, at least, a run goes on that has taught something. An edit moves steps more often than calls."""
_NEVER = sys.maxsize

Log: TypeAlias = "list[tuple[Hole, Lesson | None] | None]"
Place: TypeAlias = "tuple[Hole, int | None]"
"""A size that is not known: a hole that is a number, or one axis of a hole that is a tensor."""


class Lore(NamedTuple):
    """What was learned of holes, under which names their open sizes are shown, and whether something is left out."""

    lessons: dict[Hole, Lesson]
    named: dict[str, Place]
    places: dict[Expression, Place]
    leaves_out: bool = False


class Holes:
    """The lessons of one rehearsal, and the names under which its open sizes are shown."""

    def __init__(self, machine: Interpreter) -> None:
        self.machine = machine
        self.lessons: dict[Hole, Lesson] = {}
        self.learned = 0
        self.asked = 0
        self.heard: set[Hole] = set()
        """Which ones were asked for since learning began."""
        self.log: Log | None = None
        """Of which holes something was asked (None) or taught, in turn, while somebody notes that down. A None stands
        where it begins to matter how much a run has taught, and when.
        """
        self.repeated = 0
        """The steps of all runs that were taken back."""
        self.begun = 0
        """How often learning began anew."""
        self.active = False
        self.leaves_out = False
        """See `Machine.leaves_out`."""
        self.left_out = False
        """What that was when learning ended last."""
        self.calls = 0
        """How many calls of functions of the program were begun."""
        self.enough = _NEVER
        """Behind so many, a run that has taught something is left: as many were begun since as before it."""
        self._from: int | None = None
        """Behind how many calls such a run began; None where it must come to its end."""
        self._importing = 0
        self._named: dict[str, Place] = {}
        self._places: dict[Expression, Place] = {}
        self._lasting: dict[Expression, Place] = {}
        self._states: list[tuple[bool, bool, dict[Hole, Lesson], dict[str, Place]]] = []
        self._state: int | None = None

    @property
    def state(self) -> int:
        """A number for all that is known of holes now: the same one whenever the same is known."""
        if self._state is None:
            now = self.active, self.leaves_out, self.lessons, self._named
            place = next((place for place, known in enumerate(self._states) if known == now), None)
            if place is None:
                place = len(self._states)
                self._states.append((self.active, self.leaves_out, dict(self.lessons), dict(self._named)))
            self._state = place
        return self._state

    def lore(self) -> Lore:
        """All that is known of holes now, for `take`."""
        return Lore(dict(self.lessons), dict(self._named), dict(self._places), self.leaves_out)

    def know(self, lore: Lore | None, active: bool) -> None:
        """Know this and nothing else, as in the middle of a run, or behind it."""
        self.active = active
        known = lore if lore is not None else Lore({}, {}, {})
        self.lessons, self._named, self._places = dict(known.lessons), dict(known.named), dict(known.places)
        self.leaves_out = known.leaves_out
        self._state = None

    def take(self, lore: Lore, learned: int) -> None:
        """Know what is known after a run that began with what is known now, and in which so much was learned."""
        self.lessons.update(lore.lessons)
        self._named.update(lore.named)
        self._places.update(lore.places)
        self.leaves_out |= lore.leaves_out
        self.learned += learned
        self._state = None
        if self.log is not None:
            self.log += [(hole, None) for hole in lore.lessons]

    def leave_out(self) -> None:
        if self.active and not self.leaves_out:
            self.leaves_out = True
            self._state = None

    # --- lessons

    @property
    def supposes(self) -> bool:
        """Is something of what is known a supposition?"""
        return self.active and any(lesson.perhaps for lesson in self.lessons.values())

    def doubts(self, hole: Hole) -> bool:
        lesson = self.lesson(hole)
        return isinstance(lesson, Documented) and lesson.is_doubted

    def doubt(self) -> bool:
        """Something is wrong with shapes: perhaps what docstrings say of them, or that the number of axes is the usual
        one. Would another run show that?
        """
        before = self.learned
        for hole, lesson in list(self.lessons.items()):
            if isinstance(lesson, Documented) and lesson.problems < 2:
                self.learn(hole, Documented(lesson.problems + 1))
            elif isinstance(lesson, ShapeLesson) and (doubted := lesson.doubted()) is not None:
                self.learn(hole, doubted)
        return self.learned > before

    def hear(self, holes: Iterable[Hole]) -> None:
        """These are asked for."""
        self.heard.update(holes)
        if self.log is not None:
            self.log += [(hole, None) for hole in holes]

    def lesson(self, hole: Hole) -> Lesson | None:
        """What is known of a hole."""
        self.hear((hole,))
        return self.lessons.get(hole)

    def value(self, hole: Hole) -> Any:
        self.asked += 1
        lesson = self.lesson(hole)
        if lesson is None:
            return Unknown(f"nothing in the file says what `{hole.full_name}` is", hole)
        return lesson.value(self.machine, hole)

    def learn(self, hole: Hole, lesson: Lesson) -> None:
        if not self.active:
            return
        if self.log is not None:
            self.log.append((hole, lesson))
        before = self.lessons.get(hole)
        after = lesson if before is None else before.merged(lesson)
        if after != before:
            self.lessons[hole] = after
            self.learned += 1
            self._state = None
            if self._from is not None:
                self.enough = self.calls + max(PATIENCE, self.calls - self._from)

    @property
    def cuts_short(self) -> bool:
        """Is this a run that need not come to its end?"""
        return self._from is not None

    def call(self) -> None:
        """A function of the program is about to be run. A run that has taught enough is left before, but for the middle
        of an import.
        """
        self.calls += 1
        if self.calls > self.enough and len(self.machine.running) == self._importing:
            raise EnoughLearned

    # --- names

    def symbol_of(self, hole: Hole, axis: int | None, wanted: str) -> Expression:
        """The symbol of a place. The first that wants a name gets it, the next ones a longer name."""
        place = (hole, axis)
        # A size that follows from others has no word of its own.
        words = [part for part in hole.path if part.isidentifier()] or [hole.name]
        longer = (f"{wanted}_{words[-1]}", f"{'.'.join(words)}.{wanted}", *(f"{wanted}{n}" for n in range(2, 100)))
        for name in (wanted, *longer, f"{hole.full_name}.{wanted}.{axis}"):
            if self._named.setdefault(name, place) == place:
                break
        self._state = None
        found = symbol(name, 1 if axis is None else MINIMUM)
        self._places[found] = place
        return found

    def place_of(self, found: Expression) -> Place | None:
        return self._places.get(found)

    def lasting(self, size: Any) -> Any:
        """The size in symbols that keep their meaning when places get other names."""
        replacements: dict[Expression | str, Any] = {}
        for found in symbols(size):
            place = self._places.get(found)
            if place is not None:
                stand_in = anonymous(place[0].full_name, key=place)
                replacements[found] = stand_in
                self._lasting[stand_in] = place
        return substitute(size, replacements)

    def current(self, size: Any) -> Any:
        """A lasting size in the symbols of this round."""
        replacements: dict[Expression | str, Any] = {}
        for found in symbols(size):
            place = self._lasting.get(found)
            if place is not None and place[0] in self.lessons:
                hole, axis = place
                if self.log is not None:
                    self.log.append((hole, None))
                replacements[found] = self.lessons[hole].size(self.machine, hole, axis)
        return substitute(size, replacements)

    # --- rounds

    def learning(self, action: Callable[[Any], Any], make: Callable[[], Any] | None = None) -> Any:
        """What `action` gives once a run of it teaches nothing new. Earlier runs are taken back.

        It is given what `make` gives, which belongs to the run; but if nothing that can be learned was asked for in
        making that, another run would make the same, and it is made once.
        """
        if self.active:
            return action(None if make is None else make())
        self.active = True
        self.begun += 1
        self._state = None
        self.lessons.clear()
        self.heard = set()
        start = _Start(self)
        made: Any = None
        again = make is not None
        try:
            for number in range(ROUNDS):
                self._named.clear()
                self._places.clear()
                self._state = None
                if make is not None and again:
                    asked = self.asked
                    made = make()
                    again = self.asked > asked
                    if not again:
                        self.machine.heap.release()
                        start = _Start(self)
                failure: Raised | None = None
                result: Any = None
                self._importing = len(self.machine.running)
                self._from = self.calls if number < CUT_SHORT else None
                if self.log is not None:
                    self.log.append(None)
                try:
                    result = action(made)
                except Raised as error:
                    failure = error
                except EnoughLearned:
                    pass
                finally:
                    self._from, self.enough = None, _NEVER
                if self.learned == start.learned and not (start.met_problems and self.doubt()):
                    if failure is not None:
                        raise failure  # what was found until then stays
                    return result
                start.back()
            return action(make() if make is not None and again else made)
        finally:
            self.left_out = self.leaves_out
            self.active = self.leaves_out = False
            self.machine.heap.release()


class _Start:
    """Where a run began, to go back to. It holds a mark of the heap."""

    def __init__(self, holes: Holes) -> None:
        machine = holes.machine
        self.holes = holes
        self.learned = holes.learned
        self.mark, self.frame, self.steps = machine.heap.mark(), machine.frame, machine.steps
        self.facts, self.findings, self.made = len(machine.facts), len(machine.findings), len(machine.made)
        self.standing = machine.standing()
        self.called, self.instantiated = set(machine.called), set(machine.instantiated)
        self.visits = 0 if machine.track is None else len(machine.track.visits)

    @property
    def met_problems(self) -> bool:
        """Was something wrong since then that another shape may mend?"""
        found = self.holes.machine.findings[self.findings :]
        return any(finding.code not in WHATEVER_GOES_IN for finding in found)

    def back(self) -> None:
        """Take back what was done since, lessons aside."""
        machine = self.holes.machine
        self.holes.repeated += self.steps - max(0, machine.steps)
        machine.frame = self.frame
        machine.grant(self.steps)
        machine.stand(self.standing)
        machine.heap.undo(self.mark)
        del machine.facts[self.facts :], machine.findings[self.findings :], machine.made[self.made :]
        machine.called.intersection_update(self.called)
        machine.instantiated.intersection_update(self.instantiated)
        if machine.track is not None:
            machine.track.taken_back(self.visits)
        self.learned = self.holes.learned
