"""What was probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Correction(NamedTuple):
    """The word that stands in the program, and the one that was probably meant."""

    written: str
    meant: str

    @property
    def question(self) -> str:
        return f"Did you mean `{self.meant}`?"

    @property
    def question_of_value(self) -> str:
        """The same of a word that stands in a string."""
        return f"Did you mean '{self.meant}'?"


def correction(written: str, known: Iterable[str], likeness: float = 0.6, *, folded: bool = False) -> Correction | None:
    """The most similar one of the words that are `known`; None where none is similar enough. 1 is the likeness of a
    word to itself, 0 to one that has no letter in common. `folded` words are the same in capital letters.
    """
    near = get_close_matches(written.lower() if folded else written, known, 1, likeness)
    return Correction(written, near[0]) if near else None
