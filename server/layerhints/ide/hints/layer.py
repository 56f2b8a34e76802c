"""Hints on layers: the shape that comes out and what it costs, where the layer is made; the shape, where it is used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from layerhints.ide.hints.hint import Draft
from layerhints.ide.words import VARIES, agreed_text, agreed_total, arrow, parameters_text, short_type
from layerhints.project.text import Range
from layerhints.project.view import Placed, View
from layerhints.values.facts import LayerApplied
from layerhints.values.sites import Site

_MOST_LISTED = 16
"""How many uses of one line a tooltip lists."""


def layer_hints(view: View, placed: Placed) -> Iterator[Draft]:
    """The layers that are made or used in a definition of the document."""
    made: dict[Range, list[LayerApplied]] = defaultdict(list)
    used: dict[Range, list[LayerApplied]] = defaultdict(list)
    defined: dict[Range, list[LayerApplied]] = defaultdict(list)

    @cache
    def inside(site: Site | None) -> Range | None:
        return view.inside(placed, site)

    for fact in view.facts(placed):
        if isinstance(fact, LayerApplied):
            definition, call = inside(fact.made_at), inside(fact.site)
            if definition is not None:
                made[definition].append(fact)
            if call is not None and (definition is None or not call.encloses(definition)):
                used[call].append(fact)
            if (name := inside(fact.defined_at)) is not None:
                defined[name].append(fact)
    calls = {definition: _call_around(inside, definition, uses) for definition, uses in made.items()}
    shared = Counter(calls.values())
    for expression, uses in made.items():
        call = calls[expression]
        alone = call is not None and shared[call] == 1 and call.end.row == expression.end.row
        shape, total, tooltip = view.words.of(uses, said)
        yield Draft(
            call if call is not None and alone else expression,
            shape,
            total,
            tooltip,
            expression.start,
        )
    for name, uses in defined.items():
        shape, total, tooltip = view.words.of(uses, said)
        yield Draft(name, "" if shape == VARIES else shape, total, tooltip, name.start)
    for expression, uses in used.items():
        shape, tooltip = view.words.of(uses, _said_of_output)
        yield Draft(expression, shape, "", tooltip, expression.start)


def said(uses: Sequence[LayerApplied]) -> tuple[str, str, str]:
    """What all uses of a line put out, what they cost, and the uses one by one."""
    return agreed_text([use.outputs for use in uses]), agreed_total([use.weights for use in uses]), _tooltip(uses)


def _said_of_output(uses: Sequence[LayerApplied]) -> tuple[str, str]:
    """What all uses of a line put out, and the uses one by one."""
    return agreed_text([use.outputs for use in uses]), _tooltip(uses)


def _call_around(
    inside: Callable[[Site | None], Range | None], definition: Range, uses: Sequence[LayerApplied]
) -> Range | None:
    """The call that applies a layer where it is made, as in `Dense(3)(x)` and `model.add(Dense(3))`, also in a loop."""
    call = inside(uses[0].site)
    if any(use.site != uses[0].site for use in uses[1:]):
        return None
    return call if call is not None and call.encloses(definition) else None


def _tooltip(uses: Sequence[LayerApplied]) -> str:
    lines = list(
        dict.fromkeys(f"{short_type(use.layer.type)} {arrow(use)}\n{parameters_text(use)}" for use in uses)
    )
    if len(lines) == 1:
        return lines[0]
    listed = [line.replace("\n", ", ") for line in lines[:_MOST_LISTED]]
    rest = len(lines) - len(listed)
    return "\n".join([f"{len(uses)} uses:", *listed, *([f"and {rest} more"] if rest else [])])
