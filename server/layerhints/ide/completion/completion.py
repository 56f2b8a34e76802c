"""One thing that may be written at the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from layerhints.project.text import Range


class Kind(Enum):
    """What an item is."""

    SIZE = auto()
    WORD = auto()
    NAME = auto()
    DIRECTIVE = auto()


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` is to be written in place of what stands in `range`; `detail` says why in a few words, and `explanation`
    says more. One that `fits` is the one that somebody certainly wants.
    """

    text: str
    range: Range
    kind: Kind
    detail: str = ""
    explanation: str = ""
    fits: bool = False
