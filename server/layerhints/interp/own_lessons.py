"""What statements that are run in place learn of holes that nobody else asks for.

`y = nn.Linear(64, 10)(x)`, where nothing says what `x` is, teaches what goes into that one call. A run from the
beginning would start again with it, and come to the same elsewhere: the lessons of others stay, the names of their
sizes too unless one is given to a size of this call, and what makes the model asks for none of them. So it is enough to
run these statements until they teach nothing new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.interp.holes import ROUNDS, Lore

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.interp.track import Moment, Track, Visit


class OwnLessons:
    """The lessons of one resumption."""

    def __init__(self, track: Track) -> None:
        self._machine: Interpreter = track.machine
        self._lore = track.lore if track.lore is not None else Lore({}, {}, {})
        self._left_out = track.left_out
        self._others = track.heard | self._lore.lessons.keys()
        """The holes that others ask for, or teach something of."""
        self._own = Lore({}, {}, {})
        self.may_learn = False
        """Are the statements run in one place alone?"""

    def begin(self, before: Moment) -> None:
        """The statements are about to be run where the machine stood then, with what they have taught."""
        holes = self._machine.holes
        holes.know(before.lore, before.lore is not None)
        self._heard, holes.heard = holes.heard, set()
        self._before = holes.lore()
        if self._own.lessons:
            holes.take(self._own._replace(named={}, places={}), 0)
        self._counted = holes.asked, holes.learned, holes.state

    def end(self) -> bool:
        """They were run; did that teach anything?"""
        holes = self._machine.holes
        self._asked, holes.heard = holes.heard, self._heard
        return holes.learned != self._counted[1]

    @property
    def has_asked(self) -> bool:
        """Did they ask for a hole?"""
        return self._machine.holes.asked != self._counted[0]

    @property
    def is_silent(self) -> bool:
        """Did they ask for no hole, and teach nothing?"""
        holes = self._machine.holes
        return (holes.asked, holes.learned, holes.state) == self._counted

    def are_own(self, visit: Visit) -> bool:
        """Is what they asked for and taught of interest to nobody else, and does nobody tell them anything? It is noted
        down.
        """
        holes = self._machine.holes
        if not self.may_learn or not holes.active or visit.undone or visit.is_cut or not visit.is_alone:
            return False
        now, before = holes.lore(), self._before
        lessons = {hole: each for hole, each in now.lessons.items() if before.lessons.get(hole) is not each}
        if not self._others.isdisjoint(self._asked | lessons.keys()):
            return False
        if not before.leaves_out == now.leaves_out == self._left_out:
            return False
        if any(lesson.perhaps for lesson in (*lessons.values(), *self._lore.lessons.values())):
            return False
        named = {name: place for name, place in now.named.items() if name not in before.named}
        if not self._lore.named.keys().isdisjoint(named):
            return False
        places = {found: place for found, place in now.places.items() if found not in before.places}
        self._own = Lore(lessons, named, places)
        return True

    def known(self) -> Lore:
        """What is known behind the run."""
        lore, own = self._lore, self._own
        return Lore(lore.lessons | own.lessons, lore.named | own.named, lore.places | own.places, lore.leaves_out)


__all__ = ["ROUNDS", "OwnLessons"]
