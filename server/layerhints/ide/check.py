"""The problems of files, as text for people and as what CI systems read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from layerhints import __version__
from layerhints.ide.diagnostics import Diagnostic, problems_of
from layerhints.project.text import Place
from layerhints.project.view import View
from layerhints.rules.problems import PAGES


class Problem(NamedTuple):
    """A problem of a file; `file` is written relative to the current folder where it lies below it."""

    file: str
    diagnostic: Diagnostic
    place: Place

    @property
    def column(self) -> int:
        return self.diagnostic.range.start.column + 1


def report(
    views: Iterable[tuple[str, View]], format: str, ignored: Collection[str] = ()
) -> Iterator[tuple[str, int]]:
    """The report in one of the formats, piece by piece, and how many problems each piece has: a line as soon as its
    problem is found, or a whole at the end. Each file is given as it was named; whether an editor shows problems does
    not matter to who asks for them. Problems of the codes that are `ignored` are none.
    """
    problems = (
        Problem(_shown(file), found, view.text.place(found.range.start.row))
        for file, view in views
        for found in problems_of(view)
        if found.code not in ignored
    )
    if format in LINES:
        yield from ((LINES[format](problem), 1) for problem in problems)
    else:
        found = list(problems)
        yield WHOLES[format](found), len(found)


def _shown(file: str) -> str:
    file = os.path.normpath(file)
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return file


def _text(problem: Problem) -> str:
    found = problem.diagnostic
    line, cell = problem.place
    place = f"{line}" if cell is None else f"cell {cell}:{line}"
    return f"{problem.file}:{place}:{problem.column}: [{found.code}] {found.message}"


def _json(problems: list[Problem]) -> str:
    found = [
        {
            "code": problem.diagnostic.code,
            "message": problem.diagnostic.message,
            "file": problem.file,
            **problem.place.plain(),
            "column": problem.column,
        }
        for problem in problems
    ]
    return json.dumps({"layerhints": __version__, "problems": found}, indent=2, ensure_ascii=False)


def _github(problem: Problem) -> str:
    """A workflow command, which GitHub shows at the line of a pull request; of a notebook, whose lines are none of its
    file's, at the file.
    """
    found = problem.diagnostic
    line = "" if problem.place.cell else f"line={problem.place.line},col={problem.column},"
    title = _escaped(found.code, ":,")
    return f"::error file={_escaped(problem.file, ':,')},{line}title={title}::{_escaped(_message(problem))}"


def _message(problem: Problem) -> str:
    """What is wrong, and in a notebook where."""
    place = f"{problem.place}: " if problem.place.cell else ""
    return f"{place}{problem.diagnostic.message}"


def _escaped(text: str, more: str = "") -> str:
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _sarif(problems: list[Problem]) -> str:
    """SARIF 2.1.0, the format of code scanning."""
    codes = sorted({problem.diagnostic.code for problem in problems})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "layerhints",
                "version": __version__,
                "rules": [{"id": code, **_described(code)} for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in problems],
    }
    content = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _described(code: str) -> dict[str, Any]:
    page = PAGES.get(code)
    return {} if page is None else {"shortDescription": {"text": page.title}, "fullDescription": {"text": page.text}}


def _result(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(problem.file)}
    if problem.place.cell is None:
        range = problem.diagnostic.range
        place["region"] = {
            "startLine": problem.place.line,
            "startColumn": problem.column,
            "endLine": range.end.row + 1,
            "endColumn": range.end.column + 1,
        }
    return {
        "ruleId": problem.diagnostic.code,
        "level": "error",
        "message": {"text": _message(problem)},
        "locations": [{"physicalLocation": place}],
    }


def _artifact(file: str) -> dict[str, str]:
    """The file as a URI: below the root of what is scanned, or with its whole path."""
    path = Path(file)
    return {"uri": path.as_uri()} if path.is_absolute() else {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}


LINES: dict[str, Callable[[Problem], str]] = {"text": _text, "github": _github}
WHOLES: dict[str, Callable[[list[Problem]], str]] = {"json": _json, "sarif": _sarif}
