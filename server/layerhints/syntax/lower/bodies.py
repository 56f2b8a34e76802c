"""Function bodies that nobody has looked into: they are lowered when somebody does.

Of a file that is read as a whole no parse is kept, for it is larger than the lowered tree: a chunk is parsed again, and
once at most, for all of its bodies. Of a chunk that is being edited the parse is there, and of its bodies few but the
one that is edited are looked into before the next edit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from layerhints.syntax.lower.kept import Kept
from layerhints.syntax.lower.source import Source
from layerhints.syntax.lower.statements import block
from layerhints.syntax.node import PutOff
from layerhints.syntax.parse import image, parse

if TYPE_CHECKING:
    from tree_sitter import Node

    from layerhints.syntax.tree import Block


class _Place(NamedTuple):
    """Where a body stands in the chunk, and how deep."""

    start: int
    end: int
    block_depth: int
    depth: int


class Bodies:
    """The bodies of a chunk that is parsed without errors, and the root of its parse, if that is kept: then each body
    is lowered by itself, with the statements that are `kept`.
    """

    def __init__(self, text: str, root: Node | None, kept: Kept | None = None) -> None:
        self.text = text
        self._root = root
        self._kept = kept
        self._places: list[_Place] = []
        self._lowered: dict[int, Block] = {}

    def put_off(self, body: Node, source: Source) -> PutOff:
        """What stands for the lowered statements of a body until they are looked at."""
        self._places.append(_Place(body.start_byte, body.end_byte, source.block_depth, source.depth))
        return PutOff(partial(self._body, len(self._places) - 1))

    def _body(self, number: int) -> Block:
        if number not in self._lowered:
            root = self._root or parse(image(self.text))
            for each in range(len(self._places)) if self._root is None else (number,):
                self._lowered[each] = self._lower(root, self._places[each])
            if len(self._lowered) == len(self._places):
                self._root = None
        return self._lowered[number]

    def _lower(self, root: Node, place: _Place) -> Block:
        node = root.descendant_for_byte_range(place.start, place.end)
        while node is not None and node.type != "block":
            node = node.parent
        source = Source(self.text, block_depth=place.block_depth)
        source.depth = place.depth
        source.kept = self._kept
        return block(node, source)


__all__ = ["Bodies"]
