"""Whether a comment can stand where one is to be written."""

from __future__ import annotations

from layerhints.project.view import View
from layerhints.syntax.comments import comments


def comment_of(view: View, row: int, line: str) -> str:
    """The comment that row `row` would have if `line` stood there; empty where that is no comment, but part of a string
    or behind a line's continuation.
    """
    above = "\n".join(view.text.line(each) for each in range(row))
    found = [each for each in comments(f"{above}\n{line}" if row else line) if each.span.row == row]
    if not found or line[: found[0].span.column].rstrip().endswith("\\"):
        return ""
    return f"#{found[0].text}"
