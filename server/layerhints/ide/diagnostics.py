"""Problems, where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layerhints.project.text import Range
from layerhints.project.view import View


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem at the narrowest expression that is to blame; `link` leads to the explanation of its code."""

    range: Range
    code: str
    message: str
    link: str


def diagnostics(view: View) -> Iterator[Diagnostic]:
    """The document's own problems, none when they are switched off."""
    if not view.settings.diagnostics_enable:
        return
    for finding in view.analysis.findings:
        if (range := view.here(finding.site)) is not None:
            yield Diagnostic(range, finding.code, finding.message, f"https://layerhints.invalid/problems#{finding.code}")
