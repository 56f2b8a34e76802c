"""What an editor offers to do about a problem."""

from __future__ import annotations

from dataclasses import dataclass

from layerhints.ide.ignoring import ignoring, is_ignored
from layerhints.project.text import Position
from layerhints.project.view import View
from layerhints.syntax.comments import comments


@dataclass(frozen=True, slots=True)
class CodeAction:
    """Something to be inserted at one place."""

    title: str
    position: Position
    text: str


def ignore(view: View, row: int, code: str) -> CodeAction | None:
    """Say in line `row` that problems with a code are to be ignored; None where no comment can stand in that line."""
    line = view.text.line(row)
    column, text = ignoring(line, code)
    if is_ignored(line, code) or not _is_comment(view, row, f"{line[:column]}{text}{line[column:]}", code):
        return None
    return CodeAction(f"Ignore `{code}` in this line", Position(row, column), text)


def _is_comment(view: View, row: int, line: str, code: str) -> bool:
    """Would what was added to the line be a comment, and not part of a string, or behind a line's continuation?"""
    above = "\n".join(view.text.line(each) for each in range(row))
    found = [each for each in comments(f"{above}\n{line}" if row else line) if each.span.row == row]
    if not found or not is_ignored(f"#{found[0].text}", code):
        return False
    return not line[: found[0].span.column].rstrip().endswith("\\")
