"""The only code of these tests that touches the API."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from layerhints.ide.code_lenses import code_lenses
from layerhints.ide.completion import Completion, completions
from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.hover import hover
from layerhints.ide.summary import as_json
from layerhints.ide.symbols import Symbol, symbols
from layerhints.libraries.keras.reading import READ
from layerhints.project.project import Project
from layerhints.project.text import Position, Range, Text
from layerhints.rules.remembered import APPLIED, BOUND, MADE, TRACED
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layerhints.interp import Program
    from layerhints.interp.course import Course
    from layerhints.interp.entries import Entry
    from layerhints.interp.rehearsal import Rehearsal

COUNTERS = (
    "definitions_lowered", "definitions_run", "entry_points_run", "tracks_run", "drawings_run", "interpreter_steps",
)  # fmt: skip
FILE = "/workspace/model.py"


def at_look(wanted: int) -> tuple[Callable[[], bool], Callable[[], int]]:
    """Something that comes first once: when it is asked for the nth time. And how often it was asked."""
    asked = 0

    def look() -> bool:
        nonlocal asked
        asked += 1
        return asked == wanted

    return look, lambda: asked


def worked(project: Project, file: str = FILE) -> int:
    """Do at leisure all that is to be done; how often that gave way."""
    pauses = 0
    while True:
        try:
            while project.work(file):
                pass
        except Interrupted:
            pauses += 1
        else:
            return pauses


class Session:
    """One document, edited over and over in the same project. It begins with rules that remember nothing."""

    def __init__(self) -> None:
        for remembered in (BOUND, APPLIED, MADE, TRACED, READ):
            remembered.clear()
        self._project = Project({})

    def shows(self, text: str, *rows: int) -> list[tuple[int, str]]:
        """The line (from 0) and the label of every hint, once the document reads `text`; from one row up to another if
        these are given.
        """
        self._project.open(FILE, Text(text))
        range = Range(*(Position(row, 0) for row in rows)) if rows else None
        return [(hint.position.row, hint.label) for hint in hints(self._project.view(FILE), range)]

    def problems(self) -> list[tuple[int, str]]:
        """The line (from 0) and the code of every problem of what was shown last."""
        return [(problem.range.start.row, problem.code) for problem in diagnostics(self._project.view(FILE))]

    def rests(self, looks: int) -> None:
        """Nobody waits for anything, until something arrives before one of so many looks."""
        left = iter(range(looks))
        self._project.gives_way = lambda: next(left, None) is None
        with suppress(Interrupted):
            self._project.go_ahead(FILE, rests=True)
        self._project.gives_way = lambda: False

    def pauses(self) -> None:
        """Nobody waits for anything between two letters."""
        self._project.go_ahead(FILE)

    def selects(self, symbol: str | None) -> None:
        """From now on hints are for one entry point; None ends that."""
        self._project.select(FILE, symbol)

    def offers(self) -> list[tuple[int, str, str | None]]:
        """The line (from 0) and the title of each lens, and what it selects."""
        return [(lens.range.start.row, lens.title, lens.selects) for lens in code_lenses(self._project.view(FILE))]

    def hovers(self, row: int, column: int) -> str:
        """The text of the hover at a place of what was shown last."""
        found = hover(self._project.view(FILE), Position(row, column))
        return "" if found is None else found.plain()

    def kept(self) -> int:
        """How many facts are held in memory."""
        found = self._project.status()["facts_kept"]
        assert isinstance(found, int)
        return found

    def reused(self) -> int:
        """How many calls were not run since the start, because one like them was."""
        found = self._project.status()["calls_reused"]
        assert isinstance(found, int)
        return found

    def rules_applied(self, text: str) -> int:
        """How many applications of a layer are computed to show `text` after what was shown before."""
        before = self._project.status()["rules_run"]
        self.shows(text)
        computed = self._project.status()["rules_run"] - before
        assert isinstance(computed, int)
        return computed

    def resumed(self) -> int:
        """How many statements were not run since the start, because a run went on behind them."""
        found = self._project.status()["statements_reused"]
        assert isinstance(found, int)
        return found

    def held(self) -> set[str]:
        """The entry points of which a whole run is held in memory, for others to go on with."""
        rehearsals = self._project.view(FILE).analysis._rehearsals
        return {symbol for symbol, rehearsal in rehearsals.items() if rehearsal.run}

    def course(self) -> Course:
        """The steps of the module, as they stand."""
        return self.program()._course

    def program(self) -> Program:
        return self._project.view(FILE).analysis

    def says(self, text: str) -> list[object]:
        """Everything that there is to say about the document: hints, their hovers, problems and models."""
        self._project.open(FILE, Text(text))
        view = self._project.view(FILE)
        shown = [(hint, hover(view, hint.about)) for hint in hints(view)]
        return [*shown, *diagnostics(view), as_json(view), symbols(view)]

    def completed(self, text: str, place: int) -> list[Completion]:
        """What may be written at an offset of the document, once it reads `text`."""
        self._project.open(FILE, Text(text))
        row = text.count("\n", 0, place)
        return completions(self._project.view(FILE), Position(row, place - (text.rfind("\n", 0, place) + 1)))

    def outlined(self, text: str) -> list[Symbol]:
        """The outline of the document, once it reads `text`."""
        self._project.open(FILE, Text(text))
        return symbols(self._project.view(FILE))

    def looked(self) -> int:
        """In how many definitions somebody looked since the start whether they are to be drawn anew."""
        status = self._project.status()
        found = status["drawings_run"] + status["drawings_reused"]
        assert isinstance(found, int)
        return found

    def answered(self) -> int:
        """How often the facts that count for a definition were looked for since the start."""
        found = self._project.status()["answers_run"]
        assert isinstance(found, int)
        return found

    def counters(self) -> Counter[str]:
        """What `layerhints.status` counts, without what is measured."""
        status = self._project.status()
        return Counter({name: status[name] for name in COUNTERS})

    def cost(self, text: str) -> dict[str, int]:
        """What it costs to show `text` after what was shown before: the counters that rose, and by how much."""
        before = self.counters()
        self.shows(text)
        return dict(self.counters() - before)


def fresh(text: str, selected: str | None = None) -> list[tuple[int, str]]:
    """The same from a project that has never seen another text, for one entry point if one is `selected`."""
    session = Session()
    session.selects(selected)
    return session.shows(text)


def rehearsals(text: str, count: int) -> Iterator[Iterator[Rehearsal]]:
    """For each entry point of a text so many runs, of which the first reuses no calls."""
    project = Project({})
    project.open(FILE, Text(text))
    program = project.view(FILE).analysis

    def runs(entry: Entry) -> Iterator[Rehearsal]:
        for number in range(count):
            program.machine.reuse.active = number > 0
            yield program._stage.rehearse(entry, summarised=True)

    return map(runs, program.entries.values())
