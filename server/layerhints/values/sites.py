"""Places in programs, named so that an edit elsewhere does not move them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from layerhints.syntax.tree import Definition, Span


class Unit(NamedTuple):
    """One top-level definition of one file. `file` is the path as the project names it."""

    file: str
    definition: Definition


class Site(NamedTuple):
    """A stretch of text inside a definition; features turn it into absolute lines last."""

    unit: Unit
    span: Span

    @property
    def key(self) -> tuple[str, tuple[str, int], Span]:
        """What identifies the place: file, definition by content, span within it."""
        return self.unit.file, self.unit.definition.key, self.span
