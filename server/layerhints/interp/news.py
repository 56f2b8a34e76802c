"""Which definitions of a file may have another answer than when somebody asked last."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Set

Keys: TypeAlias = "Set[tuple[str, int]]"
"""Definitions, by their keys."""

_KEPT = 32
"""After how many changes whoever asked before them has to look at everything."""


class News:
    """What changed, and when: `time` counts the changes."""

    def __init__(self) -> None:
        self.time = 0
        self._changes: deque[Keys | None] = deque(maxlen=_KEPT)

    def tell(self, keys: Keys | None) -> None:
        """The answers of some definitions may be others now; those of all, if that cannot be told."""
        self.time += 1
        self._changes.append(keys)

    def refine(self, keys: Keys) -> None:
        """What was told last concerns only these."""
        self._changes[-1] = keys

    def since(self, time: int) -> Keys | None:
        """The definitions that may have another answer than at a time; None where these may be all."""
        found: set[tuple[str, int]] = set()
        missed = self.time - time
        if missed > len(self._changes):
            return None
        for place in range(len(self._changes) - missed, len(self._changes)):
            keys = self._changes[place]
            if keys is None:
                return None
            found |= keys
        return found


__all__ = ["News"]
