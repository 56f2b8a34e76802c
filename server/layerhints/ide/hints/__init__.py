"""The hints behind the lines: one file for each kind."""

from __future__ import annotations

from layerhints.ide.hints.hint import Hint
from layerhints.project.text import Range
from layerhints.project.view import View

__all__ = ["Hint", "hints"]


def hints(view: View, range: Range) -> tuple[Hint, ...]:
    """The hints that stand in `range`, from top to bottom."""
    if not view.settings.hints_enable:
        return ()
    return ()
