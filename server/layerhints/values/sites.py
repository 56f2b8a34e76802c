"""Places in programs, named so that an edit elsewhere does not move them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class Places(Mapping[str, Site]):
    """Where things with names stand in one unit, as sites that are made when somebody looks: of most nobody does."""

    __slots__ = ("_spans", "_unit")

    def __init__(self, unit: Unit, spans: dict[str, Span]) -> None:
        self._unit = unit
        self._spans = spans

    def __getitem__(self, name: str) -> Site:
        return Site(self._unit, self._spans[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)
