"""All that there is to say about a line: its problems, and what its hints are about."""

from __future__ import annotations

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.hover import Hover, hover
from layerhints.project.text import Range
from layerhints.project.view import View


def explanation(view: View, row: int) -> list[str]:
    """The problems that begin in a row, and the hover of each hint that stands in it or is about what stands there."""
    problems = [f"{each.message}  [{each.code}]" for each in diagnostics(view) if each.range.start.row == row]
    found: dict[Range, Hover] = {}
    for hint in hints(view):
        if row in (hint.position.row, hint.about.row) and (said := hover(view, hint.about)) is not None:
            found.setdefault(said.range, said)
    return [*problems, *(said.plain() for said in found.values())]
