"""The comment that gives an input its shape: `# layerhints: x = (N, 3, H, W)` at the head of a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layerhints.ide.edit import Edit
from layerhints.ide.nodes import children, path_to
from layerhints.ide.summary.target import Malformed, read_input
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree
from layerhints.values.described import GIVEN_IN_COMMENT

_APPLIED = ("forward", "call")
"""The methods that are run when a model is applied."""


def give_shape(view: View, where: str | Position, given: str) -> Edit:
    """Give an input a shape, in the words of the command line's `--input`: `x=N,3,224,224`, or without a name that of
    the first input. `where` names a class or function (`Net`, `Net.forward`, `patchify`), or is a place inside of one.

    Raises:
        Malformed: There is no such class, function or input, or that is no shape.
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
    """The function `symbol`, or the method that is run when the class of that name is applied, where it stands, and the
    names of what it is given.
    """

    symbol: str
    placed: Placed
    function: tree.Function
    inputs: Sequence[str]


def _function(symbol: str, placed: Placed, function: tree.Function, is_method: bool) -> _Applied:
    given = [one.name for one in function.parameters.items if one.kind not in ("variadic", "keywords")]
    return _Applied(symbol, placed, function, given[1:] if is_method and not _is_static(function) else given)


def _is_static(function: tree.Function) -> bool:
    return any(isinstance(one, tree.Name) and one.id == "staticmethod" for one in function.decorators)


def _applied(symbol: str, placed: Placed, cls: tree.Class) -> _Applied | None:
    for method in (found for name in _APPLIED for found in _defined(cls, name)):
        if isinstance(method, tree.Function):
            return _function(symbol, placed, method, True)
    return None


def _named(view: View, symbol: str) -> _Applied:
    first, *rest = symbol.split(".")
    for placed in view.definitions():
        for outer in _defined(placed.definition.body, first):
            inner: tree.Function | tree.Class | None = outer
            within: tree.Function | tree.Class | None = None
            for name in rest:
                inner, within = None if inner is None else next(_defined(inner, name), None), inner
            if isinstance(inner, tree.Function):
                return _function(symbol, placed, inner, isinstance(within, tree.Class))
            if inner is not None:
                if (found := _applied(symbol, placed, inner)) is not None:
                    return found
                raise Malformed(f"`{symbol}` has no `forward` or `call` of its own in this file")
    raise Malformed(f"there is no class or function `{symbol}` in this file")


def _around(view: View, position: Position) -> _Applied:
    """The innermost class around a place that is applied, or else the outermost function: what is inside of that is
    called there.
    """
    for placed in view.definitions(Range(position, position)):
        path = [
            node
            for node in path_to(placed.definition.body, placed, position)
            if isinstance(node, (tree.Class, tree.Function))
        ]
        for node in reversed(path):
            if isinstance(node, tree.Class) and (found := _applied(node.name, placed, node)) is not None:
                return found
        for place, node in enumerate(path):
            if isinstance(node, tree.Function):
                return _function(node.name, placed, node, place > 0)
    raise Malformed("there is no function, nor a class with a `forward` or `call`, around this place")


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
