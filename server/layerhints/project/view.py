"""One state of one document: its text, what its analysis found, and where things stand. It never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.project.text import Position, Range, Text

if TYPE_CHECKING:
    from layerhints.project.settings import Settings
    from layerhints.syntax import Module
    from layerhints.values.sites import Site


class Location(NamedTuple):
    """A stretch of a file; the file may be another one than the document at hand."""

    file: str
    range: Range


@dataclass(frozen=True)
class View:
    """`modules` are the files that the analysis read, as they are now: the same definitions, perhaps at other lines."""

    file: str
    text: Text
    settings: Settings
    analysis: Any
    modules: Mapping[str, Module]

    def locate(self, site: Site | None) -> Location | None:
        """Where a site stands now; None for no site and for a file that is gone."""
        if site is None:
            return None
        start = self._starts(site.unit.file).get(site.unit.definition.key)
        if start is None:
            return None
        span = site.span
        return Location(
            site.unit.file,
            Range(Position(start + span.row, span.column), Position(start + span.end_row, span.end_column)),
        )

    def here(self, site: Site | None) -> Range | None:
        """Where a site stands in this document; None when it stands elsewhere."""
        location = self.locate(site)
        return location.range if location is not None and location.file == self.file else None

    def definitions(self) -> Iterator[tuple[int, Any]]:
        """The document's definitions with their first lines."""
        module = self.modules.get(self.file)
        yield from module.definitions if module is not None else ()

    @cached_property
    def _tables(self) -> dict[str, dict[tuple[str, int], int]]:
        return {}

    def _starts(self, file: str) -> dict[tuple[str, int], int]:
        """For each definition of a file, its first line."""
        table = self._tables.get(file)
        if table is None:
            module = self.modules.get(file)
            definitions = module.definitions if module is not None else ()
            table = self._tables[file] = {definition.key: start for start, definition in definitions}
        return table
