"""Splitting a file into chunks, one per top-level statement, by its lines and without a parse of the whole.

A chunk is a statement at column 0 with all that belongs to it: its decorators, its block, its `elif`, `else`, `except`
and `finally`, and the comments that stand directly above it. Other comments make chunks of their own. Blank lines
between chunks belong to none, so that moving a definition does not change it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from layerhints.syntax.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CONTINUES = re.compile(r"(?:else|elif|except|finally)\b")
_DECORATED = re.compile(r"(?:@|def\b|class\b|async\b)")


class Line(NamedTuple):
    """A logical line that begins in the line `row` and ends before `end_row`: the lines from `row` to `reach` alone
    decide that.
    """

    row: int
    end_row: int
    reach: int


class Chunk(NamedTuple):
    """Lines `row` up to `end_row`, which the text from `start` to `end` holds, without the last line's end.

    `reach` is the offset up to which the text decides that the chunk ends here. `lines` are the logical lines in it.
    """

    row: int
    end_row: int
    start: int
    end: int
    reach: int
    lines: Sequence[Line]


def chunks(image: str, known: Mapping[int, Line] | None) -> Iterator[Chunk]:
    """The chunks of an ASCII image in their order. Logical lines that are `known`, by their rows, are not scanned. With
    None nobody asks for the logical lines either, and most of them are not told apart.
    """
    return _Splitter(Scanner(image), known).run()


class _Splitter:
    def __init__(self, scanner: Scanner, known: Mapping[int, Line] | None) -> None:
        self.scanner = scanner
        self.tells_lines = known is not None
        self.known = known or {}
        self.lines: list[Line] = []  # the logical lines of the chunk being gathered
        self.first: int | None = None  # first line of the chunk being gathered
        self.end = 0  # the line behind its last
        self.decorators = False  # whether it consists of decorators so far
        self.comments: list[int] = []  # lines with comments behind it, not yet given to a chunk

    def run(self) -> Iterator[Chunk]:
        scanner = self.scanner
        row, rows = 0, scanner.rows
        while row < rows:
            start = scanner.code_start(row)
            sign = scanner.text[start : start + 1]
            if sign in ("", "\r", "\n"):
                row += 1
            elif sign == "#":
                self.comments.append(row)
                row += 1
            else:
                if self._begins_chunk(row, start):
                    yield from self._finish(row)
                self.comments.clear()
                self.decorators = sign == "@" and (self.decorators or row == self._statement_row)
                self.end = row = self._end_of_line(row)
                if not (self.tells_lines or self.decorators or row >= rows):
                    self.end = row = scanner.indented_lines(row)
        yield from self._finish(None)

    def _end_of_line(self, row: int) -> int:
        """The line behind the logical line that begins in `row`."""
        scanner = self.scanner
        line = self.known.get(row)
        if line is None:
            reach, scanner.reach = scanner.reach, 0
            end = scanner.logical_line(row)
            is_open = scanner.reach >= len(scanner.text)
            line = Line(row, end, scanner.rows if is_open else scanner.row_of(scanner.reach - 1))
            scanner.reach = max(reach, scanner.reach)
        else:
            scanner.reached(line.reach)
        self.lines.append(line)
        return line.end_row

    def _begins_chunk(self, row: int, start: int) -> bool:
        """Does a line whose code begins at `start` begin another chunk?"""
        if self.first is None:
            return True
        scanner = self.scanner
        if start > scanner.starts[row] and scanner.indentation(row) > 0:
            return False
        if self.decorators and _DECORATED.match(scanner.text, start):
            return False
        return _CONTINUES.match(scanner.text, start) is None

    def _finish(self, row: int | None) -> Iterator[Chunk]:
        """End the chunk being gathered, make chunks of lone comments, and begin the next in `row`."""
        scanner = self.scanner
        scanner.reached(scanner.rows if row is None else row)
        comments = self.comments
        if self.first is not None:
            while comments and scanner.indentation(comments[0]) > 0:
                self.end = comments.pop(0) + 1
            yield self._chunk(self.first, self.end, self.lines)
            self.lines = []
        blocks: list[list[int]] = []
        for comment in comments:
            if blocks and blocks[-1][-1] == comment - 1:
                blocks[-1].append(comment)
            else:
                blocks.append([comment])
        self.first = row
        if row is not None:
            self._statement_row = row
            if blocks and blocks[-1][-1] == row - 1:
                self.first = blocks.pop()[0]
        for block in blocks:
            yield self._chunk(block[0], block[-1] + 1, ())
        scanner.reach = 0

    def _chunk(self, row: int, end_row: int, lines: Sequence[Line]) -> Chunk:
        scanner = self.scanner
        while scanner.is_blank(end_row - 1):
            end_row -= 1
        return Chunk(row, end_row, scanner.starts[row], scanner.line_end(end_row - 1), scanner.reach, lines)
