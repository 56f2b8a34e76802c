"""A document's source with its hints drawn behind the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from layerhints.ide.hints import Hint, hints
from layerhints.project.notebook import NotebookText
from layerhints.project.view import View

_GAP = "   "
_DIM, _PLAIN = "\x1b[2;36m", "\x1b[0m"


def with_hints(view: View, colour: bool = False) -> Iterator[str]:
    """The lines of the document; hints behind a line's code are aligned in columns, others stand where they belong."""
    by_row: dict[int, list[Hint]] = defaultdict(list)
    for hint in hints(view):
        by_row[hint.position.row].append(hint)
    column = _column(view, by_row)
    heads = _heads(view)
    for row in range(view.text.line_count):
        line = view.text.line(row)
        yield from heads.get(row, ())
        if row == view.text.line_count - 1 and not line:
            return
        found = by_row.get(row, [])
        if len(found) == 1 and not line[found[0].position.column :].strip():
            yield f"{line.rstrip().ljust(column)}{_GAP}{_drawn(found[0].label, colour)}"
            continue
        for hint in reversed(found):
            before, after = line[: hint.position.column], line[hint.position.column :]
            line = f"{before} {_drawn(hint.label, colour)}{after}"
        yield line


def _heads(view: View) -> dict[int, tuple[str, ...]]:
    """What stands above the cells of a notebook."""
    text = view.text
    if not isinstance(text, NotebookText):
        return {}
    return {row: ("",) * (row > 0) + (f"# %% cell {text.place(row).cell}",) for row in text.rows[:-1]}


def _column(view: View, by_row: dict[int, list[Hint]]) -> int:
    """The column behind the longest line that has one hint at its end, if that is not far out."""
    lengths = [found[0].position.column for found in by_row.values() if len(found) == 1]
    return max((length for length in lengths if length <= _FARTHEST), default=0)


_FARTHEST = 100


def _drawn(label: str, colour: bool) -> str:
    return f"{_DIM}{label}{_PLAIN}" if colour else f"«{label}»"
