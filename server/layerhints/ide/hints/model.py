"""Hints on models: what comes out of one and what it costs, where it is put together and where its summary is asked."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.hints.hint import Draft
from layerhints.ide.words import structure_text, total_text
from layerhints.project.view import Placed, View
from layerhints.values.facts import ModelMade, ModelShown, ModelSummary


def model_hints(view: View, placed: Placed) -> Iterator[Draft]:
    """The models that are made in a definition, and those whose summary is printed there."""
    for fact in view.facts(placed):
        if isinstance(fact, (ModelMade, ModelShown)) and (expression := view.inside(placed, fact.site)) is not None:
            summary = fact.model
            if not isinstance(summary, ModelSummary):
                continue
            total = total_text(summary.weights)
            if isinstance(fact, ModelShown):
                yield Draft(expression, "", f"{total} parameters", _tooltip(summary, total), expression.start)
            else:
                output = structure_text(summary.output)
                tooltip = _tooltip(summary, total)
                if output == "?" and summary.framework == "torch":
                    # A module alone says what it costs; what comes out is known when something goes in.
                    yield Draft(expression, "", f"{total} parameters", tooltip, expression.start)
                else:
                    yield Draft(expression, output, total, tooltip, expression.start)


def _tooltip(summary: ModelSummary, total: str) -> str:
    inputs = ", ".join(structure_text(shape) for _, shape, _ in summary.inputs) or "?"
    layers = "1 layer" if len(summary.rows) == 1 else f"{len(summary.rows)} layers"
    return f"{inputs} → {structure_text(summary.output)}\n{total} parameters in {layers}"
