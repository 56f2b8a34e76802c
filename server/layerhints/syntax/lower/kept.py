"""Statements of what is being edited, kept from one lowering to the next: most of them stand where they stood.

What a statement is lowered to hangs on its text, its place and how deep it stands. One with a function inside is not
kept: by its node a function is told from others, so that no two definitions may share one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tree_sitter import Node

    from layerhints.syntax.lower.source import Source
    from layerhints.syntax.tree import Statement

_NOT_KEPT = re.compile(r"\b(?:def|class|lambda|yield)\b")
"""What makes a function, or says of the one around it what it is."""
MOST = 4096


class Kept:
    """The statements that were lowered last, by what they hang on."""

    def __init__(self) -> None:
        self._before: dict[tuple[Any, ...], Statement] = {}
        self._now: dict[tuple[Any, ...], Statement] = {}

    def turn(self) -> None:
        """Another text is lowered: what the one before the last had, and the last had not, is let go."""
        self._before, self._now = self._now, {}

    def key(self, node: Node, source: Source) -> tuple[Any, ...] | None:
        """What a statement hangs on; None for one that is not to be kept."""
        text = source.text[node.start_byte : node.end_byte]
        if _NOT_KEPT.search(text) is not None:
            return None
        row, column = node.start_point
        return text, node.type, row + source.row, column, source.depth, source.block_depth

    def get(self, key: tuple[Any, ...]) -> Statement | None:
        found = self._now.get(key)
        if found is None:
            found = self._before.get(key)
            if found is not None:
                self._now[key] = found
        return found

    def keep(self, key: tuple[Any, ...], statement: Statement) -> None:
        if len(self._now) < MOST:
            self._now[key] = statement


KEPT = Kept()


__all__ = ["KEPT", "Kept"]
