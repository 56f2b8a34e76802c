"""Which number fits a layer, the size of what comes in that its rule asks for; and whether what comes in fits it flat.

That is asked of the rule itself: it is the one among the sizes of the inputs that the rule has nothing against, where
it has something against others.
"""

from __future__ import annotations

from itertools import count
from typing import Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.project.text import Position, Range
from layerhints.project.view import View
from layerhints.rules import Rule
from layerhints.rules.field import REQUIRED, Invalid
from layerhints.rules.quantity import Size, product
from layerhints.rules.shapes import map_shapes, shapes_of, structured
from layerhints.values.facts import LayerApplied

_PARTS = (2, 3, 5, 7)
"""Of what divides a size, these parts are tried."""


class Fit(NamedTuple):
    """A size that fits, and of which axis of what comes in it is."""

    axis: str
    size: int


def uses_of(view: View, made: Position) -> list[LayerApplied]:
    """What is done with the layer that the expression makes which begins at a place."""
    uses = []
    for placed in view.definitions(Range(made, made)):
        for fact in view.facts(placed):
            if isinstance(fact, LayerApplied):
                range = view.inside(placed, fact.layer.site)
                if range is not None and range.start == made:
                    uses.append(fact)
    return uses


def agreed_fit(uses: list[LayerApplied], name: str) -> Fit | None:
    """The size for the field `name` that fits all uses of a layer; None where none is certain to."""
    found = {_fit(use, name) for use in uses}
    return found.pop() if len(found) == 1 else None


def fits_flat(use: LayerApplied) -> bool:
    """Does a layer take what comes in when that is flattened behind the batch, and nothing of another size?"""
    rule, inputs = use.layer.rule, structured(use.inputs)
    shape, *others = shapes_of(inputs)
    if others or isinstance(shape, Unknown) or len(shape) < 3 or any(isinstance(size, Unknown) for size in shape):
        return False

    def takes(features: Size) -> bool:
        return not rule.apply(map_shapes(lambda _: (shape[0], features), inputs)).problems

    features = product(shape[1:])
    return takes(features) and not takes(features + 1)


def _fit(use: LayerApplied, name: str) -> Fit | None:
    rule = use.layer.rule
    if not isinstance(rule, Rule) or name not in rule.fields:
        return None
    rule = _as_given(rule)
    found: dict[int, str] = {}
    for index, shape in enumerate(shapes_of(structured(use.inputs))):
        for axis, size in enumerate(() if isinstance(shape, Unknown) else shape):
            if not isinstance(size, int) or size in found or not _is_the_one(rule, name, size, use.inputs):
                continue
            other = _with(use.inputs, index, axis, size + 1)
            if not _takes(rule, name, size, other):
                named = rule.input_axis_names(index, len(shape))[axis]
                is_last = named.startswith("axis ") and axis == len(shape) - 1
                found[size] = "last axis" if is_last else named
    if len(found) != 1:
        return None
    ((size, named),) = found.items()
    return Fit(named, size)


def _as_given(rule: Rule) -> Rule:
    """The rule with the defaults of what the call does not give so far."""
    left = {name: field for name, field in rule.fields.items() if name not in rule.given | rule.unread}
    defaults = {name: field.default for name, field in left.items() if field.default is not REQUIRED}
    read = {name: rule.fields[name].read(default, rule) for name, default in defaults.items()}
    made: Rule = rule.replace(**read)
    return made


def _is_the_one(rule: Rule, name: str, size: int, inputs: Any) -> bool:
    """Has the rule nothing against this size, but something against others, also against such as divide it?"""
    others = {1, size - 1, size + 1, 2 * size, *(size // part for part in _PARTS if size % part == 0)} - {0, size}
    return _takes(rule, name, size, inputs) and not any(_takes(rule, name, other, inputs) for other in others)


def _with(inputs: Any, index: int, axis: int, size: int) -> Any:
    """The inputs with another size of one axis of one of them."""
    place = count()

    def changed(shape: Any) -> Any:
        return (*shape[:axis], size, *shape[axis + 1 :]) if next(place) == index else shape

    return map_shapes(changed, structured(inputs))


def _takes(rule: Rule, name: str, size: int, inputs: Any) -> bool:
    try:
        value = rule.fields[name].read(size, rule)
    except Invalid:
        return False
    return not rule.replace(**{name: value}).apply(inputs).problems
