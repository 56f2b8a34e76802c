"""Give a layer the size that fits what comes in: `nn.Linear(512, 10)` behind (N, 9216)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.code_actions.uses import wrong
from layerhints.ide.diagnostics import Diagnostic
from layerhints.ide.edit import Edit
from layerhints.ide.fitting import agreed_fit, uses_of
from layerhints.project.text import Range
from layerhints.project.view import View
from layerhints.values.facts import LayerInfo

_NUMBER = re.compile(r"[\d_]+(\s*(\*|//|\+|-)\s*[\d_]+)*")
"""What nobody calculates from names: nothing else in the program counts on it."""


def fit(view: View, problem: Diagnostic) -> Iterator[CodeAction]:
    """Replace the number that a layer is made with by the one that fits all its uses, where the problem is of one."""
    layer = next((use.layer for use in wrong(view, problem)), None)
    made = None if layer is None else view.here(layer.site)
    if layer is None or made is None:
        return
    uses = uses_of(view, made.start)
    numbers = {name: range for name in layer.places if (range := _number(view, layer, name)) is not None}
    found = [(range, fit.size) for name, range in numbers.items() if (fit := agreed_fit(uses, name)) is not None]
    for range, size in found:
        yield CodeAction(f"Replace {view.text.stretch(range)} by {size}", Edit(range, str(size)), mends=len(found) == 1)


def _number(view: View, layer: LayerInfo, name: str) -> Range | None:
    """Where the argument for a field stands in this document, if that is a plain number."""
    range = view.here(layer.places[name])
    return range if range is not None and _NUMBER.fullmatch(view.text.stretch(range)) else None
