"""Finding things in lowered trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layerhints.project.text import Position
from layerhints.project.view import Placed, View
from layerhints.syntax import tree
from layerhints.syntax.node import FIELDS


def children(node: Any) -> Iterator[Any]:
    """The nodes directly below a node or a tuple of nodes."""
    if type(node) is tuple:
        for item in node:
            if type(item) is tuple:
                yield from children(item)
            elif type(item) in FIELDS:
                yield item
    else:
        for name in FIELDS[type(node)]:
            value = getattr(node, name)
            if type(value) is tuple:
                yield from children(value)
            elif type(value) in FIELDS:
                yield value


def path_to(body: Any, placed: Placed, position: Position) -> list[Any]:
    """The nodes that hold a position, from the outermost to the innermost."""
    path: list[Any] = []
    level = body
    while True:
        for node in children(level):
            span = getattr(node, "span", None)
            if span is None:  # a node without text of its own, such as a clause of a comprehension
                inner = path_to(node, placed, position)
                if inner:
                    return path + inner
            elif placed.holds(span, position):
                path.append(node)
                level = node
                break
        else:
            return path


def bindings(view: View, name: str) -> Iterator[Position]:
    """Where a name is bound by statements of the document, in whatever scope."""
    for placed in view.definitions():
        if name not in placed.definition.text:
            continue
        pending = list(children(placed.definition.body))
        while pending:
            node = pending.pop()
            pending += children(node)
            match node:
                case tree.Assign(targets=targets):
                    yield from _bound(targets, name, placed)
                case tree.AugmentedAssign(target=target) | tree.AnnotatedAssign(target=target):
                    yield from _bound((target,), name, placed)
                case tree.For(target=target) | tree.NamedExpression(target=target):
                    yield from _bound((target,), name, placed)
                case tree.WithItem(target=target) if target is not None:
                    yield from _bound((target,), name, placed)
                case tree.Function(name=bound) | tree.Class(name=bound) if bound == name:
                    yield placed.range(node.name_span).start
                case tree.ImportedName(name=bound, alias=alias) if (alias or bound.partition(".")[0]) == name:
                    yield placed.range(node.span).start


def _bound(targets: tuple[tree.Expression, ...], name: str, placed: Placed) -> Iterator[Position]:
    for target in targets:
        match target:
            case tree.Name(id=bound) if bound == name:
                yield placed.range(target.span).end
            case tree.TupleDisplay(items=items) | tree.ListDisplay(items=items):
                yield from _bound(items, name, placed)
            case tree.Starred(value=value):
                yield from _bound((value,), name, placed)
