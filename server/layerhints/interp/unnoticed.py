"""Edits that no run can notice: comments, blank lines, and statements without an effect.

While somebody types a line of a function, it names a module, then something in it, then it calls that: until then
nothing else can tell that the line is there. What was found stays as it is, but for the rows in which it stands.

Such an edit is recognised in the text. The rows that changed must hold nothing but whole statements without an effect,
of one line each, in a block of a function; all else stands as before. A statement is without an effect if it binds at
most names that stand nowhere else in its definition, to something that is read off the names of the module and calls
nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.interp.binding import held_blocks
from layerhints.interp.effects import Effects
from layerhints.syntax import tree
from layerhints.syntax.module import difference, lines_of
from layerhints.syntax.parse import image
from layerhints.syntax.recover import body
from layerhints.syntax.scanner import Scanner
from layerhints.syntax.tree import Span
from layerhints.values.described import WORD
from layerhints.values.objects import Class, Function

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from layerhints.interp.course import Course
    from layerhints.interp.news import News


class Rows(NamedTuple):
    """Which rows of a definition changed: those from `first` up to `end`; those behind stand `shift` further down."""

    first: int
    end: int
    shift: int

    def moved(self, span: Span) -> Span | None:
        """Where a stretch of the old text stands in the new one; None for one of which a row changed."""
        if span.end_row < self.first:
            return span
        if span.row >= self.end:
            return Span(span.row + self.shift, span.column, span.end_row + self.shift, span.end_column)
        return None

    def after(self, row: int) -> int:
        """Where a row of the old text that did not change stands in the new one."""
        return row if row < self.first else row + self.shift

    def before(self, row: int) -> int:
        """Where a row of the new text that did not change stood in the old one."""
        return row if row < self.first else row - self.shift

    def hold(self, span: Span) -> bool:
        """Does a stretch of the old text stand in rows that changed, from its first to its last?"""
        return self.first <= span.row and span.end_row < self.end


class Noticed(Exception):
    """A run showed that what stands in for something would be noticed: that is to be run, and whatever was asked is to
    be asked again.
    """


class StandIn(NamedTuple):
    """A definition that is shown without being run, as one that was run says all about it; `rows` lead from that one to
    this.
    """

    definition: tree.Definition
    analysed: tree.Definition
    rows: Rows


class StandIns:
    """The stand-ins of a file, by the keys of what they show and of what was run."""

    def __init__(self, file: str, news: News) -> None:
        self._file = file
        self._news = news
        self._shown: dict[tuple[str, int], StandIn] = {}
        self._run: dict[tuple[str, int], StandIn] = {}

    def key_run(self, key: tuple[str, int]) -> tuple[str, int]:
        """The key of what was run for what is shown under a key."""
        found = self._shown.get(key)
        return key if found is None else found.analysed.key

    def key_shown(self, key: tuple[str, int]) -> tuple[str, int]:
        """The key of what is shown for what was run under a key."""
        found = self._run.get(key)
        return key if found is None else found.definition.key

    def shown(self, key: tuple[str, int]) -> StandIn | None:
        """What is shown under a key without having been run."""
        return self._shown.get(key)

    def run(self, key: tuple[str, int]) -> StandIn | None:
        """What is shown in the place of what was run under a key."""
        return self._run.get(key)

    @property
    def latest(self) -> StandIn | None:
        """What an edit had shown last without a run, if that is still shown."""
        return next(reversed(self._shown.values()), None)

    def analysed(self, definition: tree.Definition) -> tree.Definition:
        """The definition that is run for one that the file has."""
        found = self._shown.get(definition.key)
        return found.analysed if found is not None and found.definition is definition else definition

    def all_analysed(self, definitions: list[tree.Definition]) -> list[tree.Definition]:
        """The same for all that the file has."""
        if not self._shown:
            return definitions
        run = {id(found.definition): found.analysed for found in self._shown.values()}
        return [run.get(id(definition), definition) for definition in definitions]

    def take(self, course: Course, before: tree.Definition, definition: tree.Definition) -> bool:
        """Show a definition where another one was shown, if no run can tell them apart."""
        found = stand_in(course, self._file, self.analysed(before), definition)
        if found is None:
            return False
        self._drop(before.key)
        self._shown[definition.key] = self._run[found.analysed.key] = found
        self._news.tell({definition.key})
        return True

    def keep(self, definitions: Sequence[tree.Definition]) -> None:
        """Let go of what the file does not have any more, and where it has again what was run as something else."""
        if self._shown:
            present = {definition.key: definition for definition in definitions}
            for key, one in list(self._shown.items()):
                other = present.get(one.analysed.key, one.definition)
                if present.get(key) is not one.definition or other is not one.definition:
                    self._drop(key)

    def doubt(self, course: Course) -> bool:
        """Look again, after a run, at what stood in; let go of what no longer can. Was there something?"""
        before = len(self._shown)
        for key, one in list(self._shown.items()):
            if stand_in(course, self._file, one.analysed, one.definition) is None:
                self._drop(key)
        return len(self._shown) < before

    def _drop(self, key: tuple[str, int]) -> None:
        found = self._shown.pop(key, None)
        if found is not None:
            del self._run[found.analysed.key]
            self._news.tell({key, found.analysed.key})


def stand_in(course: Course, file: str, analysed: tree.Definition, definition: tree.Definition) -> StandIn | None:
    """The definition as one that is not run; None where a run may tell it from the one that was analysed.

    Asked between two runs, as it depends on what the names of the module hold. The new definition is not lowered.
    """
    old, new = _code(analysed), _code(definition)
    head, tail = _in_common(old, new)
    rows = Rows(head, len(old) - tail, len(new) - len(old))
    if _said(analysed, rows) != _said(definition) or _leads_elsewhere(course, file, analysed, definition):
        return None
    statements = _exchanged(analysed, rows, old, new, course.machine.tried)
    if statements is None:
        return None
    effects = Effects(course, "\n".join((*old[:head], *old[len(old) - tail :])))
    return StandIn(definition, analysed, rows) if all(map(effects.has_none, statements)) else None


def changed_rows(old: tree.Definition, new: tree.Definition) -> tuple[Rows, str] | None:
    """In which rows two definitions differ, comments aside, and the text of the others; None where comments do that
    libraries may read.
    """
    before, after = _code(old), _code(new)
    head, tail = _in_common(before, after)
    rows = Rows(head, len(before) - tail, len(after) - len(before))
    if _said(old, rows) != _said(new):
        return None
    return rows, "\n".join((*before[:head], *before[len(before) - tail :]))


@lru_cache(maxsize=4)
def lines_in(definition: tree.Definition) -> Sequence[str]:
    """The lines of a definition; one that was analysed is asked for them at every letter."""
    return lines_of(definition.text)


@lru_cache(maxsize=4)
def _code(definition: tree.Definition) -> Sequence[str]:
    """The lines of a definition without comments, nor blanks at their ends but for those inside of long strings and
    behind a backslash, which does not continue the line then.
    """
    lines = [*lines_in(definition)]
    for comment in definition.comments:
        row, column = comment.span.row, comment.span.column
        lines[row] = lines[row][:column].rstrip()
    in_string = False
    for row, line in enumerate(lines):
        if ('"""' in line or "'''" in line) and line.count('"""') % 2 != line.count("'''") % 2:
            in_string = not in_string
        code = line.rstrip()
        lines[row] = line.rstrip("\r\n") if in_string or code.endswith("\\") else code
    return lines


