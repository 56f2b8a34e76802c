"""`__future__`: importing from it changes nothing here."""

from __future__ import annotations
import __future__

from typing import Any


def names(module: str) -> dict[str, Any]:
    return dict.fromkeys(__future__.all_feature_names)
