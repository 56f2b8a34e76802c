"""What lowering carries along: the text that the nodes point into, and how deep it already is."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from layerhints.syntax.tokens import names
from layerhints.syntax.tree import BrokenExpression, Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from layerhints.syntax.lower.bodies import Bodies
    from layerhints.syntax.lower.kept import Kept

# Deeper trees than these are cut off, so that neither lowering nor an interpreter that recurses over the tree can run
# out of stack. CPython itself stops at 200 brackets and 100 indentations.
EXPRESSION_DEPTH = 100
BLOCK_DEPTH = 50


class Source:
    """The text of a parsed piece, which starts at line `row` and column 0 of its definition.

    `hidden` maps an offset in the text to the broken argument or item that a placeholder stands for there. `bodies`
    takes the bodies of functions that need not be lowered yet, if that can be. `kept` has the statements that were
    lowered last, of a text that is being edited.
    """

    __slots__ = ("block_depth", "bodies", "depth", "hidden", "kept", "row", "text", "yields")

    def __init__(self, text: str, row: int = 0, block_depth: int = 0) -> None:
        self.text = text
        self.row = row
        self.depth = 0
        self.block_depth = block_depth
        self.yields = False
        self.hidden: dict[int, Hidden] = {}
        self.bodies: Bodies | None = None
        self.kept: Kept | None = None

    def span(self, node: Node) -> Span:
        row, column = node.start_point
        end_row, end_column = node.end_point
        return Span(row + self.row, column, end_row + self.row, end_column)

    def slice(self, node: Node) -> str:
        """The text of a node. Names come by the thousand and are few."""
        return intern(self.text[node.start_byte : node.end_byte])

    def broken(self, node: Node) -> BrokenExpression:
        return BrokenExpression(names(self.slice(node)), self.span(node))


class Hidden(NamedTuple):
    """A broken item behind a placeholder: `name` is set where it was the value of the argument `name=`."""

    broken: BrokenExpression
    name: str | None
    span: Span


class NotPython(Exception):
    """The grammar accepts a text that Python does not, such as `a = b: int`."""


def children(node: Node) -> list[Node]:
    """The named children that mean something: comments and line continuations are left out."""
    found = node.named_children
    for child in found:
        if child.is_extra:
            return [child for child in found if not child.is_extra]
    return found


def field(node: Node, name: str) -> Node:
    """A child that every Python statement of this kind has; the grammar also accepts some that are not Python."""
    child = node.child_by_field_name(name)
    if child is None:
        raise NotPython(f"{node.type} has no {name}")
    return child
