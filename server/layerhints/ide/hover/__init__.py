"""What is shown when the pointer rests on a layer, a model or a name that holds a tensor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layerhints.ide.hover.document import Document
from layerhints.ide.hover.entry_point import entry_point
from layerhints.ide.hover.find import find
from layerhints.ide.hover.markdown import as_markdown
from layerhints.ide.hover.plain import as_plain
from layerhints.project.text import Position, Range
from layerhints.project.view import View

__all__ = ["Hover", "hover"]


@dataclass(frozen=True, slots=True)
class Hover:
    """What is said about the text in `range`."""

    range: Range
    document: Document

    def markdown(self, uri: Callable[[str], str]) -> str:
        """As Markdown; `uri` gives the address of a file."""
        return as_markdown(self.document, uri)

    def plain(self) -> str:
        return as_plain(self.document)


def hover(view: View, position: Position) -> Hover | None:
    """What there is to say at a place; None where it is nothing about shapes."""
    found = find(view, position)
    if found is None:
        return None
    range, document = found
    return Hover(range, Document((*document.blocks, *entry_point(view, range))))
