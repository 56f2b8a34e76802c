"""Where a number comes from: followed back through the layers to the argument or the data that set it."""

from __future__ import annotations

import re
from typing import NamedTuple

from layerhints.ide.nodes import bindings
from layerhints.ide.words import short_type
from layerhints.project.text import Range
from layerhints.project.view import Location, View
from layerhints.rules.explain import output_origin
from layerhints.rules.quantity import Computed, Constant, FromField, FromInput
from layerhints.values.facts import LayerApplied, Origin
from layerhints.values.tensor import Tensor

_LONGEST_PATH = 1000
"""How many layers are followed back; no real model passes a size through more."""


class Provenance(NamedTuple):
    """What set a number, in words that follow «=» or «from», and where that stands."""

    words: str
    location: Location | None


def of_input(view: View, application: LayerApplied, index: int, axis: int) -> Provenance | None:
    """What set the size of an axis of an input; None when that is not known."""
    tensor = application.sources[index] if index < len(application.sources) else None
    for _ in range(_LONGEST_PATH):
        if tensor is None:
            return None
        producer = tensor.producer
        if producer is None:
            return Provenance(tensor.source, None) if tensor.source else None
        if not producer.sources:
            words = f"the input shape, from {tensor.source}" if tensor.source else "the input shape"
            return Provenance(words, view.locate(producer.layer.site) or view.locate(producer.site))
        step = _step(view, producer, tensor.index, axis)
        if isinstance(step, Provenance):
            return step
        tensor, axis = step
    return None


def of_argument(view: View, application: LayerApplied, field: str) -> Provenance | None:
    """The expression that gave a field its value, if it is more than a literal: its text, and where its name is set."""
    site = application.layer.places.get(field)
    place = view.here(site)
    if place is None or place.start.row != place.end.row:
        return None
    text = view.text.line(place.start.row)[place.start.column : place.end.column]
    value = text.partition("=")[2].strip() if re.match(r"\w+\s*=(?!=)", text) else text
    if "`" in value or not re.search(r"[^\W\d]|[-+*/%]", re.sub(r"(['\"]).*?\1", "", value)):
        return None
    bound = list(bindings(view, value)) if value.isidentifier() else []
    set_at = Location(view.file, Range(bound[0], bound[0])) if len(bound) == 1 else None
    return Provenance(f"`{value}`" + (", set" if set_at is not None else ""), set_at)


def of_field(view: View, application: LayerApplied, field: str) -> Location | None:
    """Where the argument of a field stands; None for a default."""
    return view.locate(application.layer.places.get(field))


def _step(
    view: View, producer: LayerApplied, output: int, axis: int
) -> Provenance | tuple[Tensor | Origin | None, int]:
    """What set the size inside `producer`, or the tensor and axis before it from which it was taken over."""
    layer = producer.layer
    name = short_type(layer.type)
    here = view.locate(layer.site) or view.locate(producer.site)
    if layer.rule is None:
        return Provenance(f"what comes out of the {name}", here)
    match output_origin(layer.rule, producer.inputs, output, axis):
        case FromInput(index, before):
            return (producer.sources[index] if index < len(producer.sources) else None), before
        case FromField(field):
            if field not in layer.rule.fields:  # a field of the layer that this one wraps
                return Provenance(f"computed by the {name}", here)
            label = layer.rule.fields[field].label.replace(" {}", " size")
            return Provenance(f"the {label} of the {name}", of_field(view, producer, field) or here)
        case Computed():
            return Provenance(f"computed by the {name}", here)
        case Constant():
            return Provenance(f"fixed by the {name}", here)
        case _:
            return Provenance(f"what comes out of the {name}", here)
