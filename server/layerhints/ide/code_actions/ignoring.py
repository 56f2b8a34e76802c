"""Ignore a problem: `# layerhints: ignore[code]` in its line."""

from __future__ import annotations

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.code_actions.comment import comment_of
from layerhints.ide.edit import Edit
from layerhints.ide.ignoring import ignoring, is_ignored
from layerhints.project.text import Position
from layerhints.project.view import View


def ignore(view: View, row: int, code: str) -> CodeAction | None:
    """Say in line `row` that problems with a code are to be ignored; None where no comment can stand in that line."""
    line = view.text.line(row)
    column, text = ignoring(line, code)
    written = f"{line[:column]}{text}{line[column:]}"
    if is_ignored(line, code) or not is_ignored(comment_of(view, row, written), code):
        return None
    return CodeAction(f"Ignore `{code}` in this line", Edit.insert(Position(row, column), text))
