"""The hover of a model: what goes in and comes out, and what it costs altogether."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from layerhints.algebra import Unknown
from layerhints.ide.hover.cost import whole
from layerhints.ide.hover.document import Block, Document, Line, Paragraph, code, plain, sentence, strong
from layerhints.ide.words import structure_text
from layerhints.project.view import View
from layerhints.rules.shapes import shapes_of, structured
from layerhints.values.facts import ModelTotal


def model_document(view: View, model: ModelTotal) -> Document:
    """The whole model in a few lines; the rows are in `layerhints summary`."""
    return view.words.of((model,), _document)


def _document(models: Sequence[ModelTotal]) -> Document:
    (model,) = models
    head: list[Any] = [strong("Model"), plain(" ")]
    for index, (_, shape, _) in enumerate(model.inputs):
        head += [plain(", ")] if index else []
        head.append(code(structure_text(shape)))
    output = structure_text(model.output)
    if output != "?":
        head += [plain(" → "), code(output)]
    layers = "1 layer" if model.layers == 1 else f"{model.layers} layers"
    head.append(plain(f", {layers}" if len(head) > 2 else f"of {layers}"))
    blocks: list[Block] = [Paragraph((tuple(head),)), *whole(model.weights, model.framework)]
    if reasons := tuple(_reasons(model)):
        blocks.append(Paragraph(reasons))
    return Document(tuple(blocks))


def _reasons(model: ModelTotal) -> Iterator[Line]:
    """Why something of the model is not known, each reason once with the layers that it is about."""
    about: dict[str, list[str]] = {}
    for path, reason in model.unknown:
        about.setdefault(reason, []).extend([path] if path.strip("?") else [])
    structures = (model.output, *(shape for _, shape, _ in model.inputs))
    shapes = [shape for structure in structures for shape in shapes_of(structured(structure))]
    sizes = [size for shape in shapes for size in ((shape,) if isinstance(shape, Unknown) else shape)]
    for size in (*sizes, *(count.total for count in model.counts)):
        if isinstance(size, Unknown):
            about.setdefault(size.reason, [])
    for reason, paths in about.items():
        named = f" ({', '.join(f'`{path}`' for path in paths)})" if paths else ""
        yield (strong("Not known:"), plain(" "), *sentence(f"{reason}{named}"))
