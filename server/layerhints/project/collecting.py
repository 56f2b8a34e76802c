"""When Python's cycle collector looks for what nobody reaches any more, where it does not look by itself: the server
has switched it off, since it would do so amid answers.
"""

from __future__ import annotations

import gc

SOME, MORE, MANY, TOO_MANY = 10_000, 25_000, 60_000, 240_000
"""So many objects that are new are looked through when nobody types; so many between two letters, as soon as nobody
waits; so many between two parts of a long analysis, which leave much when they are given up; and so many in any case.
"""
_SEVERAL = 8
"""After so many looks at what is new everything is looked through."""


def collect(least: int) -> None:
    """Look through what was made since the last look, if these are more than so many objects. What lasted longer is
    left to `collect_all`: that takes as long as there is much of it, which may be several models, and an edit mostly
    leaves behind what the one before it made.
    """
    new, _, looks = gc.get_count()
    if new > least:
        gc.collect(2 if looks >= _SEVERAL else 1)


def new_objects() -> int:
    """How many objects were made since the last look and are still there."""
    return gc.get_count()[0]


def collect_all() -> None:
    """Look through everything, unless there was nothing new since that was done last."""
    if any(gc.get_count()[1:]):
        gc.collect()
