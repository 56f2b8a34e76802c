"""Remembering an analysis together with everything that it read, so that it is done again only when that changed."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.project.view import Words
from layerhints.values.host import Interrupted, Sought, Source

if TYPE_CHECKING:
    from layerhints.interp import Program
    from layerhints.project.disk import Stamp
    from layerhints.project.view import Drawings, Sheets, Tables
    from layerhints.project.world import World
    from layerhints.syntax import Module


class Question(NamedTuple):
    """Something that an analysis asked of the world: one of `World`'s methods and its arguments."""

    method: str
    arguments: tuple[Hashable, ...]


class Reader:
    """The world as one analysis sees it. It implements `values.host.Host` and writes down what was asked and answered.

    The same question gets the same answer during the whole analysis, even if a file changes meanwhile.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.answers: dict[Question, Any] = {}
        self.imported: set[str] = set()
        """The files that were found for an import."""

    def module(self, file: str) -> Module | None:
        """The definitions of a file; None when there is no such file or it is no text."""
        module: Module | None = self._ask("module", file)
        return module

    def source(self, name: str, importer: str) -> Source | None:
        found = self._ask("find", name, importer)
        if found is None:
            return None
        self.imported.add(found.file)
        module = self.module(found.file)
        return None if module is None else Source(found.file, found.is_package, module)

    def is_compiled(self, name: str, importer: str) -> bool:
        return bool(self._ask("is_compiled", name, importer))

    def data(self, file: str) -> bytes | None:
        content: bytes | None = self._ask("data", file)
        return content

    def distribution(self, name: str) -> str | None:
        version: str | None = self._ask("distribution", name)
        return version

    def keras_configuration(self) -> dict[str, object]:
        configuration: dict[str, object] = self._ask("keras_configuration")
        return configuration

    def module_name(self, file: str) -> str:
        return str(self._ask("module_name", file))

    def defect(self, error: Exception) -> bool:
        return self._world.defect(error)

    def search(self, file: str, pattern: Sought) -> str | None:
        found: str | None = self._ask("search", file, pattern)
        return found

    def files(self) -> frozenset[str]:
        """The files that were read so far."""
        return _files(self.answers)

    def read_anew(self, file: str) -> Module | None:
        """The definitions of a file as they are now, which is the answer from here on."""
        self.answers.pop(Question("module", (file,)), None)
        return self.module(file)

    def _ask(self, method: str, *arguments: Hashable) -> Any:
        question = Question(method, arguments)
        if question not in self.answers:
            self.answers[question] = getattr(self._world, method)(*arguments)
        return self.answers[question]


class Memo:
    """A program that is kept run, the reader through which it sees the world, and what features drew of it.

    `modules` are the files that were read, as they are now: the same definitions, perhaps at other lines.
    """

    def __init__(self, program: Program, reader: Reader) -> None:
        self.program = program
        self.reader = reader
        self.drawn: Drawings = defaultdict(dict)
        self.sheets: Sheets = {}
        self.tables: Tables = {}
        self.words = Words()
        self.modules: Mapping[str, Module] = {}
        self.kept: object = None
        """What was analysed and drawn when this was written down last (`Project.keep_shown`)."""
        self.is_complete = False
        """Was the program run to its end?"""
        self._state: tuple[int, int] | None = None
        self._until = 0.0
        self._open: list[Question] = []
        self._on_disk: list[tuple[str, Stamp]] = []
        self._read: list[Question] = []

    @property
    def drawings(self) -> tuple[Drawings, Sheets, Tables, Words]:
        """What views of the file share."""
        return self.drawn, self.sheets, self.tables, self.words

    @property
    def answers(self) -> dict[Question, Any]:
        return self.reader.answers

    def files(self) -> frozenset[str]:
        """The files that were read."""
        return _files(self.answers)

    def module(self, file: str) -> Module | None:
        """The definitions of a file as they were read."""
        module: Module | None = self.answers.get(Question("module", (file,)))
        return module

    def can_follow(self, file: str, module: Module | None) -> bool:
        """Can the analysis of `file` go on with `module`, its definitions now? Where modules import each other in a
        circle, the file was run as one of them as well, with the definitions that it had.
        """
        before = self.module(file)
        return file not in self.reader.imported or (module is not None and before is not None and _same(before, module))

    def forget_drawings(self, before: Module) -> None:
        """Let go of what was drawn in definitions that an earlier edit brought and the last one took away: all tensors
        of a model may hang on what was found in them.
        """
        for definition in before.new:
            if not self.program.has(definition.key):
                for drawings in self.drawn.values():
                    drawings.pop(definition.key, None)
        for drawings in self.drawn.values():
            if len(drawings) > self.program.size + _GONE:
                for key in [key for key in drawings if not self.program.has(key)]:
                    del drawings[key]

    def holds(
        self, world: World, but_for: str | None = None, gives_way: Callable[[], bool] | None = None
    ) -> bool:
        """Whether the world still gives the same answers, the definitions of the file `but_for` aside. Definitions that
        only moved are the same.

        Raises:
            Interrupted: It `gives_way` to something else.
        """
        own = Question("module", (but_for,))
        for question in self.answers:
            if gives_way is not None and gives_way():
                raise Interrupted
            if question != own and not self._given(world, question):
                return False
        return True

    def _given(self, world: World, question: Question) -> bool:
        return _same(self.answers[question], getattr(world, question.method)(*question.arguments))

    def current(self, world: World, file: str) -> bool:
        """The same for an analysis of `file`, asked with every keystroke: what is installed, where files are, and files
        of which somebody tells when they change, is looked at again once in a while only.
        """
        if self._is_trusted(world, file, time.monotonic()):
            if not world.disk.are(self._on_disk):
                if not all(self._given(world, question) for question in self._read):
                    return False
                self.look(world, file)
            return all(self._given(world, question) for question in self._open)
        return self._looked_anew(world, file)

    def renew(self, world: World, file: str, gives_way: Callable[[], bool]) -> None:
        """Look at everything again while nobody waits, if an answer would have to before long.

        Raises:
            Interrupted: It `gives_way` to something else.
        """
        if not self._is_trusted(world, file, time.monotonic() + _TRUSTED / 2):
            self._looked_anew(world, file, gives_way)

    def _is_trusted(self, world: World, file: str, until: float) -> bool:
        """Are things taken to be as they were when everything was looked at last?"""
        return until < self._until and self._state == (world.changes - world.edits[file], len(self.answers))

    def _looked_anew(self, world: World, file: str, gives_way: Callable[[], bool] | None = None) -> bool:
        if not self.looked_at(world, file, gives_way):
            return False
        self.look(world, file)
        self._until = time.monotonic() + _TRUSTED
        return True

    def looked_at(self, world: World, file: str, gives_way: Callable[[], bool] | None = None) -> bool:
        """The same with a look at everything. If something has changed, nothing is trusted any more."""
        if self.holds(world, but_for=file, gives_way=gives_way):
            return True
        self._until = 0.0
        return False

    def look(self, world: World, file: str) -> None:
        """Note how the files that an analysis of `file` read are now."""
        self._state = (world.changes - world.edits[file], len(self.answers))
        self.modules = {name: module for name in self.files() if (module := world.module(name)) is not None}
        self._open, self._read, self._on_disk = [], [], []
        for question, answer in self.answers.items():
            if self._may_change(world, file, question):
                asked = str(question.arguments[0])
                stamp = world.stamp_of(asked, answer) if question.method == "module" else None
                if stamp is None:
                    self._open.append(question)
                else:
                    self._read.append(question)
                    self._on_disk.append((asked, stamp))

    @staticmethod
    def _may_change(world: World, file: str, question: Question) -> bool:
        """Can the answer change unless somebody edits another document or installs something?"""
        asked = str(question.arguments[0]) if question.arguments else ""
        if question.method == "search":
            return asked == file
        return question.method == "module" and asked != file and world.may_change(asked)


_GONE = 8
"""How many drawings may be kept of definitions that stood in for others and are gone."""
_TRUSTED = 2.0
"""For how many seconds installed files, and folders without a file that an import could mean, are taken to be as they
were. Files of the workspace are only where the editor tells when they change on disk, which many do not.
"""


def _files(answers: Iterable[Question]) -> frozenset[str]:
    return frozenset(str(question.arguments[0]) for question in answers if question.method == "module")


def _same(old: Any, new: Any) -> bool:
    if old is new:
        return True
    if hasattr(old, "definitions") and hasattr(new, "definitions"):
        return _keys(old) == _keys(new)
    return bool(old == new)


def _keys(module: Module) -> list[tuple[str, int]]:
    return [definition.key for _, definition in module.definitions]
