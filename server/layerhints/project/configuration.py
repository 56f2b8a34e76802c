"""The table `[tool.layerhints]` of a pyproject.toml."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read_pyproject(folder: Path) -> Mapping[str, Any]:
    """The table of `folder`'s pyproject.toml; empty when there is none or the file is broken. Only where there is one,
    what reads it is imported.
    """
    try:
        text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        content = tomllib.loads(text)
    except ValueError:
        return {}
    table = content.get("tool", {}).get("layerhints", {})
    return table if isinstance(table, Mapping) else {}
