"""The hints behind the lines: one file for each kind, and the table that names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from layerhints.ide.hints.hint import Draft, Hint
from layerhints.ide.hints.label import label
from layerhints.ide.hints.layer import layer_hints
from layerhints.ide.hints.model import model_hints
from layerhints.ide.hints.tensor import tensor_hints
from layerhints.project.settings import Settings
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View

__all__ = ["Hint", "hints"]

KINDS: tuple[Callable[[View, Placed], Iterator[Draft]], ...] = (layer_hints, tensor_hints, model_hints)
"""Earlier kinds take precedence where two speak of the same expression."""

_SHORTEST = 12
"""The least room that a hint gets when many share a line."""


def hints(view: View, range: Range | None = None) -> list[Hint]:
    """The hints that stand in `range` (the whole document without one), from top to bottom."""
    if not view.settings.hints_enable:
        return []
    found = [hint for placed in view.definitions(range) for hint in view.drawn(placed, _of_definition)]
    if range is not None:
        found = [hint for hint in found if hint.position in range]
    return sorted(found, key=lambda hint: hint.position)


def _of_definition(view: View, placed: Placed) -> list[Hint]:
    """The hints of one definition; only what stands in it and what was found there has a part in them."""
    found: list[Hint] = []
    rows: dict[int, dict[Position, Draft]] = defaultdict(dict)
    for kind in KINDS:
        for draft in kind(view, placed):
            rows[draft.expression.end.row].setdefault(draft.expression.end, draft)
    comments = {placed.row + comment.span.row: comment.span.column for comment in placed.definition.comments}
    for row, drafts in rows.items():
        end = Position(row, len(view.text.line(row)[: comments.get(row)].rstrip()))
        found += _of_line(view, end, list(drafts.values()))
    return found


def _of_line(view: View, end: Position, drafts: list[Draft]) -> Iterator[Hint]:
    """The hints of a line whose code ends at `end`: a single one stands there, several behind their own expressions."""
    room = view.settings.hints_maximum_length
    lengths = [len(_text(draft, view.settings, room)) for draft in drafts]
    for draft, limit in zip(drafts, _shares(lengths, room), strict=True):
        text = _text(draft, view.settings, limit)
        if text:
            position = end if len(drafts) == 1 else draft.expression.end
            yield Hint(max(position, draft.expression.end), text, draft.tooltip, draft.about)


def _shares(lengths: list[int], room: int) -> list[int]:
    """How much of the line's room each hint gets: what it wants, as long as that leaves as much for those that follow.

    The shortest choose first.
    """
    shares = [0] * len(lengths)
    left = len(lengths)
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        shares[index] = max(min(lengths[index], room // left), _SHORTEST)
        room -= min(lengths[index], shares[index])
        left -= 1
    return shares


def _text(draft: Draft, settings: Settings, limit: int) -> str:
    shape = draft.shape if settings.hints_shapes else ""
    count = draft.count if settings.hints_parameters else ""
    return label(shape, count, limit) if shape or count else ""
