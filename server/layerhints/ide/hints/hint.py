"""One hint, before and after it has its place."""

from __future__ import annotations

from dataclasses import dataclass

from layerhints.project.text import Position, Range


@dataclass(frozen=True, slots=True)
class Hint:
    """A short text to be drawn behind `position`; `about` is where the hover says more."""

    position: Position
    label: str
    tooltip: str
    about: Position


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said about an expression: a shape, a count, or both; either may be empty."""

    expression: Range
    shape: str
    count: str
    tooltip: str
    about: Position
