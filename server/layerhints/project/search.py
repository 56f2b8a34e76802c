"""Which file an import means, by looking at folders only."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """A module's file, and whether it is a package's `__init__.py`."""

    file: str
    is_package: bool


def find_module(name: str, folders: Iterable[str], is_file: Callable[[str], bool]) -> Found | None:
    """The module of the dotted `name` in the first of `folders` that has it.

    As in Python, a package (`name/__init__.py`) comes before a module (`name.py`); a folder without `__init__.py` is
    a namespace package, whose parts may lie in several of the folders and which has no file of its own.
    """
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    for folder in folders:
        path = f"{folder}{os.sep}{name.replace('.', os.sep)}"
        package = f"{path}{os.sep}__init__.py"
        if is_file(package):
            return Found(package, True)
        if is_file(f"{path}.py"):
            return Found(f"{path}.py", False)
        top = f"{folder}{os.sep}{parts[0]}"
        if len(parts) > 1 and (is_file(f"{top}{os.sep}__init__.py") or is_file(f"{top}.py")):
            return None  # a regular package or module hides all that come later
    return None


def is_compiled(name: str, folder: str) -> bool:
    """Does a module of this name lie in the folder as machine code: `name.cpython-311-x86_64-linux-gnu.so`?"""
    try:
        files = os.listdir(folder)  # noqa: PTH208 (folders of installed packages have hundreds of files)
    except OSError:
        return False
    return any(file.startswith(f"{name}.") and file.endswith(_COMPILED) for file in files)


_COMPILED = (".so", ".pyd")
