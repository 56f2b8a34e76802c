"""Problems, where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layerhints.project.text import Range
from layerhints.project.view import View


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem at the narrowest expression that is to blame; `layerhints explain CODE` explains its code."""

    range: Range
    code: str
    message: str


def diagnostics(view: View) -> Iterator[Diagnostic]:
    """The document's own problems, none when they are switched off.

    The same code at the same place is one problem, however often the line was run: its first message stands for all.
    """
    if not view.settings.diagnostics_enable:
        return
    for placed in view.definitions():
        seen: set[tuple[Range, str]] = set()
        for finding in view.problems(placed):
            range = view.inside(placed, finding.site)
            if range is not None and (range, finding.code) not in seen:
                seen.add((range, finding.code))
                yield Diagnostic(range, finding.code, finding.message)
