"""Texts as editors see them: lines, positions and edits."""

from __future__ import annotations

from itertools import accumulate, pairwise
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

    def encloses(self, other: Range) -> bool:
        return self.start <= other.start and other.end <= self.end


class Place(NamedTuple):
    """A line as people name it, counted from 1; in a notebook within a cell of code, which is counted from 1, too."""

    line: int
    cell: int | None = None

    def __str__(self) -> str:
        return f"line {self.line}" if self.cell is None else f"cell {self.cell}, line {self.line}"

    def plain(self) -> dict[str, int]:
        """The same for programs."""
        return {"line": self.line} if self.cell is None else {"cell": self.cell, "line": self.line}


class Text:
    """An immutable text.

    Lines end where the language server protocol and Python's tokenizer end them: at `\\n`, `\\r\\n` and `\\r`, and
    nowhere else (`str.splitlines` also splits at form feeds and some Unicode separators). After an edit the lines that
    it did not touch are the same objects, and nothing is done once for each character of the text.
    """

    __slots__ = ("_content", "_lines", "_starts")

    def __init__(self, content: str) -> None:
        self._content: str | None = content
        self._lines: list[str] | None = None
        self._starts: list[int] | None = None

    @staticmethod
    def _of_lines(lines: list[str]) -> Text:
        text = Text("")
        text._content, text._lines = None, lines
        return text

    @property
    def content(self) -> str:
        if self._content is None:
            self._content = "".join(self.lines)
        return self._content

    @property
    def lines(self) -> list[str]:
        """The lines with their ends; the last one has none and may be empty. Not to be changed."""
        if self._lines is None:
            self._lines = _split(self.content)
        return self._lines

    @property
    def starts(self) -> list[int]:
        """The offset of the first character of each line."""
        if self._starts is None:
            self._starts = [0, *accumulate(map(len, self.lines[:-1]))]
        return self._starts

    @property
    def line_count(self) -> int:
        return len(self.lines)

    def line(self, row: int) -> str:
        """The characters of a line without its end; empty for a line that is not there."""
        return self.lines[row].rstrip("\r\n") if 0 <= row < len(self.lines) else ""

    def place(self, row: int) -> Place:
        """What people call a line."""
        return Place(row + 1)

    def offset(self, position: Position) -> int:
        """The offset of a position; one behind the end of its line or of the text is moved to that end."""
        if position.row >= self.line_count:
            return len(self.content)
        return self.starts[position.row] + min(position.column, len(self.line(position.row)))

    def stretch(self, range: Range) -> str:
        """What stands in a range."""
        return self.content[self.offset(range.start) : self.offset(range.end)]

    def edited(self, stretch: Range, new: str) -> Text:
        """This text with a stretch replaced; a position behind the end of a line, or of the text, is moved there."""
        lines = self.lines
        start, end = self._inside(stretch.start), self._inside(stretch.end)
        end = max(start, end)
        # A line more on either side, for an edit beside a carriage return may make one line end of two, or two of one.
        above, below = max(0, start.row - 1), min(len(lines), end.row + 2)
        head = "".join((*lines[above : start.row], lines[start.row][: start.column]))
        tail = "".join((lines[end.row][end.column :], *lines[end.row + 1 : below]))
        middle = _split(f"{head}{new}{tail}")
        if below < len(lines):
            middle.pop()
        return self._of_lines([*lines[:above], *middle, *lines[below:]])

    def _inside(self, position: Position) -> Position:
        if position.row >= self.line_count:
            return Position(self.line_count - 1, len(self.lines[-1]))
        return Position(position.row, min(position.column, len(self.line(position.row))))


def _split(content: str) -> list[str]:
    """The lines of a text with their ends; the last one has none."""
    if "\r" in content:
        ends = [0, *(match.end() for match in _LINE_END.finditer(content)), len(content)]
        return [content[start:end] for start, end in pairwise(ends)]
    *whole, last = content.split("\n")
    lines = [f"{line}\n" for line in whole]
    lines.append(last)
    return lines
