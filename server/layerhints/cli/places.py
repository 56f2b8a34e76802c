"""The files that a command is about, and the projects that they belong to."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from layerhints.cli.outcome import Complaint

if TYPE_CHECKING:
    from layerhints.project.project import Project


def keep(*projects: Project) -> None:
    """What the next start can use is written when everything has been said."""
    sys.stdout.flush()
    for project in projects:
        project.keep()


def _print_defect(error: Exception) -> None:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    print(
        f"layerhints: a defect in layerhints hides part of what it could show; please report it: "
        f"{type(error).__name__}: {error} ({where})",
        file=sys.stderr,
    )


def project_of(python: str, place: str, projects: dict[Path, Project] | None = None) -> tuple[Project, str]:
    """The project of a file or of an installed module, one of `projects` where it is among these, and the file's path;
    complains about what cannot be read.
    """
    from layerhints.project.decoding import NotText

    path = Path(place)
    if path.is_dir():
        raise Complaint(f"{place} is a folder, not a Python file")
    root = root_of(path.resolve().parent if path.exists() else Path.cwd())
    project = project_at(root, python, {} if projects is None else projects)
    file = str(path.resolve())
    text = project.text(file)
    if text is None and not place.endswith(".py") and all(part.isidentifier() for part in place.split(".")):
        found = project.find(place, str(Path.cwd() / "_.py"))
        if found is None:
            raise Complaint(f"there is neither a file nor an installed module {place}")
        file, text = found, project.text(found)
    if text is None:
        raise Complaint(f"there is no file {place}")
    if isinstance(text, NotText):
        raise Complaint(f"{place} cannot be read: {text}")
    return project, file


def project_at(root: Path, python: str, projects: dict[Path, Project]) -> Project:
    """The project of a root folder, one of `projects` or added to them; prints what is wrong in its settings."""
    from layerhints.project.project import Project

    if root in projects:
        return projects[root]
    if python and not Path(python).expanduser().exists():
        raise Complaint(f"there is no interpreter or environment at {python}")
    project = projects[root] = Project()
    project.tell_defects(_print_defect)
    complaints = project.set_roots([str(root)])
    if python:
        complaints = project.set_editor_settings({"python": str(Path(python).expanduser().absolute())})
    for complaint in complaints:
        print(f"layerhints: {complaint}", file=sys.stderr)
    return project


def root_of(folder: Path) -> Path:
    """The folder of the project that a file belongs to: the nearest above it with a pyproject.toml or a .git."""
    for candidate in (folder, *folder.parents):
        if any((candidate / name).exists() for name in ("pyproject.toml", ".git", "setup.py", "setup.cfg")):
            return candidate
    return folder


def python_files(path: str, leaves_out: Callable[[Path], bool]) -> list[str]:
    """The file itself, or all Python files below a folder but for those that are left out or lie in such folders."""
    if not Path(path).is_dir():
        return [path]
    from layerhints.project.disk import NOTEBOOK

    skipped = {"__pycache__", "node_modules", "site-packages"}
    files = []
    for folder, folders, names in os.walk(path):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders if name not in skipped and not name.startswith(".") and not leaves_out(here / name)
        )
        files += [
            str(here / name)
            for name in sorted(names)
            if name.endswith((".py", NOTEBOOK)) and not leaves_out(here / name)
        ]
    return files


def matches(path: Path, patterns: Iterable[str], base: Path) -> bool:
    """Is a file or folder what one of the patterns means? One without a slash is a name at any depth, another a path
    below the folder `base`. `*` is any text, also one with slashes in it; `**/` may be nothing, too.
    """
    for pattern in patterns:
        plain = pattern.removesuffix("/")
        if "/" not in plain:
            if fnmatchcase(path.name, plain):
                return True
            continue
        below = os.path.relpath(path.parent.resolve() / path.name, base).replace(os.sep, "/")
        plain = plain.removeprefix("./").removeprefix("/")
        if fnmatchcase(below, plain) or fnmatchcase(below, plain.replace("**/", "")):
            return True
    return False
