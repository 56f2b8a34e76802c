"""Function bodies that nobody has looked into: they are lowered when somebody does.

Of a file that is read as a whole no parse is kept, for it is larger than the lowered tree: the function is parsed
again, by itself, for into most of its neighbours nobody will look. Of a chunk that is being edited the parse is there.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Range

from layerhints.syntax.lower.kept import Kept
from layerhints.syntax.lower.source import Source
from layerhints.syntax.lower.statements import block
from layerhints.syntax.node import PutOff
from layerhints.syntax.parse import MOST_BACKSLASHES, image, parse, parse_part

if TYPE_CHECKING:
    from tree_sitter import Node

    from layerhints.syntax.tree import Block


class _Place(NamedTuple):
    """Where a body stands in the chunk, and how deep; `function` is all of the function."""

    function: Range
    row: int
    start: int
    end: int
    block_depth: int
    depth: int


class Bodies:
    """The bodies of a chunk that is parsed without errors, the root of its parse, if that is held, and the statements
    that are `kept`.
    """

    def __init__(self, text: str, root: Node | None, kept: Kept | None = None) -> None:
        self.text = text
        self._root = root
        self._kept = kept
        self._places: list[_Place] = []
        self._lowered: dict[int, Block] = {}

    def put_off(self, body: Node, source: Source) -> PutOff:
        """What stands for the lowered statements of a body until they are looked at."""
        first = body.parent or body
        function = Range(first.start_point, body.end_point, first.start_byte, body.end_byte)
        row, start, end = body.start_point.row, body.start_byte, body.end_byte
        self._places.append(_Place(function, row, start, end, source.block_depth, source.depth))
        number = len(self._places) - 1
        return PutOff(partial(self._body, number), partial(self._look, number))

    def _body(self, number: int) -> Block:
        if number not in self._lowered:
            self._lowered[number] = self._lower(self._places[number])
            if len(self._lowered) == len(self._places):
                self._root = None
        return self._lowered[number]

    def _look(self, number: int) -> Block:
        return self._lowered[number] if number in self._lowered else self._lower(self._places[number])

    def _lower(self, place: _Place) -> Block:
        node = None
        if self._root is None and self._stands_alone(place):
            part = parse_part(self.text, place.function)
            node = None if part.has_error else _block_at(part, place)
            if node is not None and (node.start_byte, node.end_byte) != (place.start, place.end):
                node = None
        if node is None:
            node = _block_at(self._root or parse(image(self.text)), place)
        source = Source(self.text, block_depth=place.block_depth)
        source.depth = place.depth
        source.kept = self._kept
        return block(node, source)

    def _stands_alone(self, place: _Place) -> bool:
        """Is the body the same if its function is all there is? In half-typed code one need not stand deeper than its
        function, and then it hangs on what is around it.
        """
        function = place.function
        if place.start == place.end or self.text.count("\\") >= MOST_BACKSLASHES:
            return False
        if function.start_point.row == place.row:
            return True
        outer, inner = self._margin(function.start_byte), self._margin(place.start)
        return len(inner) > len(outer) and inner.startswith(outer) and not inner.strip(" \t")

    def _margin(self, offset: int) -> str:
        """What stands in front of an offset in its line."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 : offset]


def _block_at(root: Node, place: _Place) -> Node | None:
    node = root.descendant_for_byte_range(place.start, place.end)
    while node is not None and node.type != "block":
        node = node.parent
    return node


__all__ = ["Bodies"]
