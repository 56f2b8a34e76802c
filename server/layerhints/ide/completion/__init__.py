"""What may be written at the cursor and nobody else knows: one file for each kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice

from layerhints.algebra import Unknown
from layerhints.ide.completion.completion import Completion, Kind
from layerhints.ide.completion.directives import directives
from layerhints.ide.completion.names import names
from layerhints.ide.completion.place import Place, place_of
from layerhints.ide.completion.sizes import fitting, takes_a_size
from layerhints.ide.completion.supposed import Statement
from layerhints.ide.completion.words import words
from layerhints.project.text import Position, Range
from layerhints.project.view import View
from layerhints.syntax.module import lines_of

__all__ = ["Completion", "Kind", "completions"]

_MOST_LINES = 2000
"""Lines above the cursor that are looked at for the beginning of its statement."""


def completions(view: View, position: Position) -> list[Completion]:
    """What may be written at a place; nothing, at once, where there is nothing to say about layers."""
    chunk, top = _chunk(view, position)
    cursor = sum(map(len, lines_of(chunk)[: position.row - top])) + position.column
    place = place_of(chunk, 0, cursor)
    if place.comment is not None:
        return list(directives(view.text.line(position.row), position.row, position.column))
    return list(_arguments(view, place, chunk, top))


def _arguments(view: View, place: Place, chunk: str, top: int) -> Iterator[Completion]:
    """What may be written as an argument of a call."""
    call = place.brackets[-1] if place.brackets else None
    if call is None or call.kind != "(" or not call.called or place.word is None:
        return
    with ExitStack() as stack:
        statement = Statement(view, place, chunk, top, stack)
        range = Range(*map(statement.position, place.word))
        seen: View | None = view
        if isinstance(view.analysis.values.get(call.called.partition(".")[0]), Unknown):
            seen = statement.completed  # what half a statement names is not known
        if seen is None:
            return
        if place.is_string:
            yield from names(seen, place, range)
        rule = seen.analysis.rule_of(call.called)
        name = place.keyword
        if rule is not None and name is None and call.is_counted and call.number < len(rule.positional):
            name = rule.positional[call.number]
        if rule is None or name not in rule.fields or name in call.names:
            return
        yield from words(rule, name, place, range)
        is_number = chunk[slice(*place.word)].isdigit() or place.word.start == place.word.end  # nobody types a name
        if not place.is_string and is_number and takes_a_size(rule.fields[name]):
            yield from fitting(statement, statement.position(call.start), name, range)


def _chunk(view: View, position: Position) -> tuple[str, int]:
    """The text of the statement of the module in which the cursor stands, and its first line."""
    rest = Range(position, Position(view.text.line_count, 0))
    rows = [placed.row for placed in islice(view.definitions(rest), 2)]
    top = max((row for row in rows if row <= position.row), default=position.row)
    below = min((row for row in rows if row > position.row), default=view.text.line_count)
    if position.row - top > _MOST_LINES:
        top = position.row
    return "".join(view.text.lines[top:below]), top
