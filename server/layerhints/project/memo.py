"""Remembering an analysis together with everything that it read, so that it is done again only when that changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.values.host import Source

if TYPE_CHECKING:
    import re

    from layerhints.interp import Program
    from layerhints.project.view import Drawn
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

    def module(self, file: str) -> Module | None:
        """The definitions of a file; None when there is no such file or it is no text."""
        module: Module | None = self._ask("module", file)
        return module

    def source(self, name: str, importer: str) -> Source | None:
        found = self._ask("find", name, importer)
        if found is None:
            return None
        module = self.module(found.file)
        return None if module is None else Source(found.file, found.is_package, module)

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

    def search(self, file: str, pattern: re.Pattern[str]) -> str | None:
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


class Memo(NamedTuple):
    """A program that is kept run, the reader through which it sees the world, and what features drew of it."""

    program: Program
    reader: Reader
    drawn: dict[tuple[str, tuple[str, int]], Drawn]

    @property
    def answers(self) -> dict[Question, Any]:
        return self.reader.answers

    def files(self) -> frozenset[str]:
        """The files that were read."""
        return _files(self.answers)

    def holds(self, world: World, but_for: str | None = None) -> bool:
        """Whether the world still gives the same answers, the definitions of the file `but_for` aside. Definitions that
        only moved are the same.
        """
        return all(
            _same(answer, getattr(world, question.method)(*question.arguments))
            for question, answer in self.answers.items()
            if question != Question("module", (but_for,))
        )


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
