"""The hints behind the lines: one file for each kind, and the table that names them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from layerhints.ide.hints.hint import Draft, Hint, Hints
from layerhints.ide.hints.label import label
from layerhints.ide.hints.layer import layer_hints
from layerhints.ide.hints.model import model_draft, model_hints
from layerhints.ide.hints.tensor import tensor_hints
from layerhints.ide.words import parameters
from layerhints.project.settings import Settings
from layerhints.project.text import Position, Range
from layerhints.project.view import Movable, Placed, Standing, View

__all__ = ["Draft", "Hint", "drawn", "hints", "model_draft", "model_hints", "text"]

KINDS: tuple[Callable[[View, Placed], Iterator[Draft]], ...] = (layer_hints, tensor_hints, model_hints)
"""Earlier kinds take precedence where two speak of the same expression."""

_SHORTEST = 12
"""The least room that a hint gets when many share a line."""

T = TypeVar("T", bound=Movable)
S = TypeVar("S", bound=Standing)


def hints(view: View, range: Range | None = None) -> list[Hint]:
    """The hints that stand in `range` (the whole document without one), from top to bottom."""
    found = [hint for drawing in drawn(view, range, "hints", lambda hint: hint, Hints) for hint in drawing.hints]
    if range is None:
        return found
    return [hint for hint in found if range.start <= hint.position <= range.end]


def drawn(
    view: View, range: Range | None, kind: str, write: Callable[[Hint], S], gather: Callable[[list[S]], T]
) -> list[T]:
    """What `gather` makes of the hints of each definition (from top to bottom) that may reach into `range`, each hint
    as `write` writes it. It is kept under the name `kind` as long as the same is found in the definition.
    """
    if not view.settings.hints_enable:
        return []

    def written(view: View, placed: Placed) -> list[S]:
        return [write(hint) for hint in _of_definition(view, placed)]

    return view.drawn(kind, range, lambda view, placed: gather(view.drawn_once(f"{kind}, one by one", placed, written)))


def _of_definition(view: View, placed: Placed) -> list[Hint]:
    """The hints of one definition; only what stands in it and what was found there has a part in them."""
    found: list[Hint] = []
    rows: dict[int, dict[Position, Draft]] = defaultdict(dict)
    for kind in KINDS:
        for draft in (draft for draft in kind(view, placed) if draft.says_something):
            end = draft.expression.end
            line = rows[end.row]
            line[end] = _of_both(line[end], draft) if end in line else draft
    comments = {placed.row + comment.span.row: comment.span.column for comment in placed.definition.comments}
    for row, drafts in rows.items():
        end = Position(row, len(view.text.line(row)[: comments.get(row)].rstrip()))
        found += _of_line(view, end, list(drafts.values()))
    return sorted(found, key=lambda hint: hint.position)


def _of_both(known: Draft, other: Draft) -> Draft:
    """What is said behind two expressions that end together, as `x + Dense(3)(x)` and its layer do: the shape of the
    outer one, which is the value of the line, and what the inner one costs.
    """
    if not other.has_shape or other.count or other.shape == known.shape or other.expression == known.expression:
        return known
    if not other.expression.encloses(known.expression):
        return known
    if not known.count:
        return other
    return replace(known, expression=other.expression, shape=other.shape, tooltip=f"{other.tooltip}\n{known.tooltip}")


def _of_line(view: View, end: Position, drafts: list[Draft]) -> Iterator[Hint]:
    """The hints of a line whose code ends at `end`: a single one stands there, several behind their own expressions."""
    room = view.settings.hints_maximum_length
    drafts = _worth_their_room(drafts, view.settings) if len(drafts) > 1 else drafts
    lengths = [len(text(draft, view.settings, room)) for draft in drafts]
    for draft, limit in zip(drafts, _shares(drafts, lengths, room), strict=True):
        words = text(draft, view.settings, limit)
        if words:
            position = end if len(drafts) == 1 and not _is_part(view, draft, end) else draft.expression.end
            yield Hint(max(position, draft.expression.end), words, draft.tooltip, draft.about)


def _is_part(view: View, draft: Draft, end: Position) -> bool:
    """Does the line go on to make something else of a value, of which nothing is known? At the end of the line the
    shape would be taken for that of `return self.dense(x).squeeze()`.
    """
    line, (start, behind) = view.text.line(end.row), draft.expression
    rest = line[behind.column : end.column]
    if draft.count or not rest.strip(_SEPARATORS) or not line[: behind.column].endswith((")", "]")):
        return False
    return rest.strip(_SEPARATORS + ")]}") != "" or _GIVEN_TO_A_CALL.match(line, 0, start.column) is not None


_SEPARATORS = " \t,:;\\"
_GIVEN_TO_A_CALL = re.compile(r"\s*(?:return\b|[\w.,:\s\[\]()*]+=(?!=)).*\w\($")
"""What stands before the first argument of a call whose value is given back or gets a name."""


def _worth_their_room(drafts: list[Draft], settings: Settings) -> list[Draft]:
    """Without what stands inside another expression of the line and only says a shape, if that is the same shape or if
    not all of them have room: what the line itself gives counts most.
    """
    crowded = sum(len(text(draft, settings, _ANY_LENGTH)) for draft in drafts) > settings.hints_maximum_length
    return [
        draft
        for draft in drafts
        if draft.count
        or not any(
            other.shape == draft.shape or (crowded and other.shape.strip("?…"))
            for other in drafts
            if other is not draft and other.expression.encloses(draft.expression)
        )
    ]


_ANY_LENGTH = 10_000


def _shares(drafts: list[Draft], lengths: list[int], room: int) -> list[int]:
    """How much of the line's room each hint gets. A whole gets what it wants, as long as its parts in the line keep
    their counts; each of the others as long as that leaves as much for those that follow. The shortest choose first.
    """
    shares = [0] * len(lengths)
    wholes = {
        index for index, draft in enumerate(drafts) if any(map(draft.expression.encloses, _others(drafts, draft)))
    }
    waiting = sorted(range(len(lengths)), key=lambda index: (index not in wholes, lengths[index]))
    while waiting:
        index, *following = waiting
        share = room // len(waiting)
        if index in wholes:
            counts = sum(min(lengths[other], len(f"… · {drafts[other].count}")) for other in following)
            share = max(share, room - counts)
        shares[index] = max(min(lengths[index], share), _SHORTEST)
        room -= min(lengths[index], shares[index])
        waiting = following
    return shares


def _others(drafts: list[Draft], draft: Draft) -> Iterator[Range]:
    return (other.expression for other in drafts if other is not draft)


def text(draft: Draft, settings: Settings, limit: int) -> str:
    """What settings let be shown of a draft, in at most `limit` signs."""
    shape = draft.shape if settings.hints_shapes and draft.has_shape else ""
    count = draft.count if settings.hints_parameters else ""
    if count and settings.hints_shapes and not draft.has_shape and len(counted := parameters(count)) <= limit:
        return counted
    return label(shape, count, limit) if shape or count else ""
