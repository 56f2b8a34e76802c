"""Give an input the shape that was learned from its use: `# layerhints: x = (N, 3, H, W)` at its function's head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.edit import Edit
from layerhints.ide.input_shapes import behind_head, line
from layerhints.ide.nodes import path_to
from layerhints.ide.words import structure_text
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree
from layerhints.values.facts import TensorMade
from layerhints.values.learned import LEARNED

_READ_BACK = re.compile(r"\([\w…]+(?:, [\w…]+)*,?\)")
"""A shape whose sizes are numbers and names."""


def give_shapes(view: View, position: Position) -> Iterator[CodeAction]:
    """Give the inputs of the function whose head is at `position` the shapes that were learned from their use, in
    comments where a person may write others: `# layerhints: x = (N, 3, H, W)`.
    """
    for placed in view.definitions(Range(position, position)):
        functions = [
            node for node in path_to(placed.definition.body, placed, position) if isinstance(node, tree.Function)
        ]
        if functions and (place := behind_head(view, placed, functions[-1])) and position < place:
            for name, shape in _learned(view, placed, functions[-1]):
                edit = Edit.insert(place, line(view, place, name, shape))
                yield CodeAction(f"Give `{name}` a shape: {shape}", edit)


def _learned(view: View, placed: Placed, function: tree.Function) -> Iterator[tuple[str, str]]:
    """The parameters of a function whose shape is known from their use alone."""
    shapes: dict[Position, str] = {}
    for fact in view.facts(placed):
        if isinstance(fact, TensorMade) and (fact.source or "").startswith(LEARNED):
            range = view.inside(placed, fact.site)
            if range is not None and _READ_BACK.fullmatch(text := structure_text(fact.shape)):
                shapes.setdefault(range.start, text)
    for parameter in function.parameters.items:
        if (shape := shapes.get(placed.range(parameter.span).start)) is not None:
            yield parameter.name, shape
