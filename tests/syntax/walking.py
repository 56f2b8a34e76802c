"""All nodes of a tree, for tests that compare some of them."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.syntax.node import FIELDS


def nodes(node: object) -> Iterator[object]:
    """A node and all below it; of a tuple those of its items."""
    if isinstance(node, tuple):
        for item in node:
            yield from nodes(item)
    elif type(node) in FIELDS:
        yield node
        for name in FIELDS[type(node)]:
            yield from nodes(getattr(node, name))
