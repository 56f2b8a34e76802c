"""The hover of a model: what goes in and comes out, and what it costs altogether."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import number, show
from layerhints.ide.hover.document import Block, Bullets, Document, Line, Paragraph, code, plain, sentence, strong
from layerhints.ide.words import possible_text, structure_text
from layerhints.rules.count import BYTES_PER_FLOAT32, memory_text, overflow
from layerhints.rules.explain import overflow_note
from layerhints.values.facts import ModelTotal


def model_document(model: ModelTotal) -> Document:
    """The whole model in a few lines; the rows are in `layerhints summary`."""
    head: list[Any] = [strong("Model"), plain(" ")]
    for index, (_, shape, _) in enumerate(model.inputs):
        head += [plain(", ")] if index else []
        head.append(code(structure_text(shape)))
    head += [plain(" → "), code(structure_text(model.output))]
    cost: list[Any] = [strong("Parameters"), plain(f" {possible_text(model.counts)}")]
    possible = model.counts
    only = possible[0] if len(possible) == 1 else None
    if only is not None and isinstance(only.total, int):
        cost.append(plain(f", {memory_text(only.total * BYTES_PER_FLOAT32)} as float32"))
    lines: list[Line] = [tuple(cost)]
    if only is not None and only.non_trainable != 0:
        trained, fixed = (number(c) if isinstance(c, int) else show(c) for c in (only.trainable, only.non_trainable))
        lines.append((plain(f"{trained} trainable, {fixed} not trainable"),))
    blocks: list[Block] = [Paragraph((tuple(head),)), Paragraph(tuple(lines))]
    if only is not None and (too_many := overflow(only.total)) is not None:
        blocks.append(Bullets((sentence(overflow_note(too_many)),)))
    if model.unknown:
        blocks.append(Bullets(tuple(sentence(f"{path}: {reason}") for path, reason in model.unknown)))
    return Document(tuple(blocks))
