"""What the analysis says of each line of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from layerhints.algebra import Expression, Unknown, substitute
from layerhints.project.project import Project
from layerhints.rules import Several
from layerhints.rules.shapes import structured
from layerhints.values.facts import TensorMade


def formulas(file: Path) -> dict[int, list[Any]]:
    """For each line, the structures of shapes that the analysis found there."""
    view = Project().view(str(file))
    found: dict[int, list[Any]] = {}
    for placed in view.definitions():
        for fact in view.facts(placed):
            if isinstance(fact, TensorMade) and (place := view.inside(placed, fact.site)) is not None:
                found.setdefault(place.end.row + 1, []).append(structured(fact.shape))
    return found


def at(structure: Any, sizes: dict[str, int]) -> Any:
    """The shapes in numbers; a symbol without a value stays."""
    if isinstance(structure, Several):
        return [at(item, sizes) for item in structure]
    if isinstance(structure, Unknown):
        return structure
    return tuple(substitute(dim, dict(sizes)) if isinstance(dim, Expression) else dim for dim in structure)
