"""What was probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


def slip(written: str, known: Collection[str]) -> Correction | None:
    """The word that `written` certainly is a misspelling of: it has other capitals, or is long and has one letter too
    few, too many, wrong or in the place of its neighbour. What begins like a known word may be on its way to it.
    """
    if written in known or any(word.startswith(written) for word in known):
        return None
    folded = written.casefold()
    near = next((word for word in known if word.casefold() == folded), None)
    if near is None and len(written) >= _LONG:
        near = next((word for word in known if _is_one_off(written, word)), None)
    return None if near is None else Correction(written, near)


_LONG = 5
"""Words with fewer letters are near to too many others."""


def _is_one_off(written: str, word: str) -> bool:
    """Does one letter, which is no digit, make the difference?"""
    if abs(len(written) - len(word)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(written, word, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return (written + word)[-1].isalpha()
    ours, theirs = written[start:], word[start:]
    if ours[0].isdigit() or theirs[0].isdigit():
        return False
    swapped = ours[1::-1] + ours[2:] == theirs
    return swapped or theirs in (ours[1:], theirs[0] + ours) or ours[1:] == theirs[1:]
