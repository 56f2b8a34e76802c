"""A change of the document that the editor is to make."""

from __future__ import annotations

from dataclasses import dataclass

from layerhints.project.text import Position, Range


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the document, and what is to stand there."""

    range: Range
    text: str

    @classmethod
    def insert(cls, position: Position, text: str) -> Edit:
        return cls(Range(position, position), text)
