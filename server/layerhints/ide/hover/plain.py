"""A document as plain text, for editors that show no Markdown: columns are aligned, code stands as it is."""

from __future__ import annotations

from collections.abc import Sequence

from layerhints.ide.hover.document import Block, Bullets, Document, Line, Paragraph, Table


def as_plain(document: Document) -> str:
    return "\n\n".join(_block(block) for block in document.blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return "\n".join(map(_line, lines))
        case Bullets(items):
            return "\n".join(f"- {_line(item)}" for item in items)
        case Table(head, rows, numbers):
            return _aligned([head, *(tuple(map(_line, row)) for row in rows)], numbers)


def _aligned(rows: Sequence[tuple[str, ...]], numbers: frozenset[int]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = (
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)


def _line(line: Line) -> str:
    return "".join(span.text for span in line)
