"""What statements that are run in place teach in a round of learning that is taken back.

Such a round leaves what it taught by its end, and nothing else. Where other statements stand, more or less is known of
some holes from there on. A run from the beginning comes to the same nevertheless if

- as much is known of each of these before the round ends: what the tracked run taught of it later is merged with both
  (`BatchNormalization` says that `x` is a tensor, `Conv2D` that it has four axes, and whether `Dense` has said in
  between that it has a last one makes no difference then);
- until then nobody asks for it, so that all others do in the round what they did, and it is no supposition, which
  says whether anything is a problem;
- until then it does not matter when something was taught, as it does where a round may be left before its end;
- the statements ask for no hole and name no size: how often holes are asked for decides what is made again, and names
  are given to those who come first.

What is known of a hole changes by lessons about that hole alone, so they are merged hole by hole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerhints.interp.holes import Lore
    from layerhints.interp.track import Moment, Track, Visit
    from layerhints.values.holes import Hole, Lesson


class PassingLessons:
    """Those of one resumption, whose visits come in turn."""

    def __init__(self, track: Track) -> None:
        self._track = track
        self._until = 0
        """Up to where in the log something else is known than in the tracked run."""

    def are_over(self, before: Moment) -> bool:
        """Is that known at a moment which was known then?"""
        return before.logged >= self._until

    def pass_over(self, visit: Visit, before: Moment, after: Moment, now: Lore, taught: bool) -> bool:
        """The old statements led from one moment to the other, and behind the new ones this is known, of which they
        have perhaps `taught` some: is it all the same when the round ends?
        """
        if visit.is_cut or before.lore is None or after.lore is None or before.asked != after.asked:
            return False
        if any(before.lore[1:] != lore[1:] for lore in (after.lore, now)):
            return False
        at = after.logged
        taught |= before.learned > visit.begun.learned
        known = {
            hole: (after.lore.lessons.get(hole), now.lessons.get(hole))
            for hole in after.lore.lessons | now.lessons
            if after.lore.lessons.get(hole) != now.lessons.get(hole)
        }
        while known:
            if at == self._track.ends[visit.round] or _are_supposed(known):
                return False
            noted = self._track.log[at]
            at += 1
            if noted is None:
                return False
            hole, lesson = noted
            if hole in known:
                if lesson is None:
                    return False
                then, instead = (lesson if one is None else one.merged(lesson) for one in known[hole])
                taught |= instead != known[hole][1]
                known[hole] = then, instead
                if then == instead:
                    del known[hole]
        self._until = at
        return taught


def _are_supposed(known: Mapping[Hole, tuple[Lesson | None, Lesson | None]]) -> bool:
    return any(lesson is not None and lesson.perhaps for pair in known.values() for lesson in pair)


__all__ = ["PassingLessons"]
