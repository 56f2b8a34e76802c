"""One hint."""

from __future__ import annotations

from dataclasses import dataclass

from layerhints.project.text import Position


@dataclass(frozen=True, slots=True)
class Hint:
    """A short text to be drawn behind `position`; `about` is where the hover says more."""

    position: Position
    label: str
    tooltip: str = ""
    about: Position | None = None
