"""One hint, before and after it has its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from layerhints.project.text import Position, Range


@dataclass(frozen=True, slots=True)
class Hint:
    """A short text to be drawn behind `position`; `about` is where the hover says more."""

    position: Position
    label: str
    tooltip: str
    about: Position

    def moved(self, rows: int) -> Hint:
        """The same so many lines further down."""
        row, column = self.about
        position = Position(self.position.row + rows, self.position.column)
        return Hint(position, self.label, self.tooltip, Position(row + rows, column))


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints of one definition, from top to bottom."""

    hints: list[Hint]

    def moved(self, rows: int) -> Hints:
        return Hints([hint.moved(rows) for hint in self.hints])


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said about an expression: a shape, a count, or both; either may be empty."""

    expression: Range
    shape: str
    count: str
    tooltip: str
    about: Position

    @property
    def has_shape(self) -> bool:
        """Is anything known of the shape, were it only the number of its axes?"""
        return _UNKNOWN.fullmatch(self.shape) is None

    @property
    def says_something(self) -> bool:
        """A question mark alone is no hint: why nothing is known is said in the hover."""
        return self.has_shape or self.count.strip("?") != ""


_UNKNOWN = re.compile(r"(\d+ × )?\[?((\?|\(…\)|\(…, \?\)|\(\?, …\))(, )?)*\]?")
"""Shapes of which nothing is known."""
