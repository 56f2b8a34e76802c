"""Lowering a chunk that may hold errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerhints.syntax.lower.source import Source
from layerhints.syntax.lower.statements import block
from layerhints.syntax.parse import parse
from layerhints.syntax.tokens import names
from layerhints.syntax.tree import Block, BrokenStatement, Span

if TYPE_CHECKING:
    pass


def body(text: str, image: str) -> Block:
    """The statements of a chunk."""
    root = parse(image)
    if not root.has_error:
        return block(root, Source(text))
    lines = image.split("\n")
    return (BrokenStatement(names(text), Span(0, 0, len(lines) - 1, len(lines[-1]))),)
