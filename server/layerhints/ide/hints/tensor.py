"""Hints on tensors that no layer made: inputs and the results of operations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from layerhints.ide.hints.hint import Draft
from layerhints.ide.words import counted_text, structure_text
from layerhints.project.text import Range
from layerhints.project.view import Placed, View
from layerhints.values.facts import TensorMade


def tensor_hints(view: View, placed: Placed) -> Iterator[Draft]:
    """The tensors that expressions of a definition give, and what goes in for a parameter, if that was found out."""
    made: dict[Range, list[TensorMade]] = defaultdict(list)
    for fact in view.facts(placed):
        if isinstance(fact, TensorMade) and (expression := view.inside(placed, fact.site)) is not None:
            made[expression].append(fact)
    for expression, facts in made.items():
        if all(fact.passed for fact in facts):
            continue
        sources = {structure_text(fact.shape): f", from {fact.source}" for fact in facts if fact.source}
        shapes = dict.fromkeys(structure_text(fact.shape) for fact in facts)
        tooltip = "\n".join(shape + sources.get(shape, "") for shape in shapes)
        yield Draft(expression, counted_text([fact.shape for fact in facts]), "", tooltip, expression.start)
