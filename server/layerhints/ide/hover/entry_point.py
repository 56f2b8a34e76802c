"""The last line of a hover where several entry points reach what it speaks of: whose numbers these are."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.hover.document import Block, Paragraph, code, plain
from layerhints.project.text import Range
from layerhints.project.view import View


def entry_point(view: View, range: Range) -> Iterator[Block]:
    """The entry point that found what is said of `range`, where a person may choose another."""
    for placed in view.definitions(range):
        if (finder := view.analysis.finder(placed.definition.key)) is not None:
            yield Paragraph(((plain("These are the numbers of "), code(finder)),))
