"""Reading a file: its definitions, of which only those are lowered whose text changed.

Neither is the file split anew as a whole. Each chunk knows how far the text has a part in where it ends. So an edit
leaves the chunks in front of it alone; and behind it, as soon as one ends where one ended before, so do all others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import partial
from hashlib import blake2b
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.syntax.comments import comments
from layerhints.syntax.node import PutOff
from layerhints.syntax.parse import MOST_BACKSLASHES, image
from layerhints.syntax.recover import body
from layerhints.syntax.text import Line, chunks
from layerhints.syntax.tree import Definition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LINE_END = re.compile(r"\r\n|\r|\n")
_STRETCHES = (512, 64, 8, 1)
"""How many places are compared at once in search of the first that differs."""


class Piece(NamedTuple):
    """Lines `row` up to `end_row` of a file, which are one definition. The lines up to `reach` decide that it ends
    there (the number of lines, when the end of the file does). `lines` are its logical lines, counted from `row`; they
    are known of what was edited.
    """

    row: int
    end_row: int
    reach: int
    definition: Definition
    lines: tuple[Line, ...] = ()

    def moved(self, rows: int) -> Piece:
        """The same so many lines further down."""
        return self._replace(row=self.row + rows, end_row=self.end_row + rows, reach=self.reach + rows)


class Module(NamedTuple):
    """A file as it was read. Its lines are not needed but for the next edit to cost what it changed.

    `definitions` are in the order of the file, each with the line (from 0) at which its spans begin. `new` are those
    that were not in the same place of the module read before, `lowered` counts those that were not taken over from it.
    """

    definitions: tuple[tuple[int, Definition], ...]
    lowered: int
    new: tuple[Definition, ...] = ()
    lines: Sequence[str] = ()
    pieces: tuple[Piece, ...] = ()


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; the last one has none and may be empty."""
    ends = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def read(text: str | Sequence[str], previous: Module | None = None) -> Module:
    """The definitions of a file (its text, or its lines with their ends), whatever state it is in.

    Definitions of `previous` whose text stands in this one, too, are taken over as the same objects.
    """
    lines = lines_of(text) if isinstance(text, str) else text
    old = previous.pieces if previous is not None else ()
    kept, new, rest, shift = _split(lines, previous)
    dropped: dict[str, list[Definition]] = {}
    for piece in old[kept : len(old) - rest]:
        dropped.setdefault(piece.definition.key[0], []).append(piece.definition)
    taken: set[tuple[str, int]] = set()
    if any("\n" not in chunk.text or lines.count(lines[chunk.row]) > 1 for chunk in new):
        texts = {chunk.text for chunk in new}
        standing = (piece.definition for piece in chain(old[:kept], old[len(old) - rest :]))
        taken = {definition.key for definition in standing if definition.text in texts}
    numbers: dict[str, int] = {}
    pieces: list[Piece] = []
    lowered = 0
    for row, end_row, reach, part, picture, scanned in new:
        digest = blake2b(part.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        same = dropped.get(digest)
        if same:
            definition = same.pop(0)
        else:
            number = numbers.get(digest, 0)
            while (digest, number) in taken:
                number += 1
            numbers[digest] = number + 1
            definition = lower(part, picture, (digest, number), previous is not None)
            lowered += 1
        taken.add(definition.key)
        pieces.append(Piece(row, end_row, reach, definition, scanned if previous is not None else ()))
    tail = old[len(old) - rest :]
    if shift:
        tail = tuple([piece.moved(shift) for piece in tail])
    whole = (*old[:kept], *pieces, *tail)
    found = tuple(piece.definition for piece in pieces)
    if not shift and previous is not None:
        before = previous.definitions
        middle = [(piece.row, piece.definition) for piece in pieces]
        return Module((*before[:kept], *middle, *before[len(before) - rest :]), lowered, found, lines, whole)
    return Module(tuple((piece.row, piece.definition) for piece in whole), lowered, found, lines, whole)


def lower(text: str, picture: str, key: tuple[str, int], is_edited: bool = False) -> Definition:
    """The definition of a chunk's text; `picture` is its ASCII image. One that was edited is lowered when somebody
    looks into it: most of what stands there while a line is typed is not looked at.
    """
    lowered = PutOff(partial(body, text, picture, is_edited))
    return Definition(key, lowered if is_edited else lowered.make(), PutOff(partial(comments, text)), text)


class _New(NamedTuple):
    """A chunk that was found now: its lines, its reach, its text and its picture; and the logical lines in it, counted
    from its first line.
    """

    row: int
    end_row: int
    reach: int
    text: str
    picture: str
    lines: tuple[Line, ...]


def _moved(line: Line, rows: int) -> Line:
    return Line(line.row + rows, line.end_row + rows, line.reach + rows)


def _split(lines: Sequence[str], previous: Module | None) -> tuple[int, list[_New], int, int]:
    """How many chunks in front stand as before, those that were found anew, how many behind stand as before, and by how
    many lines these have moved.
    """
    if previous is None or not previous.pieces or not previous.lines:
        return 0, list(_chunks(lines, 0, len(lines), None)), 0, 0
    old, pieces = previous.lines, previous.pieces
    first, last = difference(old, lines)
    shift = len(lines) - len(old)
    kept = next((index for index, piece in enumerate(pieces) if piece.reach >= first), len(pieces))
    start = pieces[kept - 1].end_row if kept else 0
    behind = bisect_right(pieces, last, key=lambda piece: piece.row - 1)
    ahead = 1
    while True:
        closed = behind + ahead >= len(pieces)
        end = len(lines) if closed else pieces[behind + ahead].row + shift
        ends = {piece.end_row + shift: index for index, piece in enumerate(pieces[kept : behind + ahead], start=kept)}
        new: list[_New] = []
        known = _known_lines(pieces[kept : behind + ahead], first, last, shift, start)
        for chunk in _chunks(lines, start, end, known):
            if chunk.reach >= end and not closed:
                break  # where it ends is not certain: `end` only seems to be the last line
            new.append(chunk)
            if chunk.end_row >= last + shift and chunk.end_row in ends:
                return kept, new, len(pieces) - ends[chunk.end_row] - 1, shift
        else:
            if closed:
                return kept, new, 0, shift
        ahead *= 8


def _known_lines(pieces: Sequence[Piece], first: int, last: int, shift: int, start: int) -> dict[int, Line]:
    """The logical lines of pieces as they stood that end where they did, by the rows where they begin now: those in
    which what changed, the lines from `first` up to `last`, has no part. All are counted from the line `start`.
    """
    found: dict[int, Line] = {}
    for piece in pieces:
        for line in piece.lines:
            if piece.row + line.reach < first:
                line = _moved(line, piece.row - start)
            elif piece.row + line.row >= last:
                line = _moved(line, piece.row + shift - start)
            else:
                continue
            found[line.row] = line
    return found


def _chunks(lines: Sequence[str], start: int, end: int, known: Mapping[int, Line] | None) -> Iterator[_New]:
    """The chunks of the lines from `start` up to `end`, as if the file ended there. `known` are logical lines that need
    not be scanned, by their rows, counted from `start`; None if nobody will ask for any.
    """
    text = "".join(lines[start:end])
    picture = image(text)
    starts = [0, *accumulate(map(len, lines[start:end]))]
    # Of many lines with nothing but a backslash the image may differ by what stands before them.
    is_plain = text.count("\\") < MOST_BACKSLASHES
    for chunk in chunks(picture, known if is_plain or known is None else {}):
        reach = start + bisect_right(starts, chunk.reach - 1) - 1 if chunk.reach < len(picture) else end
        part = slice(chunk.start, chunk.end)
        scanned = tuple([_moved(line, -chunk.row) for line in chunk.lines]) if is_plain else ()
        yield _New(start + chunk.row, start + chunk.end_row, reach, text[part], picture[part], scanned)


def difference(old: Sequence[Any], new: Sequence[Any]) -> tuple[int, int]:
    """The first place (a line, a definition) that differs, and the place in `old` from which on both are alike."""
    most = min(len(old), len(new))
    first = 0
    for stretch in _STRETCHES:
        while first + stretch <= most and old[first : first + stretch] == new[first : first + stretch]:
            first += stretch
    alike, most = 0, most - first
    for stretch in _STRETCHES:
        while alike + stretch <= most and _back(old, alike, stretch) == _back(new, alike, stretch):
            alike += stretch
    return first, len(old) - alike


def _back(items: Sequence[Any], alike: int, stretch: int) -> Sequence[Any]:
    return items[len(items) - alike - stretch : len(items) - alike]
