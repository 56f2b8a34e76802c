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
        self._places.append(_Place(function, body.start_byte, body.end_byte, source.block_depth, source.depth))
        return PutOff(partial(self._body, len(self._places) - 1))

    def _body(self, number: int) -> Block:
        if number not in self._lowered:
            self._lowered[number] = self._lower(self._places[number])
            if len(self._lowered) == len(self._places):
                self._root = None
        return self._lowered[number]

    def _lower(self, place: _Place) -> Block:
        root = self._root
        if root is None and self.text.count("\\") < MOST_BACKSLASHES:
            root = parse_part(self.text, place.function)
        if root is None or root.has_error:
            root = parse(image(self.text))
        node = root.descendant_for_byte_range(place.start, place.end)
        while node is not None and node.type != "block":
            node = node.parent
        source = Source(self.text, block_depth=place.block_depth)
        source.depth = place.depth
        source.kept = self._kept
        return block(node, source)


__all__ = ["Bodies"]
