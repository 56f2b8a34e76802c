"""The table `[tool.layerhints]` of a pyproject.toml."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layerhints.project.settings import misspelt


def read_pyproject(folder: Path) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The table of `folder`'s pyproject.toml, empty when there is none, and what is wrong with the file. Only where
    there is one, what reads it is imported.
    """
    file = folder / "pyproject.toml"
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return {}, (f"{file} is not UTF-8, and its settings are not read: {error}",)
    except (OSError, ValueError):  # there is none, or no folder is called so
        return {}, ()
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return {}, (f"{file} is not TOML, and its settings are not read: {error}",)
    tools = content.get("tool", {})
    table = tools.get("layerhints", {}) if isinstance(tools, Mapping) else {}
    if not isinstance(table, Mapping):
        return {}, (f"`tool.layerhints` in {file} is not a table",)
    return table, tuple(f"{file}: {complaint}" for complaint in misspelt(table))
