"""The only code of these tests that touches the API."""

from __future__ import annotations

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/workspace/model.py"


class Session:
    """One document, edited over and over in the same project."""

    def __init__(self) -> None:
        self._project = Project({})

    def shows(self, text: str) -> list[tuple[int, str]]:
        """The line (from 0) and the label of every hint, once the document reads `text`."""
        self._project.open(FILE, Text(text))
        return [(hint.position.row, hint.label) for hint in hints(self._project.view(FILE))]

    def counters(self) -> dict[str, int]:
        status = self._project.status()
        return {name: status[name] for name in ("definitions_lowered", "queries_run", "queries_reused")}


def fresh(text: str) -> list[tuple[int, str]]:
    """The same from a project that has never seen another text."""
    return Session().shows(text)
