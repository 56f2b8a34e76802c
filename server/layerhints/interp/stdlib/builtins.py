"""`builtins` (Python 2: `__builtin__`)."""

from __future__ import annotations

from typing import Any

from layerhints.interp.builtins import builtin_names


def names(module: str) -> dict[str, Any]:
    return builtin_names()
