"""Running something on parameters that nobody gives, until its use teaches no more about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from layerhints.algebra import Expression, Unknown, anonymous, substitute, symbol, symbols
from layerhints.interp.frames import Raised

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.holes import Hole, Lesson

MINIMUM = 2
"""What an open size is at least. As in the compilers of the libraries, a size that is not known is taken not to be 1:
otherwise nothing could be said of what stretches to what.
"""

ROUNDS = 12
"""How often a run may start again."""

Place: TypeAlias = "tuple[Hole, int | None]"
"""A size that is not known: a hole that is a number, or one axis of a hole that is a tensor."""


class Holes:
    """The lessons of one rehearsal, and the names under which its open sizes are shown."""

    def __init__(self, machine: Interpreter) -> None:
        self.machine = machine
        self.lessons: dict[Hole, Lesson] = {}
        self.learned = 0
        self.active = False
        self._named: dict[str, Place] = {}
        self._places: dict[Expression, Place] = {}
        self._lasting: dict[Expression, Place] = {}

    # --- lessons

    def value(self, hole: Hole) -> Any:
        lesson = self.lessons.get(hole)
        if lesson is None:
            return Unknown(f"nothing in the file says what `{hole.full_name}` is", hole)
        return lesson.value(self.machine, hole)

    def learn(self, hole: Hole, lesson: Lesson) -> None:
        if not self.active:
            return
        before = self.lessons.get(hole)
        after = lesson if before is None else before.merged(lesson)
        if after != before:
            self.lessons[hole] = after
            self.learned += 1

    # --- names

    def symbol_of(self, hole: Hole, axis: int | None, wanted: str) -> Expression:
        """The symbol of a place. The first that wants a name gets it, the next ones a longer name."""
        place = (hole, axis)
        for name in (
            wanted,
            f"{wanted}_{hole.name}",
            f"{hole.full_name}.{wanted}",
            f"{hole.full_name}.{wanted}.{axis}",
        ):
            if self._named.setdefault(name, place) == place:
                break
        found = symbol(name, MINIMUM)
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
                replacements[found] = self.lessons[hole].size(self.machine, hole, axis)
        return substitute(size, replacements)

    # --- rounds

    def learning(self, action: Callable[[], Any]) -> Any:
        """What `action` gives once a run of it teaches nothing new. Earlier runs are taken back."""
        if self.active:
            return action()
        machine = self.machine
        self.active = True
        self.lessons.clear()
        try:
            for _ in range(ROUNDS):
                self._named.clear()
                self._places.clear()
                learned, mark, frame, steps = self.learned, machine.heap.mark(), machine.frame, machine.steps
                facts, findings, made = len(machine.facts), len(machine.findings), len(machine.made)
                standing, called, instantiated = machine.standing(), set(machine.called), set(machine.instantiated)
                failure: Raised | None = None
                result: Any = None
                try:
                    result = action()
                except Raised as error:
                    failure = error
                if self.learned == learned and failure is None:
                    machine.heap.release()
                    return result
                machine.frame, machine.steps = frame, steps
                machine.stand(standing)
                machine.heap.undo(mark)
                machine.heap.release()
                del machine.facts[facts:], machine.findings[findings:], machine.made[made:]
                machine.called.intersection_update(called)
                machine.instantiated.intersection_update(instantiated)
                if self.learned == learned and failure is not None:
                    raise failure
            return action()
        finally:
            self.active = False
