"""Remembering an analysis together with everything that it read, so that it is done again only when that changed."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.values.host import Source

if TYPE_CHECKING:
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
        return self._ask("module", file)

    def source(self, name: str, importer: str) -> Source | None:
        found = self._ask("find", name, importer)
        if found is None:
            return None
        module = self.module(found.file)
        return None if module is None else Source(found.file, found.is_package, module)

    def distribution(self, name: str) -> str | None:
        return self._ask("distribution", name)

    def keras_configuration(self) -> dict[str, object]:
        return self._ask("keras_configuration")

    def text(self, file: str) -> str:
        return self._ask("content", file)

    def _ask(self, method: str, *arguments: Hashable) -> Any:
        question = Question(method, arguments)
        if question not in self.answers:
            self.answers[question] = getattr(self._world, method)(*arguments)
        return self.answers[question]


class Memo(NamedTuple):
    """An analysis and the answers that it was made from."""

    analysis: Any
    answers: dict[Question, Any]

    def files(self) -> frozenset[str]:
        """The files that were read."""
        return frozenset(str(question.arguments[0]) for question in self.answers if question.method == "module")

    def holds(self, world: World) -> bool:
        """Whether the world still gives the same answers. Definitions that only moved are the same."""
        return all(
            _same(answer, getattr(world, question.method)(*question.arguments))
            for question, answer in self.answers.items()
        )


def _same(old: Any, new: Any) -> bool:
    if old is new:
        return True
    if hasattr(old, "definitions") and hasattr(new, "definitions"):
        return _keys(old) == _keys(new)
    return bool(old == new)


def _keys(module: Module) -> list[tuple[str, int]]:
    return [definition.key for _, definition in module.definitions]
