"""What an editor offers to write: a comment that ignores a problem, that gives an input its shape, or that selects an
entry point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from layerhints.ide.ignoring import ignoring, is_ignored
from layerhints.ide.input_shapes import behind_head, line
from layerhints.ide.nodes import path_to
from layerhints.ide.words import structure_text
from layerhints.interp.selection import WORD, says_so
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree
from layerhints.syntax.comments import comments
from layerhints.values.facts import TensorMade
from layerhints.values.learned import LEARNED

_READ_BACK = re.compile(r"\([\w…]+(?:, [\w…]+)*,?\)")
"""A shape whose sizes are numbers and names."""


@dataclass(frozen=True, slots=True)
class CodeAction:
    """Something to be inserted at one place."""

    title: str
    position: Position
    text: str


def ignore(view: View, row: int, code: str) -> CodeAction | None:
    """Say in line `row` that problems with a code are to be ignored; None where no comment can stand in that line."""
    line = view.text.line(row)
    column, text = ignoring(line, code)
    written = f"{line[:column]}{text}{line[column:]}"
    if is_ignored(line, code) or not is_ignored(_comment(view, row, written), code):
        return None
    return CodeAction(f"Ignore `{code}` in this line", Position(row, column), text)


def _comment(view: View, row: int, line: str) -> str:
    """The comment that row `row` would have if `line` stood there; empty where that is no comment, but part of a string
    or behind a line's continuation.
    """
    above = "\n".join(view.text.line(each) for each in range(row))
    found = [each for each in comments(f"{above}\n{line}" if row else line) if each.span.row == row]
    if not found or line[: found[0].span.column].rstrip().endswith("\\"):
        return ""
    return f"#{found[0].text}"


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
                yield CodeAction(f"Give `{name}` a shape: {shape}", place, line(view, place, name, shape))


def select_entry(view: View, position: Position) -> Iterator[CodeAction]:
    """Say in a comment that what is shown is found by the entry point whose name stands in the line of `position`."""
    for entry in view.analysis.alternatives:
        name = view.here(entry.site)
        if name is not None and name.start.row == position.row and not says_so(entry):
            text = view.text.line(position.row).rstrip()
            comment = f"  # {WORD}: entry point"
            if _comment(view, position.row, f"{text}{comment}"):
                yield CodeAction(f"Always show hints for {entry.symbol}", Position(position.row, len(text)), comment)


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
