"""What the analysis asks of the world outside: files and settings, never code that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import re

    from layerhints.syntax import Module


class Interrupted(BaseException):
    """An analysis gave way to something that comes first. It is no error: nobody is to catch it but who asked for that,
    and who asks for the analysis again goes on from there.
    """


class Source(NamedTuple):
    """A Python file that was found for an import."""

    file: str
    is_package: bool
    module: Module


MOST_LINES = 3
"""Of so many lines that are not blank a match may have a part."""


class Sought(NamedTuple):
    """A pattern that never matches more than `MOST_LINES` lines, and a `sign` that stands in every text that it matches
    and is found faster.
    """

    pattern: re.Pattern[str]
    sign: re.Pattern[str]

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        return self.pattern.search(text, start, end) if self.sign.search(text, start, end) is not None else None


class Host(Protocol):
    """Answers of the project. All of them are pure reads that the project may cache and depend on."""

    def source(self, name: str, importer: str) -> Source | None:
        """The source of the module `name` (dotted), as the file `importer` would find it; None: not installed."""
        ...

    def is_compiled(self, name: str, importer: str) -> bool:
        """Is the module `name` (dotted) installed in machine code, which has no source?"""
        ...

    def data(self, file: str) -> bytes | None:
        """The content of a file, such as data that a package brings along; None where there is none, or it is large."""
        ...

    def distribution(self, name: str) -> str | None:
        """The version of an installed distribution in the user's environment, or None."""
        ...

    def keras_configuration(self) -> dict[str, object]:
        """What the user's keras.json says; empty when there is none."""
        ...

    def module_name(self, file: str) -> str:
        """The dotted name under which `file` would be imported (`package.module`); its stem when in no package."""
        ...

    def defect(self, error: Exception) -> bool:
        """layerhints itself failed. Is somebody told, so that the rest is to be analysed without what failed?"""
        ...

    def search(self, file: str, pattern: Sought) -> str | None:
        """The first match of a pattern in the text of a file that is part of the analysis.

        The analysis depends on the match, not on the text, which changes with every keystroke.
        """
        ...
