"""What stands above entry points between which a person may choose: the one by which hints are found, or to use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layerhints.project.text import Range
from layerhints.project.view import View


@dataclass(frozen=True, slots=True)
class CodeLens:
    """A line above a name. `selects` is the entry point that is selected when somebody follows it, None if the
    selection ends then; nothing follows from one that `is_fixed` by a comment.
    """

    range: Range
    title: str
    selects: str | None
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """What a file defines and nothing in it uses; `row` is that of its name, `kind` is `function` or `class`."""

    symbol: str
    kind: str
    row: int


def code_lenses(view: View) -> Iterator[CodeLens]:
    """The lenses of a document, in its order. Nothing is run for them."""
    if not view.settings.code_lens_enable:
        return
    selected, is_picked = view.analysis.selected, view.analysis.is_picked
    for entry in view.analysis.alternatives:
        symbol, range = entry.symbol, view.here(entry.site)
        if range is None:
            continue
        if symbol not in selected:
            yield CodeLens(range, f"Show hints for {symbol}", symbol)
        elif is_picked:
            yield CodeLens(range, f"Hints are for {symbol} · reset", None)
        else:
            yield CodeLens(range, f"Hints are for {symbol}, as a comment says", None, is_fixed=True)


def entry_points(view: View) -> Iterator[EntryPoint]:
    """All that may be selected, in the order of the document."""
    for entry in view.analysis.entries.values():
        if (range := view.here(entry.site)) is not None:
            yield EntryPoint(entry.symbol, entry.kind, range.start.row)
