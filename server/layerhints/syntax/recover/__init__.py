"""Lowering a chunk whose parse holds errors, without losing what stands beside them.

tree-sitter's own recovery often takes sound neighbours into an error. So its nodes are used only where a parse has no
error at all: a broken chunk is cut by its lines and indentation into statements, these into headers and blocks, until
what is broken stands alone.
"""

from __future__ import annotations

from layerhints.syntax.lower.bodies import Bodies
from layerhints.syntax.lower.kept import KEPT
from layerhints.syntax.lower.source import Source
from layerhints.syntax.lower.statements import block
from layerhints.syntax.parse import MOST_BACKSLASHES, parse
from layerhints.syntax.recover.clauses import Recovery
from layerhints.syntax.scanner import dangles
from layerhints.syntax.tree import Block


def body(text: str, image: str, keep: bool = False) -> Block:
    """The statements of a chunk; `image` is its ASCII image. With `keep` its parse is kept as long as nobody has looked
    into all of its functions: somebody will soon look into one.
    """
    root = parse(image)
    if not root.has_error and not dangles(image, root):
        source = Source(text)
        if keep and text.count("\\") < MOST_BACKSLASHES:  # else more than its own text may decide how a line is read
            KEPT.turn()
            source.kept = KEPT
        source.bodies = Bodies(text, root if keep else None, source.kept)
        return block(root, source)
    recovery = Recovery(text, image)
    return tuple(recovery.block(0, recovery.scanner.rows, 0))
