"""`layerhints explain`: a line of a file with the numbers of its layers, or the page of a problem."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from layerhints.cli.collecting import collect_rarely
from layerhints.cli.outcome import CLEAN, Complaint
from layerhints.cli.places import keep, project_of

if TYPE_CHECKING:
    from layerhints.project.view import View

_PLACE = re.compile(r"(?P<file>.+?):(?:(?P<cell>\d+):)?(?P<line>\d+)")


def run(options: argparse.Namespace) -> int:
    place = _PLACE.fullmatch(options.subject)
    if place is None:
        print(_page(options.subject))
        return CLEAN
    collect_rarely()
    project, file = project_of(options.python, place["file"])
    view = project.view(file)
    print(_line(view, _row(view, place), place["file"], place["line"]))
    keep(project)
    return CLEAN


def _page(code: str) -> str:
    from difflib import get_close_matches

    from layerhints.rules.problems import PAGES

    page = PAGES.get(code)
    if page is None:
        near = get_close_matches(code, PAGES, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; the codes are {', '.join(sorted(PAGES))}"
        raise Complaint(f"`{code}` is neither FILE:LINE nor the code of a problem{hint}")
    return f"{code}: {page.title}\n\n{page.text}"


def _row(view: View, place: re.Match[str]) -> int:
    """The row of a line of a file, or of a cell of a notebook, both counted from 1."""
    from layerhints.project.notebook import NotebookText

    file, cell, line = place["file"], place["cell"], int(place["line"])
    if isinstance(view.text, NotebookText):
        if cell is None:
            raise Complaint(f"{file} is a notebook: say FILE:CELL:LINE, as `layerhints hints {file}` numbers the cells")
        rows = (row for row in range(view.text.line_count) if view.text.place(row) == (line, int(cell)))
        row = next(rows, None)
        if row is None:
            raise Complaint(f"{file} has no line {line} in a cell {cell}")
        return row
    if cell is not None:
        raise Complaint(f"{file} is no notebook: say FILE:LINE")
    if not 1 <= line <= view.text.line_count:
        raise Complaint(f"{file} has {view.text.line_count} lines, and no line {line}")
    return line - 1


def _line(view: View, row: int, file: str, line: str) -> str:
    from layerhints.ide.explanation import explanation

    found = explanation(view, row)
    if not found:
        raise Complaint(f"line {line} has no hint; `layerhints hints {file}` shows the lines that have")
    return "\n\n\n".join(found)
