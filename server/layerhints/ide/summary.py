"""The summary of a document's models."""

from __future__ import annotations

from typing import Any

from layerhints.project.view import View


def as_json(view: View) -> dict[str, Any]:
    return {}


def as_text(view: View) -> str:
    return ""
