"""`layerhints check`: what is certain to be wrong."""

from __future__ import annotations

import argparse
import sys
import warnings
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from layerhints.cli.collecting import collect_rarely
from layerhints.cli.outcome import CLEAN, PROBLEMS, Complaint
from layerhints.cli.places import keep, matches, project_at, project_of, python_files, root_of
from layerhints.cli.terminal import stop_writing

if TYPE_CHECKING:
    from layerhints.project.project import Project
    from layerhints.project.view import View


def run(options: argparse.Namespace) -> int:
    collect_rarely()
    from layerhints.ide.check import report

    files = _Files(options)
    found = 0
    try:
        for text, number in report(files.views(), options.format, frozenset(options.ignore)):
            found += number
            print(text, flush=True)
        if files.checked and options.format == "text":
            checked = "1 file" if files.checked == 1 else f"{files.checked} files"
            _tell(f"{'no problem' if not found else '1 problem' if found == 1 else f'{found} problems'} in {checked}")
        keep(*files.projects.values())
    except BrokenPipeError:  # what was found counts, whether or not somebody reads all of it
        stop_writing()
    return PROBLEMS if found else CLEAN


class _Files:
    """The files that are checked. Those of one project share what they import."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self.projects: dict[Path, Project] = {}
        self.checked = 0

    def views(self) -> Iterator[tuple[str, View]]:
        """The analyses of files and of all Python files in folders, each once and as it was named; one in a folder that
        cannot be read is only mentioned.
        """
        seen: set[str] = set()
        for path in self._options.paths:
            files = python_files(path, self._leaves_out)
            if not files:
                _tell(f"there is no Python file in {path}")
            for file in files:
                try:
                    project, name = project_of(self._options.python, file, self.projects)
                except Complaint as complaint:
                    if file == path:
                        raise
                    _tell(str(complaint))
                    continue
                if name not in seen:
                    seen.add(name)
                    self.checked += 1
                    view = project.view(name)
                    _tell_what_is_no_python(file, view)
                    yield file, view
                    project.close(name)

    def _leaves_out(self, path: Path) -> bool:
        root = root_of(path.parent.resolve())
        settings = project_at(root, self._options.python, self.projects).settings
        return matches(path, settings.check_exclude, root) or matches(path, self._options.exclude, Path.cwd())


def _tell_what_is_no_python(file: str, view: View) -> None:
    """Say that a file cannot be parsed, as it may be meant to be checked; what can be read of it is checked."""
    flags = PyCF_ONLY_AST | PyCF_ALLOW_TOP_LEVEL_AWAIT  # a notebook may wait anywhere
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(view.text.content.removeprefix("\ufeff"), file, "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        place = view.text.place(max(0, min(error.lineno or 1, view.text.line_count) - 1))
        where = f"{place.line}" if place.cell is None else f"cell {place.cell}:{place.line}"
        version = ".".join(map(str, sys.version_info[:2]))
        _tell(f"{file}:{where}: not Python {version}, and checked as far as it can be read: {error.msg}")
    except (ValueError, RecursionError, MemoryError):  # more than Python's own parser takes; ours is another
        pass


def _tell(message: str) -> None:
    print(f"layerhints: {message}", file=sys.stderr)
