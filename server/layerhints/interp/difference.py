"""In which statements two states of a definition differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from layerhints.interp.binding import held_blocks
from layerhints.interp.unnoticed import changed_rows, lines_in
from layerhints.syntax import tree

if TYPE_CHECKING:
    from layerhints.interp.unnoticed import Rows


class Spot(NamedTuple):
    """The statements `gone` of a block, behind the first `head`, and those that `come` in their place."""

    block: tree.Block
    head: int
    gone: tree.Block
    come: tree.Block


class Difference(NamedTuple):
    """In which rows two texts of a definition differ, and the `rest` of the text; the `spots` that hold these rows,
    from the outermost block to the innermost; and the functions in whose bodies they stand. Of equal texts there are
    none.
    """

    rows: Rows
    rest: str
    spots: list[Spot]
    functions: list[tree.Function]


def difference(old: tree.Definition, new: tree.Definition) -> Difference | None:
    """What an edit changed, if statements of one block of a function and nothing else, or nothing at all."""
    changed = changed_rows(old, new)
    if changed is None:
        return None
    found = Difference(*changed, [], [])
    if found.rows.first == found.rows.end and not found.rows.shift:
        return found
    _compare(found, old, old.body, new.body)
    return found if found.functions else None


_HOLDERS = (tree.If, tree.For, tree.While, tree.With, tree.Function, tree.Class)


def _compare(found: Difference, definition: tree.Definition, old: tree.Block, new: tree.Block) -> None:
    rows, most = found.rows, min(len(old), len(new))
    head = 0
    while head < most and old[head].span.end_row < rows.first and _stays(old[head], new[head], rows):
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail].span.row >= rows.end and _stays(old[-1 - tail], new[-1 - tail], rows):
        tail += 1
    gone, come = old[head : len(old) - tail], new[head : len(new) - tail]
    found.spots.append(Spot(old, head, gone, come))
    if len(gone) == len(come) == 1 and type(gone[0]) is type(come[0]) and isinstance(gone[0], _HOLDERS):
        pairs = list(zip(held_blocks(gone[0]), held_blocks(come[0]), strict=True))
        inner = [pair for pair in pairs if not _all_stay(*pair, rows)]
        if len(inner) == 1 and _are_led_alike(definition, *inner[0], rows) and _are_called_alike(gone[0], come[0]):
            if isinstance(gone[0], tree.Function):
                found.functions.append(gone[0])
            _compare(found, definition, *inner[0])


def _are_led_alike(definition: tree.Definition, old: tree.Block, new: tree.Block, rows: Rows) -> bool:
    """Does all that stands before two states of a block stand in rows that did not change?"""
    if not (old and new):
        return False
    first, now = old[0].span, new[0].span
    if (first.row, first.column) != (now.row, now.column) or rows.first < first.row:
        return False
    return rows.first > first.row or not lines_in(definition)[first.row][: first.column].strip()


def _are_called_alike(old: tree.Statement, new: tree.Statement) -> bool:
    """Does a call run the body, before and after the edit, if these are functions? A generator's is run by whoever asks
    for its items.
    """
    return not isinstance(old, tree.Function) or old.is_generator is getattr(new, "is_generator", None)


def _stays(old: tree.Statement, new: tree.Statement, rows: Rows) -> bool:
    return type(old) is type(new) and rows.moved(old.span) == new.span


def _all_stay(old: tree.Block, new: tree.Block, rows: Rows) -> bool:
    return len(old) == len(new) and all(_stays(*pair, rows) for pair in zip(old, new, strict=True))


__all__ = ["Difference", "Spot", "difference"]
