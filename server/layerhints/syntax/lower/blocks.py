"""Blocks of statements; `statements` enters which function lowers which type of statement node when it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.source import BLOCK_DEPTH, NotPython, Source, children
from layerhints.syntax.tokens import names
from layerhints.syntax.tree import Block, BrokenStatement, Statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

STATEMENTS: dict[str, Callable[[Node, Source], Statement]] = {}


def block(node: Node | None, source: Source) -> Block:
    """The statements of a block or module node."""
    if node is None:
        return ()
    if source.block_depth >= BLOCK_DEPTH:
        return (broken(node, source),)
    source.block_depth += 1
    lowered = tuple([statement(child, source) for child in children(node)])
    source.block_depth -= 1
    return lowered


def statement(node: Node, source: Source) -> Statement:
    """The statement of a node; what the tree has no node for becomes a BrokenStatement."""
    kept = source.kept
    key = None if kept is None else kept.key(node, source)
    if kept is None or key is None:
        return _lowered(node, source)
    found = kept.get(key)
    if found is None:
        found = _lowered(node, source)
        kept.keep(key, found)
    return found


def _lowered(node: Node, source: Source) -> Statement:
    lower = STATEMENTS.get(node.type)
    if lower is None:
        return broken(node, source)
    depth, block_depth = source.depth, source.block_depth
    try:
        return lower(node, source)
    except NotPython:
        source.depth, source.block_depth = depth, block_depth
        return broken(node, source)


def broken(node: Node, source: Source) -> BrokenStatement:
    return BrokenStatement(names(source.slice(node)), source.span(node))


def block_of(node: Node, name: str, source: Source) -> Block:
    return block(node.child_by_field_name(name), source)
