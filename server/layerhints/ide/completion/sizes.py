"""The number that fits: the size of what comes into the layer that the call at the cursor makes.

The file is analysed as if something unknown stood at the cursor. So what is typed there decides nothing, and a wrong
number is as good as none. Which number fits is asked of the layer's rule: the one among the sizes of its input that it
has nothing against, where it has something against others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from layerhints.algebra import Unknown
from layerhints.ide.completion.completion import Completion, Kind
from layerhints.ide.completion.supposed import Statement
from layerhints.ide.words import agreed_text
from layerhints.project.text import Position, Range
from layerhints.project.view import View
from layerhints.rules import Rule
from layerhints.rules.field import REQUIRED, ArgumentField, Field, Invalid
from layerhints.rules.shapes import map_shapes, shapes_of, structured
from layerhints.values.facts import LayerApplied

_PARTS = (2, 3, 5, 7)
"""Of what divides a size, these parts are tried."""


def takes_a_size(field: Field) -> bool:
    """May a number that comes in decide the argument for a field?"""
    return field.takes_sizes or field.holds_sizes or isinstance(field, ArgumentField)


def fitting(statement: Statement, start: Position, name: str, range: Range) -> Iterator[Completion]:
    """The number that fits the argument `name` of the call that begins at `start`; nothing where none is certain to."""
    seen = statement.completed
    uses = [] if seen is None else list(_made_at(seen, start))
    found = {_size(use, name) for use in uses}
    if len(found) == 1 and (fit := found.pop()) is not None:
        axis, size = fit
        inputs = agreed_text([use.inputs for use in uses])
        yield Completion(str(size), range, Kind.SIZE, f"{axis} of what comes in: {inputs}", fits=True)


def _made_at(view: View, start: Position) -> Iterator[LayerApplied]:
    """What was done with the layer that the call makes which begins at a place."""
    for placed in view.definitions(Range(start, start)):
        for fact in view.facts(placed):
            if isinstance(fact, LayerApplied):
                made = view.inside(placed, fact.layer.site)
                if made is not None and made.start == start:
                    yield fact


def _size(use: LayerApplied, name: str) -> tuple[str, int] | None:
    """The size that fits in one use, and which axis it is of."""
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
    return named, size


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
