"""Which function lowers which type of expression node; `expressions` enters them when it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.source import EXPRESSION_DEPTH, Source
from layerhints.syntax.tree import Expression, Span, TupleDisplay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

EXPRESSIONS: dict[str, Callable[[Node, Source], Expression]] = {}


def expression(node: Node, source: Source) -> Expression:
    """The expression of a node; what is too deep or unknown becomes a BrokenExpression."""
    lower = EXPRESSIONS.get(node.type)
    if lower is None or source.depth >= EXPRESSION_DEPTH:
        return source.broken(node)
    source.depth += 1
    lowered = lower(node, source)
    source.depth -= 1
    return lowered


def expressions(nodes: Sequence[Node], source: Source) -> tuple[Expression, ...]:
    return tuple([expression(node, source) for node in nodes])


def sequence(nodes: Sequence[Node], source: Source, trailing_comma: Node | None = None) -> Expression:
    """One expression, or the tuple that several make without brackets; a comma behind makes a tuple of one, too."""
    if len(nodes) == 1 and trailing_comma is None:
        return expression(nodes[0], source)
    first, last = source.span(nodes[0]), source.span(trailing_comma or nodes[-1])
    return TupleDisplay(expressions(nodes, source), Span(first.row, first.column, last.end_row, last.end_column))
