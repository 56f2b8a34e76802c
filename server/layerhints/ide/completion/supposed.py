"""The statement at the cursor as if it were complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property

from layerhints.ide.completion.place import Place
from layerhints.project.text import Position, Range
from layerhints.project.view import View
from layerhints.syntax.module import lines_of
from layerhints.syntax.parse import image, parse

_UNKNOWN = "__layerhints__"
"""A name that nobody binds; what it holds is not known."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOST_CLOSED = 4
"""Brackets that are closed at most where a statement is half typed."""


class Statement:
    """The statement at the cursor: a `chunk` of the document that begins with line `top`. What it would be if it were
    complete is seen from when somebody asks for it until `stack` is left.
    """

    def __init__(self, view: View, place: Place, chunk: str, top: int, stack: ExitStack) -> None:
        self._view, self._place, self._chunk, self._top, self._stack = view, place, chunk, top, stack

    def position(self, offset: int) -> Position:
        """Where an offset of the chunk stands in the document."""
        before = lines_of(self._chunk[:offset])
        return Position(self._top + len(before) - 1, len(before[-1]))

    @cached_property
    def completed(self) -> View | None:
        """The document with the statement completed; None where that cannot be read all the same."""
        text = _completed(self._chunk, self._place)
        if text is None or self._view.supposing is None:
            return None
        whole = Range(Position(self._top, 0), self.position(len(self._chunk)))
        return self._stack.enter_context(self._view.supposing(self._view.text.edited(whole, text)))


def _completed(chunk: str, place: Place) -> str | None:
    """The text with something unknown in place of the argument at the cursor and of those that are still missing, its
    brackets closed; None where it cannot be read all the same.
    """
    assert place.word is not None
    start, end = place.word
    if place.is_string:
        quote = chunk[start - 1]
        start, end = start - 1, end + chunk.startswith(quote, end)
    line = end + _end_of_code(chunk[end:])
    code, rest = chunk[end:line], chunk[line:]
    unknown = _UNKNOWN if code.lstrip().startswith(",") else f"{_UNKNOWN}, **{_UNKNOWN}"
    for closed in _closings(place):
        text = f"{chunk[:start]}{unknown}{code.rstrip()}{closed}{rest}"
        if not parse(image(text)).has_error:
            return text
    return None


def _closings(place: Place) -> Iterator[str]:
    """What may have to be added to the line for its brackets to close: nothing, or from the innermost one on."""
    closed = ""
    yield closed
    for bracket in list(reversed(place.brackets))[:_MOST_CLOSED]:
        closed += _CLOSING[bracket.kind]
        yield closed
        yield f"{closed},"


def _end_of_code(line: str) -> int:
    """Where the code of a line ends in front of a comment, which may begin in a string for all that is known here."""
    return min((place for place in map(line.find, "#\r\n") if place >= 0), default=len(line))
