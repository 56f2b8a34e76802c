"""The project: the one thing that changes. It gives out immutable views."""

from __future__ import annotations

import gc
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerhints.project import shown
from layerhints.project.collecting import MANY, MORE, SOME, TOO_MANY, collect, collect_all, new_objects
from layerhints.project.configuration import read_pyproject
from layerhints.project.decoding import NotText
from layerhints.project.memo import Memo, Question, Reader
from layerhints.project.settings import Settings, read
from layerhints.project.text import Range, Text
from layerhints.project.view import View, reaching
from layerhints.project.world import Document, World

if TYPE_CHECKING:
    from layerhints.algebra import Unknown
    from layerhints.interp import Model
    from layerhints.interp.counted import Counted

_FEW = 256
"""Drawings of definitions that are gone which may be kept beside those of definitions that are there."""
_COLLECT_AFTER = 0.5
"""How many seconds of analysis may leave cycles behind before a new analysis begins with collecting them."""


class Project:
    """Open documents, files, settings, and the memo of their analyses."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._world = World(variables)
        self._editor_settings: Mapping[str, Any] = {}
        self._memos: dict[str, Memo] = {}
        self._counted: Counted | None = None
        self._picked: dict[str, str] = {}
        """The entry points that somebody selected in the editor, by their files."""
        self._views_reused = 0
        self._last_analysis = 0.0
        self._uncollected = 0.0
        self._left = 0
        """How many new objects there were when an answer was begun last."""
        self._before: dict[str, shown.Stretch | None] = {}
        """What was shown of open files when they were open last, until something changes."""
        self.settings = Settings()
        self.gives_way: Callable[[], bool] = lambda: False
        """Asked between two parts of an analysis: does something else come first? Whoever asked for the analysis gets
        `Interrupted`. At leisure it is asked amid a model as well.
        """
        self.overtaken: Callable[[], bool] = lambda: False
        """Asked amid a model that somebody waits for: has an edit arrived, so that nobody does?"""

    def tell_defects(self, tell: Callable[[Exception], None]) -> None:
        """Have a defect of layerhints told, and the rest analysed without what failed. Otherwise it is raised."""
        self._world.on_defect = tell

    # --- what the outside says

    def set_roots(self, folders: Iterable[str]) -> tuple[str, ...]:
        """The folders of the workspace; returns what is wrong in their settings."""
        self._world.roots = tuple(Path(folder) for folder in folders if Path(folder).is_absolute())
        return self._settle()

    def set_editor_settings(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The settings of the editor, in place of those it sent before; returns what is wrong in them."""
        self._editor_settings = values
        return self._settle()

    def _settle(self) -> tuple[str, ...]:
        found = [read_pyproject(root) for root in self._world.roots]
        self.settings, wrong = read(self._editor_settings, *(table for table, _ in found))
        self._world.python = self.settings.python
        self._before = dict.fromkeys(self._before)
        self._world.forget_environments()
        return (*(complaint for _, complaints in found for complaint in complaints), *wrong)

    def open(self, file: str, text: Text, version: int | None = None) -> None:
        self._world.open(file, Document(text, version))
        self._before = dict.fromkeys(self._before)

    change = open

    def close(self, file: str) -> None:
        self._world.close(file)
        self._forget(file)
        self._before = dict.fromkeys(self._before.keys() - {file})

    def will_be_told(self) -> None:
        """From now on `files_changed` is called when a file in the folders of the workspace changes."""
        self._world.is_told = True

    def select(self, file: str, symbol: str | None) -> None:
        """From now on what is shown in a file is found by the entry point `symbol`, wherever that finds anything; by
        any, as the file itself has it, if that is None.
        """
        if symbol is None:
            self._picked.pop(file, None)
        else:
            self._picked[file] = symbol
        if (memo := self._memos.get(file)) is not None:
            memo.program.select(symbol)

    def files_changed(self) -> tuple[str, ...]:
        """Files on disk changed, perhaps what is configured or installed. Changed texts are noticed without this, only
        not at once if it was said that this is called.

        Returns what is wrong in the settings.
        """
        return self._settle()

    # --- answers

    @property
    def open_files(self) -> tuple[str, ...]:
        return tuple(self._world.documents)

    def document(self, file: str) -> Document | None:
        return self._world.documents.get(file)

    def text(self, file: str) -> Text | NotText | None:
        """The text of a file, why it is none, or None when there is no such file."""
        return self._world.text(file)

    def find(self, name: str, importer: str) -> str | None:
        """The file of the module with the dotted `name` as `importer` would find it."""
        found = self._world.find(name, importer)
        return None if found is None else found.file

    def view(self, file: str) -> View:
        """The present state of a file with its analysis, which is made anew only if something it read has changed.

        An unreadable or missing file gives a view with an empty text and nothing found.
        """
        collect(TOO_MANY)
        self._left = new_objects()
        memo = self._memos.get(file)
        module = self._world.module(file)
        if memo is not None and memo.current(self._world, file) and memo.can_follow(file, module):
            same = memo.answers.get(Question("module", (file,))) is module and module is not None
            if same and memo.is_complete:
                self._views_reused += 1
            else:
                self._analyse(file, memo)
        else:
            self._forget(file)
            memo = self._analyse(file, None)
        return self._seen(file, memo)

    def _seen(self, file: str, memo: Memo) -> View:
        text = self._world.text(file)
        own = self._world.module(file)
        modules = memo.modules if own is None else {**memo.modules, file: own}
        present = text if isinstance(text, Text) else Text("")
        supposing = partial(self._supposing, file)
        return View(file, present, self.settings, memo.program, modules, *memo.drawings, memo.module, supposing)

    @contextmanager
    def _supposing(self, file: str, text: Text) -> Iterator[View]:
        """An open document as if it read otherwise. What is asked next follows that as it would follow an edit."""
        with self._world.supposing(file, text):
            yield self.view(file)

    # --- what was shown before

    def shown_before(self, file: str, manner: str, range: Range) -> list[Any] | None:
        """What was drawn in the definitions of a document that may reach into `range` when it was open last, if that is
        what its analysis, which was not made so far, would lead to again.
        """
        memo = self._memos.get(file)
        if (memo is not None and memo.is_complete) or file in self._picked:
            return None
        if file not in self._before:
            self._before[file] = None if memo else shown.find(self._world, file, manner, self.settings)
        before = self._before[file]
        found = None if before is None else [drawn for _, drawn in reaching(before, range)]
        return None if found is None or None in found else found

    def is_kept(self, file: str) -> bool:
        """Was what is shown of a document written since it was opened, as it was then or later?"""
        memo = self._memos.get(file)
        return memo is not None and memo.kept is not None

    def keep_shown(self, file: str, kind: str, manner: str, plain: Callable[[Any], Any]) -> None:
        """Write what is shown of a document, which is drawn in a `manner`, to the user's cache folder, each drawing as
        `plain` data. Nothing is found out for it.
        """
        world, memo = self._world, self._memos.get(file)
        if memo is None or not memo.is_complete or world.has_failed or memo.module(file) is not world.module(file):
            return
        if file in self._picked:
            return  # whoever opens it next has selected nothing
        state = memo.module(file), len(memo.answers), sum(map(len, memo.drawn.values()))
        if state == memo.kept:
            return
        memo.kept = state
        drawn = [(row, drawing and plain(drawing)) for row, drawing in self._seen(file, memo).shown(kind)]
        if any(drawing is not None for _, drawing in drawn) and memo.holds(world):
            shown.keep(world, file, manner, self.settings, memo.answers, drawn)

    def _forget(self, file: str) -> None:
        """Let go of the analysis of a file."""
        memo = self._memos.pop(file, None)
        if memo is not None:
            memo.program.close()

    def work(self, file: str) -> bool:
        """Do a part of what only the problems of a file need. Is there more to do? The file may change in between."""
        collect(MANY)
        return self.view(file).analysis.work()

    def go_ahead(self, file: str, rests: bool = False) -> None:
        """Do what will make the next answer quick while somebody types in the file, or rests from that, and waits for
        nothing.
        """
        collect(MORE)
        memo = self._memos.get(file)
        if memo is not None:
            memo.renew(self._world, file, self.gives_way)
        view = self.view(file)
        view.analysis.go_ahead(view.looked_at(), rests)

    def keep_next(self) -> bool:
        """Write a part of what the next start can use to the user's cache folder; is there more?"""
        return self._world.cache.write()

    def keep(self, seconds: float = math.inf) -> None:
        """Write what the next start can use to the user's cache folder, as much of it as so many seconds allow; nobody
        edits anything further.
        """
        for file in self._world.documents:
            self._world.keep_last(file)
        end = time.monotonic() + seconds
        while self.keep_next() and time.monotonic() < end:
            pass

    def _analyse(self, file: str, memo: Memo | None) -> Memo:
        """Bring the analysis of a file up to date, or begin one."""
        from layerhints.interp import Program
        from layerhints.interp.counted import Counted
        from layerhints.libraries import LIBRARIES
        from layerhints.syntax import Module

        self._counted = self._counted or Counted()
        if memo is None:
            self._collect_old()
        start = time.perf_counter()
        with _without_collector():
            begins = memo is None
            if memo is None:
                reader = Reader(self._world)
                memo = self._memos[file] = Memo(Program(reader, LIBRARIES, file, counted=self._counted), reader)
                memo.program.gives_way = partial(self._between, memo)
                memo.program.overtaken = self._amid
                memo.program.select(self._picked.get(file))
            known = len(memo.answers)
            memo.is_complete = False
            before = memo.answers.get(Question("module", (file,)))
            memo.program.run(memo.reader.read_anew(file) or Module((), 0))
            memo.is_complete = True
            if before is not None:
                memo.forget_drawings(before)
            if len(memo.answers) != known:
                memo.look(self._world, file)
            if begins:
                gc.freeze()
            if any(len(drawings) > 2 * memo.program.size + _FEW for drawings in memo.drawn.values()):
                memo.drawn.clear()
        self._last_analysis = time.perf_counter() - start
        self._uncollected += self._last_analysis
        return memo

    def _between(self, memo: Memo) -> bool:
        """Asked between two parts of an analysis: does something else come first? A question for a whole file may run a
        hundred models, and what each of them left is not to pile up; what the module's own run makes lives on, and what
        earlier answers left is collected when nobody waits.
        """
        if memo.is_complete:
            collect(min(self._left + MANY, TOO_MANY))
        return self.gives_way()

    def _amid(self, at_leisure: bool) -> bool:
        return self.gives_way() if at_leisure else self.overtaken()

    def _collect_old(self) -> None:
        """Give back what earlier analyses left, when there may be much of it. What a first analysis made is frozen: it
        lives on, and looking through it after every few edits would cost more than the edits.
        """
        if self._uncollected > _COLLECT_AFTER:
            self._uncollected = 0.0
            gc.unfreeze()
            gc.collect()

    def tidy(self) -> None:
        """Collect what edits left in cycles; to be called when nobody waits."""
        collect(SOME)

    def rest(self) -> None:
        """Nobody types any more: collect what was left in cycles at any time."""
        collect_all()

    def summarise(
        self, file: str, symbol: str, arguments: Mapping[str, Any], inputs: Sequence[tuple[str | None, tuple[Any, ...]]]
    ) -> tuple[View, Model | Unknown]:
        """The model that a symbol of a file makes with `arguments` in place of defaults, applied to `inputs`."""
        from layerhints.interp import summarise_symbol
        from layerhints.libraries import LIBRARIES
        from layerhints.syntax import Module

        reader = Reader(self._world)
        module = reader.module(file) or Module((), 0)
        with _without_collector():
            model, program = summarise_symbol(reader, LIBRARIES, file, module, symbol, arguments, inputs)
        modules = {name: read for name in reader.files() if (read := reader.module(name)) is not None}
        text = self._world.text(file)
        present = text if isinstance(text, Text) else Text("")
        return View(file, present, self.settings, program, modules), model

    def stale_documents(self, gives_way: Callable[[], bool] | None = None) -> list[str]:
        """The open documents that were answered from something that has changed since, their own texts aside.

        Raises:
            Interrupted: It `gives_way` to something else.
        """
        held = ((file, memo) for file, memo in self._memos.items() if file in self._world.documents)
        return [file for file, memo in held if not memo.looked_at(self._world, file, gives_way)]

    def load_analysis(self) -> None:
        """Import what the first analysis needs. It lasts, and no collection is to look through it."""
        import layerhints.interp
        import layerhints.libraries
        import layerhints.syntax  # noqa: F401

        gc.freeze()

    def status(self) -> dict[str, Any]:
        """Counters since the start: what was done again, and what was not."""
        from layerhints.interp.counted import Counted
        from layerhints.rules.remembered import APPLIED

        counted = self._counted or Counted()
        return {
            "open_documents": len(self._world.documents),
            "definitions_lowered": self._world.definitions_lowered,
            "queries_run": sum(counted.run.values()),
            "queries_reused": sum(counted.reused.values()) + self._views_reused,
            **{f"{kind}_run": count for kind, count in counted.run.items()},
            **{f"{kind}_reused": count for kind, count in counted.reused.items()},
            "rules_run": APPLIED.missed,
            "rules_reused": APPLIED.found,
            "interpreter_steps": counted.steps,
            "facts_kept": sum(memo.program.facts_kept for memo in self._memos.values()),
            "last_analysis_ms": round(self._last_analysis * 1000, 3),
            "resident_memory": resident_memory(),
        }


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold the cycle collector back: an analysis makes many objects that live as long as itself, and looking through
    them again and again costs a quarter of the time. What it leaves is collected between analyses.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def resident_memory() -> int | None:
    """The bytes of memory that this process holds now; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return _peak_memory()
    return pages * os.sysconf("SC_PAGE_SIZE")


def _peak_memory() -> int | None:
    """The most memory that this process ever held, on systems without /proc."""
    try:
        import resource
    except ImportError:
        return None
    import sys

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
