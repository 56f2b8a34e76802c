"""Texts as editors see them: lines, positions and edits."""

from __future__ import annotations

from itertools import accumulate
from re import compile
from typing import NamedTuple

_LINE_END = compile(r"\r\n|\r|\n")


class Position(NamedTuple):
    """A place between two characters: line and column from 0, the column in code points."""

    row: int
    column: int


class Range(NamedTuple):
    """A half-open stretch of text."""

    start: Position
    end: Position

    def __contains__(self, position: object) -> bool:
        """Whether the position is inside or at either end, as a cursor at the end of a word still is on it."""
        return isinstance(position, Position) and self.start <= position <= self.end


class Text:
    """An immutable text.

    Lines end where the language server protocol and Python's tokenizer end them: at `\\n`, `\\r\\n` and `\\r`, and
    nowhere else (`str.splitlines` also splits at form feeds and some Unicode separators).
    """

    __slots__ = ("_starts", "content")

    def __init__(self, content: str) -> None:
        self.content = content
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of the first character of each line."""
        if self._starts is None:
            if "\r" in self.content:
                self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.content))]
            else:
                lengths = [len(line) + 1 for line in self.content.split("\n")]
                self._starts = [0, *accumulate(lengths[:-1])]
        return self._starts

    @property
    def line_count(self) -> int:
        return len(self.starts)

    def line(self, row: int) -> str:
        """The characters of a line without its end; empty for a line that is not there."""
        if not 0 <= row < self.line_count:
            return ""
        end = self.starts[row + 1] if row + 1 < self.line_count else len(self.content)
        return self.content[self.starts[row] : end].rstrip("\r\n")

    def offset(self, position: Position) -> int:
        """The offset of a position; one behind the end of its line or of the text is moved to that end."""
        if position.row >= self.line_count:
            return len(self.content)
        return self.starts[position.row] + min(position.column, len(self.line(position.row)))

    def replaced(self, start: int, end: int, new: str) -> Text:
        """This text with the characters from offset `start` to `end` replaced."""
        return Text(f"{self.content[:start]}{new}{self.content[max(start, end) :]}")
