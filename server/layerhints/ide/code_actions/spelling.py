"""Correct a word that the problem takes for another: `Linear(in_feature=3)`, `padding="smae"`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.diagnostics import Diagnostic
from layerhints.ide.edit import Edit
from layerhints.project.text import Position, Range
from layerhints.project.view import View

_KEYWORD = re.compile(r"(\w+)\s*=\s*\Z")


def correct(view: View, problem: Diagnostic) -> Iterator[CodeAction]:
    """Write what was probably meant by a word in place of it, where it stands once in what is blamed."""
    if problem.correction is None:
        return
    written, meant = problem.correction
    range = _keyword(view, problem.range, written) or _word(view, problem.range, written)
    if range is not None:
        yield CodeAction(f"Replace `{written}` by `{meant}`", Edit(range, meant), mends=True)


def _keyword(view: View, blamed: Range, word: str) -> Range | None:
    """Where the word is the name of the argument that is blamed."""
    row, column = blamed.start
    found = _KEYWORD.search(view.text.line(row)[:column])
    return None if found is None or found[1] != word else _of(row, found.start(1), word)


def _word(view: View, blamed: Range, word: str) -> Range | None:
    row, column = blamed.start
    if row != blamed.end.row:
        return None
    text = view.text.line(row)[column : blamed.end.column]
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    return _of(row, column + places[0], word) if len(places) == 1 else None


def _of(row: int, column: int, word: str) -> Range:
    return Range(Position(row, column), Position(row, column + len(word)))