def _said(definition: tree.Definition, rows: Rows | None = None) -> list[tuple[str, int]]:
    """The comments with something in brackets, in which libraries read sizes, and those that are meant for us; and the
    rows where they stand.
    """
    said = []
    for comment in definition.comments:
        if "(" in comment.text or "[" in comment.text or WORD in comment.text:
            span = comment.span if rows is None else rows.moved(comment.span)
            said.append((comment.text, -1 if span is None else span.row))
    return said


def _in_common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have in common at their beginnings, and how many at their ends."""
    first, last = difference(old, new)
    return first, len(old) - last


def _leads_elsewhere(course: Course, file: str, analysed: tree.Definition, definition: tree.Definition) -> bool:
    """Does only one of two definitions mention a function or class of the file? What is reached from a definition
    decides what is run to show it.
    """
    old, new = lines_in(analysed), lines_in(definition)
    head, tail = _in_common(old, new)
    before, after = "".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail])
    names = course.scope.names
    words = set(tree.WORD.findall(before)) ^ set(tree.WORD.findall(after))
    return any(_is_made_in(file, names.get(word)) for word in words)


def _is_made_in(file: str, value: Any) -> bool:
    if isinstance(value, Function):
        return value.unit.file == file
    return isinstance(value, Class) and value.site is not None and value.site.unit.file == file


# --- what stands in the rows that changed

_AROUND_BLOCKS = (tree.If, tree.For, tree.While, tree.Try, tree.With, tree.Match, tree.Function, tree.Class)
_CLAUSE = re.compile(r"[ \t]*(?:elif|else|except|finally)\b")
"""A line that goes on with the statement before it, unless one more of that margin stands in between."""
_FEW = 8
"""How many rows behind a statement are looked at, to tell whether they belong to it."""


def _exchanged(
    analysed: tree.Definition, rows: Rows, old: Sequence[str], new: Sequence[str], tried: Container[int]
) -> list[tree.Statement] | None:
    """The statements that are gone from the rows that changed, and those that stand there now, if these rows hold whole
    lines of one block of a function. `old` and `new` are the lines as they were and are.
    """
    if rows.first and old[rows.first - 1].endswith("\\"):
        return None  # whatever follows is part of that line
    end = rows.end + rows.shift
    lines = [row for row in range(rows.first, end) if new[row].strip()]
    if not lines and not any(old[row].strip() for row in range(rows.first, rows.end)):
        return [] if not _split(analysed.body, rows) else None
    margin = _margin(new[lines[0]]) if lines else ""
    spot = _spot(analysed.body, rows, len(margin), tried)
    if spot is None:
        return None
    block, head, gone = spot
    said = {row for statement in gone for row in range(statement.span.row, statement.span.end_row + 1)}
    if any(old[row].strip() and row not in said for row in range(rows.first, rows.end)):
        return None  # the header of a block, such as `else:`, is gone
    if not all(rows.hold(statement.span) for statement in gone) or (lines and block[0].span.column != len(margin)):
        return None
    start = _last_row(block[head - 1])
    if start is None or new[block[0].span.row][: len(margin)] != margin:
        return None
    if any(new[row].lstrip().startswith("@") for row in (start, *lines)):
        return None  # a decorator without anything behind it breaks the next statement
    window = new[start : end + _FEW]
    scanner = Scanner(image("\n".join(window)))
    first = (lines or [end])[0] - start
    behind = scanner.logical_line(0)
    row = scanner.meaningful(behind)
    follows = next((line for line in new[end:] if line.strip()), "")
    inner = len(_margin(follows)) - block[0].span.column
    if behind > first or row < first or inner > 0 or (inner == 0 and _CLAUSE.match(follows)):
        return None  # what stands before goes on into these rows, or would without them, and so may what follows
    come: list[tree.Statement] = []
    for line in lines:
        if row != line - start or not new[line].startswith(margin) or scanner.logical_line(row) != row + 1:
            return None
        row = scanner.meaningful(row + 1)
        code = new[line][len(margin) :]
        statements = body(code, image(code))
        if code[0].isspace() or len(statements) != 1:
            return None
        come += statements
    if row < end - start or (scanner.reach >= len(scanner.text) and end + _FEW < len(new)):
        return None
    return [*gone, *come]


def _spot(
    block: tree.Block, rows: Rows, column: int, tried: Container[int]
) -> tuple[tree.Block, int, tree.Block] | None:
    """The block of a function in which rows at a column changed, how many of its statements stand before them, at least
    one, and those that touch them.

    What a function begins with may be its documentation, and a comment before that stands in its head. Where an
    exception is caught, what is not known may raise one.
    """
    in_function = False
    while True:
        head = next(
            (place for place, statement in enumerate(block) if statement.span.end_row >= rows.first), len(block)
        )
        gone = [statement for statement in block[head:] if statement.span.row < rows.end]
        if len(gone) == 1 and isinstance(gone[0], _AROUND_BLOCKS) and gone[0].span.row < rows.first:
            holder: tree.Statement = gone[0]
        elif not gone and head and isinstance(block[head - 1], _AROUND_BLOCKS) and column > block[0].span.column:
            holder = block[head - 1]
        else:
            return (block, head, tuple(gone)) if in_function and head else None
        if isinstance(holder, tree.Try) or id(holder) in tried:
            return None
        if isinstance(holder, (tree.Function, tree.Class)):
            in_function = isinstance(holder, tree.Function)
        inner = [one for one in held_blocks(holder) if one and one[0].span.row < rows.first]
        if not inner:
            return None
        block = max(inner, key=lambda one: one[0].span.row)


def _split(block: tree.Block, rows: Rows) -> bool:
    """Does a statement that is no block stand on both sides of where rows came in?"""
    for statement in block:
        if statement.span.row < rows.first <= statement.span.end_row:
            inner = held_blocks(statement) if isinstance(statement, _AROUND_BLOCKS) else []
            starts = [one[0].span.row for one in inner if one]
            return not starts or rows.first <= min(starts) or any(_split(one, rows) for one in inner)
    return False


def _last_row(statement: Any) -> int | None:
    """The row in which the last simple statement of a statement begins; None where that cannot be told."""
    while isinstance(statement, _AROUND_BLOCKS):
        inner = [one for one in held_blocks(statement) if one]
        if not inner:
            return None
        statement = max(inner, key=lambda one: one[0].span.row)[-1]
    return int(statement.span.row)


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


__all__ = ["Noticed", "Rows", "StandIn", "StandIns", "changed_rows", "lines_in"]
