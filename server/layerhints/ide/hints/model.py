"""Hints on models: what comes out of one and what it costs, where it is put together and where its summary is asked."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.hints.hint import Draft
from layerhints.ide.words import parameters, possible_text, structure_text
from layerhints.project.text import Range
from layerhints.project.view import Placed, View
from layerhints.values.facts import ModelMade, ModelShown, ModelTotal


def model_hints(view: View, placed: Placed) -> Iterator[Draft]:
    """The models that are made in a definition, and those whose summary is printed there."""
    for fact in view.facts(placed):
        if isinstance(fact, (ModelMade, ModelShown)) and (expression := view.inside(placed, fact.site)) is not None:
            is_made = isinstance(fact, ModelMade)
            if not is_made or _is_closed(view, expression):
                yield model_draft(fact.model, expression, is_shape_wanted=is_made)


def _is_closed(view: View, call: Range) -> bool:
    """Does a call end with its bracket? One that is being typed ends somewhere among the layers of the model, where the
    total would be taken for a layer's.
    """
    return view.text.line(call.end.row)[: call.end.column].endswith(")")


def model_draft(model: ModelTotal, expression: Range, is_shape_wanted: bool = True) -> Draft:
    """What is to be said of a model at an expression."""
    total = possible_text(model.counts)
    output = structure_text(model.output) if is_shape_wanted else ""
    return Draft(expression, output, total, _tooltip(model, total), expression.start)


def _tooltip(model: ModelTotal, total: str) -> str:
    inputs = ", ".join(structure_text(shape) for _, shape, _ in model.inputs) or "?"
    layers = "1 layer" if model.layers == 1 else f"{model.layers} layers"
    return f"{inputs} → {structure_text(model.output)}\n{parameters(total)} in {layers}"
