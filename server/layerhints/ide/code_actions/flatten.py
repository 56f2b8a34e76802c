"""Flatten what comes into a layer of PyTorch's that takes all features in one axis: `nn.Linear(9216, 10)` behind
(N, 64, 12, 12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from layerhints.ide.code_actions.code_action import CodeAction
from layerhints.ide.code_actions.uses import wrong
from layerhints.ide.diagnostics import Diagnostic
from layerhints.ide.edit import Edit
from layerhints.ide.fitting import fits_flat
from layerhints.ide.nodes import path_to
from layerhints.project.text import Range
from layerhints.project.view import View
from layerhints.syntax import tree

_MADE = re.compile(r"((?:\w+\.)+)\w+\(")
"""A layer by its module's name, by which `Flatten` goes as well: `nn.Linear(`."""


def flatten(view: View, problem: Diagnostic) -> Iterator[CodeAction]:
    """Put `.flatten(1)` behind the tensor that is blamed, or a `Flatten` in front of the layer in its `Sequential`;
    where the layer takes that, and no other number of features.
    """
    use = next((use for use in wrong(view, problem) if use.layer.framework == "torch" and fits_flat(use)), None)
    if use is None:
        return
    made = view.here(use.layer.site)
    for placed in view.definitions(Range(problem.range.start, problem.range.start)):
        path = path_to(placed.definition.body, placed, problem.range.start)
        blamed = [node for node in path if placed.range(node.span) == problem.range]
        if not blamed:
            continue
        if made != problem.range:
            yield CodeAction("Flatten what comes in", _flattened(view, blamed[-1], problem.range), mends=True)
        elif any(_is_item(node, blamed[-1]) for node in path) and (item := _MADE.match(view.text.stretch(made))):
            yield CodeAction("Put a `Flatten` in front of it", _in_front(view, made, item[1]), mends=True)


def _flattened(view: View, node: Any, range: Range) -> Edit:
    """The tensor that is blamed, flattened behind the batch."""
    if isinstance(node, (tree.Name, tree.Attribute, tree.Call, tree.Subscript)):
        return Edit.insert(range.end, ".flatten(1)")
    return Edit(range, f"({view.text.stretch(range)}).flatten(1)")


def _is_item(node: Any, item: Any) -> bool:
    """Is it the call that puts an item into a stack?"""
    return (
        isinstance(node, tree.Call)
        and getattr(node.function, "name", getattr(node.function, "id", "")) == "Sequential"
        and any(argument.value is item for argument in node.arguments)
    )


def _in_front(view: View, item: Range, module: str) -> Edit:
    """A layer in front of an item, in a line of its own if the item begins its line."""
    line = view.text.lines[item.start.row]
    before = line[: item.start.column]
    end = "\r\n" if line.endswith("\r\n") else "\n"
    return Edit.insert(item.start, f"{module}Flatten(),{end + before if before.isspace() else ' '}")
