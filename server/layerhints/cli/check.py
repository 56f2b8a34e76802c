"""`layerhints check`: what is certain to be wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from layerhints.cli.collecting import collect_rarely
from layerhints.cli.outcome import CLEAN, PROBLEMS, Complaint
from layerhints.cli.places import keep, project_of, python_files
from layerhints.cli.terminal import stop_writing

if TYPE_CHECKING:
    from layerhints.project.project import Project
    from layerhints.project.view import View


def run(options: argparse.Namespace) -> int:
    collect_rarely()
    from layerhints.ide.check import report

    projects: dict[Path, Project] = {}
    found = 0
    try:
        for text, number in report(_views(options.paths, options.python, projects), options.format):
            found += number
            print(text, flush=True)
        keep(*projects.values())
    except BrokenPipeError:  # what was found counts, whether or not somebody reads all of it
        stop_writing()
    return PROBLEMS if found else CLEAN


def _views(paths: Iterable[str], python: str, projects: dict[Path, Project]) -> Iterator[tuple[str, View]]:
    """The analyses of files and of all Python files in folders, each once and as it was named; one in a folder that
    cannot be read is only mentioned. Files of one project share what they import.
    """
    seen: set[str] = set()
    for path in paths:
        files = python_files(path)
        if not files:
            print(f"layerhints: there is no Python file in {path}", file=sys.stderr)
        for file in files:
            try:
                project, name = project_of(python, file, projects)
            except Complaint as complaint:
                if file == path:
                    raise
                print(f"layerhints: {complaint}", file=sys.stderr)
                continue
            if name not in seen:
                seen.add(name)
                yield file, project.view(name)
                project.close(name)
