"""One state of one document: its text, what its analysis found, and where things stand. It never changes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar

from layerhints.project.text import Place, Position, Range, Text

if TYPE_CHECKING:
    from layerhints.interp import Program
    from layerhints.project.settings import Settings
    from layerhints.syntax import Module
    from layerhints.syntax.tree import Definition, Span
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.sites import Site

T = TypeVar("T", bound="Movable")
S = TypeVar("S", bound="Standing")
F = TypeVar("F")
W = TypeVar("W")


class Location(NamedTuple):
    """A stretch of a file; the file may be another one than the document at hand."""

    file: str
    range: Range


class Placed(NamedTuple):
    """A definition of the document and the line at which its spans begin."""

    row: int
    definition: Definition

    def range(self, span: Span) -> Range:
        return Range(
            Position(self.row + span.row, span.column), Position(self.row + span.end_row, span.end_column)
        )

    def holds(self, span: Span, position: Position) -> bool:
        """Is the position in the range of a span?"""
        place = position.row - self.row, position.column
        return (span.row, span.column) <= place <= (span.end_row, span.end_column)


class Movable(Protocol):
    """What is drawn at some lines."""

    def moved(self: T, rows: int) -> T: ...


class Standing(Movable, Protocol):
    """What is drawn at one place."""

    @property
    def position(self) -> Position: ...


class Drawn(NamedTuple):
    """What was drawn in a definition when it began at the line `row`, and from what."""

    facts: list[Fact]
    settings: Settings
    row: int
    drawing: Any


Drawings: TypeAlias = "defaultdict[str, dict[tuple[str, int], Drawn]]"
"""For each kind of drawing, what was drawn in each definition (by its key)."""


class Sheet(NamedTuple):
    """What was drawn in a stretch of the document, from top to bottom, and when."""

    stretch: Sequence[tuple[int, Definition]]
    settings: Settings
    time: int
    drawings: list[Any]


Sheets: TypeAlias = "dict[str, Sheet]"
"""For each kind of drawing, the stretch that was asked for last."""


Tables: TypeAlias = "dict[str, tuple[Module, dict[tuple[str, int], int]]]"
"""For each file, as it was when somebody asked, the first line of each definition (by its key)."""


class Words:
    """What was said of facts, by these, since drawings were made last."""

    def __init__(self) -> None:
        self._before: dict[tuple[Any, ...], Any] = {}
        self._now: dict[tuple[Any, ...], Any] = {}

    def of(self, facts: Sequence[F], say: Callable[[Sequence[F]], W]) -> W:
        """What `say` says of facts, which are themselves and no others; it hangs on nothing else."""
        key = (say, *facts)
        found = self._now.get(key)
        if found is None:
            found = self._before.get(key)
            self._now[key] = found = say(facts) if found is None else found
        said: W = found
        return said

    def turn(self) -> None:
        """Drawings were made: what was said for those before them, and not for them, is let go."""
        if self._now:
            self._before, self._now = self._now, {}


def reaching(placed: Sequence[tuple[int, W]], range: Range) -> Sequence[tuple[int, W]]:
    """Of what stands in a document from certain rows on, what may reach into `range`."""
    first = max(0, bisect_right(placed, range.start.row, key=lambda each: each[0]) - 1)
    end = bisect_right(placed, range.end.row, key=lambda each: each[0])
    return placed[first:end]


@dataclass(frozen=True)
class View:
    """`modules` are the files that the analysis read, as they are now: the same definitions, perhaps at other lines.
    `read_since` gives one that it read later, for an entry point. `supposing` shows the document as if it had another
    text; meanwhile nothing else is to be asked of this state.
    """

    file: str
    text: Text
    settings: Settings
    analysis: Program
    modules: Mapping[str, Module]
    _drawn: Drawings = field(default_factory=lambda: defaultdict(dict))
    _sheets: Sheets = field(default_factory=dict)
    _tables: Tables = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    read_since: Callable[[str], Module | None] = lambda file: None
    supposing: Callable[[Text], AbstractContextManager[View]] | None = None

    def locate(self, site: Site | None) -> Location | None:
        """Where a site stands now; None for no site and for a file that is gone."""
        if site is None:
            return None
        definition, span = site.unit.definition, site.span
        if site.unit.file == self.file:
            now = self.analysis.where(definition, span)
            if now is None:
                return None
            definition, span = now
        start = self._starts(site.unit.file).get(definition.key)
        if start is None:
            return None
        return Location(site.unit.file, Placed(start, definition).range(span))

    def place(self, location: Location) -> Place:
        """What people call the line in which something begins."""
        row = location.range.start.row
        return self.text.place(row) if location.file == self.file else Place(row + 1)

    def here(self, site: Site | None) -> Range | None:
        """Where a site stands in this document; None when it stands elsewhere."""
        location = self.locate(site)
        return location.range if location is not None and location.file == self.file else None

    def inside(self, placed: Placed, site: Site | None) -> Range | None:
        """Where a site stands in one definition of this document; None when it stands elsewhere."""
        if site is None or site.unit.file != self.file:
            return None
        now = self.analysis.where(site.unit.definition, site.span)
        return None if now is None or now[0].key != placed.definition.key else placed.range(now[1])

    def stands(self, placed: Placed, site: Site | None, span: Span) -> bool:
        """Does a site stand at a stretch of one definition of this document? Edits move its rows, never its columns."""
        if site is None or site.span.column != span.column or site.span.end_column != span.end_column:
            return False
        if site.unit.file != self.file:
            return False
        now = self.analysis.where(site.unit.definition, site.span)
        return now is not None and now[1] == span and now[0].key == placed.definition.key

    def definitions(self, range: Range | None = None) -> Iterator[Placed]:
        """The document's definitions, or those that may reach into `range`, from top to bottom."""
        for row, definition in self._stretch(range):
            yield Placed(row, definition)

    def answered_within(self, steps: int) -> set[tuple[str, int]]:
        """The definitions (by their keys) of which facts can be had within so many steps of entry points."""
        return self.analysis.answered_within((definition.key for _, definition in self._stretch(None)), steps)

    def _stretch(self, range: Range | None) -> Sequence[tuple[int, Definition]]:
        module = self.modules.get(self.file)
        definitions = module.definitions if module is not None else ()
        return definitions if range is None else reaching(definitions, range)

    def facts(self, placed: Placed) -> Iterator[Fact]:
        """The facts that stand in a definition of the document."""
        yield from self.analysis.facts_in(placed.definition.key)

    def looked_at(self) -> Iterator[tuple[str, int]]:
        """The definitions (by their keys) that stand in what was asked for last."""
        for sheet in self._sheets.values():
            yield from (definition.key for _, definition in sheet.stretch)

    def drawn_of(self, kind: str, keys: Container[tuple[str, int]], draw: Callable[[View, Placed], T]) -> list[T]:
        """What `draw` makes of some definitions (by their keys) from top to bottom, kept as by `drawn`."""
        return self._drawn_of(kind, [each for each in self._stretch(None) if each[1].key in keys], draw)

    def drawn(self, kind: str, range: Range | None, draw: Callable[[View, Placed], T]) -> list[T]:
        """What `draw` makes of each definition of the document, or of those that may reach into `range`, from top to
        bottom. It is kept from earlier views as long as the same facts stand in a definition; if that only moved, so
        does what was drawn of it. `kind` names what is drawn.
        """
        return self._drawn_of(kind, self._stretch(range), draw)

    def _drawn_of(
        self, kind: str, stretch: Sequence[tuple[int, Definition]], draw: Callable[[View, Placed], T]
    ) -> list[T]:
        time = self.analysis.news.time
        found, places = self._unchanged(kind, stretch)
        counted, anew = self.analysis.counted, 0
        for place in places:
            row, definition = stretch[place]
            found[place], is_new = self._drawing(kind, Placed(row, definition), draw)
            counted.run["drawings"] += is_new
            anew += is_new
        self._sheets[kind] = Sheet(stretch, self.settings, time, found)
        self.words.turn()
        counted.reused["drawings"] += len(places) - anew
        return [*found]

    def _unchanged(self, kind: str, stretch: Sequence[tuple[int, Definition]]) -> tuple[list[Any], list[int]]:
        """What was drawn of a stretch when that was asked for last, and the places that are to be looked at again: what
        stands elsewhere now, or may be shown otherwise. What is nearest to an edit comes first: somebody looks at it.
        """
        from layerhints.syntax.module import difference

        sheet = self._sheets.get(kind)
        if sheet is None:
            return [None] * len(stretch), [*range(len(stretch))]
        first, end = difference(sheet.stretch, stretch)
        news = self.analysis.news_since(sheet.time) if sheet.settings == self.settings else None
        if news is None:
            return [None] * len(stretch), sorted(range(len(stretch)), key=lambda place: abs(place - first))
        behind = len(stretch) - len(sheet.stretch) + end
        found = [*sheet.drawings[:first], *[None] * (behind - first), *sheet.drawings[end:]]
        places = [*range(first, behind)]
        elsewhere = news and news - {definition.key for _, definition in stretch[first:behind]}
        if elsewhere:
            others = [*range(first), *range(behind, len(stretch))]
            others = [place for place in others if stretch[place][1].key in elsewhere]
            places += sorted(others, key=lambda place: abs(place - first))
        return found, places

    def _drawing(self, kind: str, placed: Placed, draw: Callable[[View, Placed], T]) -> tuple[T, bool]:
        """What is drawn of one definition; was it drawn now?"""
        drawings, settings = self._drawn[kind], self.settings
        row, key = placed.row, placed.definition.key
        facts = self.analysis.facts_in(key)
        known = drawings.get(key)
        if (
            known is None
            or not (known.facts is facts or known.facts == facts)
            or not (known.settings is settings or known.settings == settings)
        ):
            known = drawings[key] = Drawn(facts, settings, row, draw(self, placed))
            return known.drawing, True
        if known.row != row:
            known = drawings[key] = known._replace(row=row, drawing=known.drawing.moved(row - known.row))
        return known.drawing, False

    def shown(self, kind: str) -> list[tuple[int, Any]]:
        """The first row of each definition, and what was drawn there if that still holds; None elsewhere."""
        found: list[tuple[int, Any]] = []
        for row, definition in self._stretch(None):
            known = self._drawn[kind].get(definition.key)
            facts = self.analysis.facts_known(definition.key)
            holds = known is not None and known.facts == facts and known.settings == self.settings
            found.append((row, known.drawing.moved(row - known.row) if known is not None and holds else None))
        return found

    def drawn_once(self, kind: str, placed: Placed, draw: Callable[[View, Placed], list[S]]) -> list[S]:
        """What `draw` makes of a definition. As long as that stands in the place of one that was analysed, it is made
        once and then put where the rows of the definition are.
        """
        shown = self.analysis.stand_ins.shown(placed.definition.key)
        if shown is None:
            return draw(self, placed)
        facts, rows, drawings = self.analysis.facts_in(placed.definition.key), shown.rows, self._drawn[kind]
        known = drawings.get(shown.analysed.key)
        if known is None or known.settings != self.settings or known.facts is not facts:
            drawn = draw(self, placed)
            before = [item.moved(rows.before(item.position.row - placed.row) - item.position.row) for item in drawn]
            drawings[shown.analysed.key] = Drawn(facts, self.settings, 0, before)
            return drawn
        return [item.moved(placed.row + rows.after(item.position.row) - item.position.row) for item in known.drawing]

    def problems(self, placed: Placed) -> Iterator[Finding]:
        """The problems that stand in a definition of the document."""
        yield from self.analysis.problems_in(placed.definition.key)

    def _starts(self, file: str) -> dict[tuple[str, int], int]:
        """For each definition of a file, its first line."""
        module = self.modules.get(file) or self.read_since(file)
        if module is None:
            return {}
        known = self._tables.get(file)
        if known is None or known[0] is not module:
            known = self._tables[file] = (module, {definition.key: start for start, definition in module.definitions})
        return known[1]
