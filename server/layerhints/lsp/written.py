"""Hints as they are sent: JSON in which only the numbers of lines change as long as nothing else does."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from layerhints.project.text import Position, Range

_HEAD = ',{"position":{"line":'


class Written(NamedTuple):
    """A hint in JSON, all of it ASCII. The line of its position stands before `body`; that of what it is about, if that
    is said, between `body` and `tail`.
    """

    position: Position
    body: str
    about: int
    tail: str

    def moved(self, rows: int) -> Written:
        position = Position(self.position.row + rows, self.position.column)
        return Written(position, self.body, self.about + rows if self.tail else 0, self.tail)


class Block:
    """The hints of one definition in JSON, from top to bottom and with a comma before each: an answer for a whole file
    is put together of a thousand of these, of which an edit changes one.

    There may be ten thousand hints, so each is held once, in `text`. `_places` has six numbers for each: its position,
    where its body begins and ends in the text, the line that it is about, and how long its tail is.
    """

    __slots__ = ("_places", "text")

    def __init__(self, hints: Iterable[Written]) -> None:
        pieces: list[str] = []
        self._places = array("I")
        end = 0
        for (row, column), body, about, tail in hints:
            head = f"{_HEAD}{row}"
            rest = f"{about}{tail}" if tail else ""
            start = end + len(head)
            self._places.extend((row, column, start, start + len(body), about, len(tail)))
            end = start + len(body) + len(rest)
            pieces += head, body, rest
        self.text = "".join(pieces).encode()

    def __iter__(self) -> Iterator[Written]:
        text, numbers = self.text.decode(), iter(self._places)
        for row, column, start, end, about, length in zip(*[numbers] * 6, strict=True):
            behind = end + len(str(about)) if length else end
            yield Written(Position(row, column), text[start:end], about, text[behind : behind + length])

    def moved(self, rows: int) -> Block:
        return Block(hint.moved(rows) for hint in self)

    def within(self, range: Range) -> bytes:
        """Those that stand in `range`."""
        return Block(hint for hint in self if range.start <= hint.position <= range.end).text

    def plain(self) -> tuple[list[int], str]:
        """The same as plain data."""
        return self._places.tolist(), self.text.decode()

    @classmethod
    def of(cls, plain: tuple[list[int], str]) -> Block:
        """What is made of plain data again."""
        block = cls(())
        places, text = plain
        block._places, block.text = array("I", places), text.encode()
        return block
