"""A document as Markdown, in the subset that editors show."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from layerhints.ide.hover.document import Block, Bullets, Document, Line, Paragraph, Span, Table

_SPECIAL = re.compile(r"([\\*\[\]<>|#~]|(?<!\w)_|_(?!\w))")


def as_markdown(document: Document, uri: Callable[[str], str]) -> str:
    """The document; `uri` gives the address of a file, for links to lines, or nothing where these have none."""
    return "\n\n".join(_block(block, uri) for block in document.blocks)


def _block(block: Block, uri: Callable[[str], str]) -> str:
    match block:
        case Paragraph(lines):
            return "  \n".join(_line(line, uri) for line in lines)
        case Bullets(items):
            return "\n".join(f"- {_line(item, uri)}" for item in items)
        case Table(head, rows, numbers):
            rule = ("---:" if column in numbers else "---" for column in range(len(head)))
            cells = [head, tuple(rule), *(tuple(_line(cell, uri) for cell in row) for row in rows)]
            return "\n".join(f"| {' | '.join(row)} |" for row in cells)


@lru_cache(maxsize=512)
def _escaped(text: str) -> str:
    """Most of what stands between names and numbers is what stands between those of other hovers."""
    return _SPECIAL.sub(r"\\\1", text)


def _line(line: Line, uri: Callable[[str], str]) -> str:
    return "".join(_span(span, uri) for span in line)


def _span(span: Span, uri: Callable[[str], str]) -> str:
    if span.style == "code":
        text = f"`{span.text.replace('|', '¦')}`"
    else:
        text = _escaped(span.text)
        if span.style == "strong":
            text = f"**{text}**"
    if span.target is None or not (address := uri(span.target.file)):
        return text
    return f"[{text}]({address}#L{span.target.range.start.row + 1})"
