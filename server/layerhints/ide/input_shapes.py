"""The comment that gives an input its shape: `# layerhints: x = (N, 3, H, W)` at the head of a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from layerhints.ide.nodes import children, path_to
from layerhints.ide.summary.target import Malformed, read_input
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree
from layerhints.values.described import GIVEN_IN_COMMENT

_APPLIED = ("forward", "call")
"""The methods that are run when a model is applied."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the document, and what is to stand there."""

    range: Range
    text: str


def give_shape(view: View, where: str | Position, given: str) -> Edit:
    """Give an input a shape, in the words of the command line's `--input`: `x=N,3,224,224`, or without a name that of
    the first input. `where` names a function, method or class (`Net`, `Net.forward`), or is a place inside of one.

    Raises:
        Malformed: There is no such function or input, or that is no shape.
    """
    name, sizes = read_input(given)
    symbol, placed, function, inputs = _named(view, where) if isinstance(where, str) else _around(view, where)
    if not inputs:
        raise Malformed(f"`{symbol}` has no input")
    name = inputs[0] if name is None else name
    if name not in inputs:
        raise Malformed(f"`{name}` is not an input of `{symbol}`; there is {', '.join(f'`{each}`' for each in inputs)}")
    shape = f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"
    for comment in placed.definition.comments:
        found = GIVEN_IN_COMMENT.search(comment.text)
        if found and found["name"] == name and function.span.row <= comment.span.row <= function.span.end_row:
            text = f"# {comment.text[: found.start()]}{said(name, shape)}{comment.text[found.end() :]}"
            return Edit(placed.range(comment.span), text)
    place = behind_head(view, placed, function)
    if place is None:
        raise Malformed(f"the body of `{symbol}` stands in the line of its head; no comment has room between them")
    return Edit(Range(place, place), line(view, place, name, shape))


def said(name: str, shape: str) -> str:
    """What the comment says."""
    return f"layerhints: {name} = {shape}"


def line(view: View, place: Position, name: str, shape: str) -> str:
    """The comment in a line of its own above the statement at `place`."""
    end = "\r\n" if view.text.lines[place.row].endswith("\r\n") else "\n"
    return f"# {said(name, shape)}{end}{view.text.line(place.row)[: place.column]}"


def behind_head(view: View, placed: Placed, function: tree.Function) -> Position | None:
    """Where the body of a function begins, behind its docstring; None for one that stands in the line of its head."""
    match function.body:
        case [tree.ExpressionStatement(value=tree.Constant(value=str())), first, *_] | [first, *_]:
            place = placed.range(first.span).start
            return place if view.text.line(place.row)[: place.column].isspace() else None
    return None


class _Applied(NamedTuple):
    """A function that is run when `symbol` is applied, where it stands, and the names of what it is given."""

    symbol: str
    placed: Placed
    function: tree.Function
    inputs: Sequence[str]


def _applied(symbol: str, placed: Placed, node: Any, is_method: bool) -> _Applied | None:
    if isinstance(node, tree.Class):
        node = next((method for name in _APPLIED for method in _defined(node, name)), None)
    if not isinstance(node, tree.Function):
        return None
    names = [one.name for one in node.parameters.items if one.kind not in ("variadic", "keywords")]
    return _Applied(symbol, placed, node, names[is_method:])


def _named(view: View, symbol: str) -> _Applied:
    first, *rest = symbol.split(".")
    for placed in view.definitions():
        for outer in _defined(placed.definition.body, first):
            inner: Any = outer
            for name in rest:
                inner = None if inner is None else next(_defined(inner, name), None)
            if (found := _applied(symbol, placed, inner, isinstance(outer, tree.Class))) is not None:
                return found
            if not rest:
                raise Malformed(f"`{symbol}` has no `forward` or `call` of its own in this file")
    raise Malformed(f"there is no function or class `{symbol}` in this file")


def _around(view: View, position: Position) -> _Applied:
    """The innermost function or class around a place that is applied; nobody means `__init__`."""
    for placed in view.definitions(Range(position, position)):
        path = path_to(placed.definition.body, placed, position)
        outer = [None, *(node for node in path if isinstance(node, (tree.Function, tree.Class)))]
        for around, node in reversed([*pairwise(outer)]):
            assert node is not None
            is_method = tree.Class in (type(around), type(node))
            if node.name != "__init__" and (found := _applied(node.name, placed, node, is_method)) is not None:
                return found
    raise Malformed("there is no function or class around this place that is applied to something")


def _defined(node: object, name: str) -> Iterator[tree.Function | tree.Class]:
    """The functions and classes of a name that stand in a block or in the body of a class, but for what stands in the
    functions there.
    """
    for child in children(node.body if isinstance(node, tree.Class) else node):
        if isinstance(child, (tree.Function, tree.Class)):
            if child.name == name:
                yield child
        elif not isinstance(child, tree.Expression):
            yield from _defined(child, name)
