"""The hover of a name or expression that holds a tensor: its shape and where that comes from."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Unknown
from layerhints.ide.hover.document import Block, Document, Line, Paragraph, Span, code, plain, sentence, strong
from layerhints.ide.words import short_type, structure_text
from layerhints.project.view import View
from layerhints.rules.shapes import shapes_of, structured
from layerhints.values.facts import LayerApplied


def tensor_document(view: View, name: str, shape: Any, source: str | None, producer: LayerApplied | None) -> Document:
    """A tensor of `shape` that `producer` gave or that comes from `source`, in words."""
    head: Line = (strong(name), plain(" "), code(structure_text(shape)))
    blocks: list[Block] = [Paragraph((head,))]
    if producer is not None:
        location = view.locate(producer.layer.site) or view.locate(producer.site)
        link: Line = (Span(str(view.place(location)), target=location),) if location is not None else ()
        made = f"what comes out of the {short_type(producer.layer.type)}"
        blocks.append(Paragraph(((plain(f"{made} in "), *link) if link else (plain(made),),)))
    elif source:
        blocks.append(Paragraph(((plain("from "), *sentence(source)),)))
    reasons = dict.fromkeys(
        value.reason
        for each in shapes_of(structured(shape))
        for value in ((each,) if isinstance(each, Unknown) else each)
        if isinstance(value, Unknown)
    )
    if reasons:
        blocks.append(Paragraph(tuple((strong("Not known:"), plain(" "), *sentence(reason)) for reason in reasons)))
    return Document(tuple(blocks))
