"""Select an entry point for good: `# layerhints: entry point` in the line of its name."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.code_actions.comment import comment_of
from layerhints.ide.edit import Edit
from layerhints.interp.selection import says_so
from layerhints.project.text import Position
from layerhints.project.view import View
from layerhints.values.described import WORD


def select_entry(view: View, position: Position) -> Iterator[CodeAction]:
    """Say in a comment that what is shown is found by the entry point whose name stands in the line of `position`."""
    for entry in view.analysis.alternatives:
        name = view.here(entry.site)
        if name is not None and name.start.row == position.row and not says_so(entry):
            text = view.text.line(position.row).rstrip()
            comment = f"  # {WORD}: entry point"
            if comment_of(view, position.row, f"{text}{comment}"):
                edit = Edit.insert(Position(position.row, len(text)), comment)
                yield CodeAction(f"Always show hints for {entry.symbol}", edit)
