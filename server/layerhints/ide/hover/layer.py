"""The hover of a layer: what goes in and comes out, what it costs, and why each number is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from layerhints.algebra import Unknown, show
from layerhints.ide.hover import cost, provenance
from layerhints.ide.hover.document import (
    Block,
    Bullets,
    Document,
    Line,
    Paragraph,
    Span,
    Table,
    code,
    plain,
    sentence,
    strong,
)
from layerhints.ide.paths import paths
from layerhints.ide.words import VARIES, agreed_text, has_inputs, possible_text, short_type, structure_text, total_text
from layerhints.project.view import Location, View
from layerhints.rules.count import counts
from layerhints.rules.explain import Explanation, Number, WeightRow, explain
from layerhints.rules.quantity import Computed, FromField, FromInput
from layerhints.rules.shapes import shapes_of, structured
from layerhints.values.facts import LayerApplied

_MOST_LISTED = 20
_MOST_PATHS = 4


class Said(NamedTuple):
    """What is said of uses and hangs on nothing else, least of all on where something stands.

    `alike` are those that take and give the same shapes and cost the same: these three as texts, and the uses. `above`
    and `below` stand around what says where the numbers come from.
    """

    alike: tuple[tuple[tuple[str, str, str], Sequence[LayerApplied]], ...]
    agreed: str
    explanation: Explanation | None
    above: tuple[Block, ...]
    below: tuple[Block, ...]

    @property
    def first(self) -> LayerApplied:
        return self.alike[0][1][-1]


def _said(uses: Sequence[LayerApplied]) -> Said:
    alike: dict[tuple[str, str, str], list[LayerApplied]] = {}
    for use in uses:
        key = structure_text(use.inputs), structure_text(use.outputs), total_text(use.weights)
        alike.setdefault(key, []).append(use)
    first = next(iter(alike.values()))[-1]
    agreed = agreed_text([use.outputs for use in uses])
    if first.layer.rule is None:
        return Said(tuple(alike.items()), agreed, None, _own_layer(first), ())
    explanation = explain(first.layer.rule, first.inputs)
    above, below = tuple(_above(first, explanation)), tuple(_below(first, explanation))
    return Said(tuple(alike.items()), agreed, explanation, above, below)


def layer_document(view: View, uses: Sequence[LayerApplied]) -> Document:
    """What to say about a layer expression with all its uses (one, unless it stands in a loop or is shared)."""
    said = view.words.of(uses, _said)
    blocks: list[Block] = []
    if len(said.alike) > 1:
        blocks += _passes(view, uses, said)
    else:
        blocks.append(_title(said))
        if places := _places(view, uses):
            blocks.append(Paragraph(((plain("Used as "), *places),)))
    blocks += said.above
    if said.explanation is not None and (origins := tuple(_origins(view, said.first, said.explanation))):
        blocks.append(Paragraph(origins))
    return Document((*blocks, *said.below))


def _title(said: Said) -> Block:
    inputs, outputs, _ = said.alike[0][0]
    given = (code(inputs), plain(" → ")) if has_inputs(said.first) else ()
    return Paragraph(((strong(short_type(said.first.layer.type)), plain(" "), *given, code(outputs)),))


def _passes(view: View, uses: Sequence[LayerApplied], said: Said) -> Iterator[Block]:
    """The uses of the expression, those that are alike together; what follows is said of the first."""
    name = short_type(uses[0].layer.type)
    agreed: Line = (plain(" → "), code(said.agreed)) if said.agreed != VARIES else ()
    yield Paragraph(((strong(name), plain(f", {len(uses)} uses"), *agreed),))
    rows = []
    for (inputs, outputs, total), alike in said.alike[:_MOST_LISTED]:
        use = alike[-1]
        call = view.locate(use.stack[-1] if use.stack else use.site)
        place: Line = _line_link(view, call) if call is not None else (plain(""),)
        rows.append((_places(view, alike), place, (code(inputs),), (code(outputs),), (plain(total),)))
    headings = ("as", "used in", "input", "output", "parameters")
    filled = [column for column in range(len(headings)) if any(span.text for row in rows for span in row[column])]
    kept = tuple(tuple(row[column] for column in filled) for row in rows)
    yield Table(tuple(headings[column] for column in filled), kept, frozenset({filled.index(len(headings) - 1)}))
    if len(said.alike) > _MOST_LISTED:
        yield Paragraph(((plain(f"and {len(said.alike) - _MOST_LISTED} more"),),))
    yield Paragraph(((plain("The first of them:"),),))


def _places(view: View, uses: Sequence[LayerApplied]) -> Line:
    """Where the layers stand in their model, the first few of them."""
    found = paths(view, uses)
    spans: list[Any] = []
    for path in found[:_MOST_PATHS]:
        spans += [plain(", ")] if spans else []
        spans.append(code(path))
    if len(found) > _MOST_PATHS:
        spans.append(plain(f" and {len(found) - _MOST_PATHS} more"))
    return tuple(spans)


def _above(use: LayerApplied, explanation: Explanation) -> Iterator[Block]:
    """What the layer costs, and the sizes that come out of it."""
    if explanation.problems:
        yield Paragraph(tuple((strong("Problem "), *sentence(problem.message)) for problem in explanation.problems))
    yield _parameters(explanation)
    if explanation.weights:
        rows = tuple(_weight_row(row, use.layer.framework) for row in explanation.weights)
        yield Table(("weight", "shape", "count"), rows, frozenset({2}))
    yield from _held(use, explanation)
    if sizes := tuple(_sizes(explanation)):
        yield Paragraph(sizes)


def _below(use: LayerApplied, explanation: Explanation) -> Iterator[Block]:
    """What is not known of it, and what else there is to say."""
    if unknown := tuple(_unknown(use, explanation)):
        yield Paragraph(unknown)
    said = (*use.layer.notes, *explanation.notes)
    if said:
        yield Bullets(tuple(sentence(note) for note in said))


def _parameters(explanation: Explanation) -> Block:
    if not explanation.weights and all(count.total == 0 for count in explanation.counts):
        return Paragraph(((strong("Parameters"), plain(" none: this layer has no weights")),))
    said = explanation.formula
    total = possible_text(explanation.counts)
    numeric = "" if said.numeric in ("", total.replace(",", "")) else f" = {said.numeric}"
    return cost.total(explanation.counts, numeric, ((plain(f"= {said.symbolic}"),),) if said.symbolic else ())


def _held(use: LayerApplied, explanation: Explanation) -> Iterator[Block]:
    """What the layer object holds, where that is more or other than what its rule explains: weights of layers inside,
    frozen ones, such as stand for another.
    """
    if isinstance(use.weights, Unknown) or not use.weights:
        return
    held = counts(use.weights)
    if [(count.total, count.trainable) for count in held] == [(c.total, c.trainable) for c in explanation.counts]:
        return
    if [count.total for count in held] == [count.total for count in explanation.counts] and len(held) == 1:
        trained, all_of_them = cost.count_text(held[0].trainable), cost.count_text(held[0].total)
        frozen = [code(weight.name) for weight in use.weights if weight.trainable is False]
        named = (frozen[0], *(span for each in frozen[1:] for span in (plain(", "), each)))
        yield Paragraph(((strong("Frozen"), plain(" "), *named, plain(f": {trained} of {all_of_them} are trained")),))
        return
    yield Paragraph(((strong("All in all"), plain(" it holds these weights:")),))
    yield from cost.whole(use.weights, use.layer.framework)


def _weight_row(row: WeightRow, framework: str) -> tuple[Line, ...]:
    shape = " × ".join(" · ".join(f"{part.label} {show(part.value)}".strip() for part in axis) for axis in row.axes)
    name: Line = (code(row.name.replace("/", cost.between(framework))),)
    name = (*name, plain(" (not trainable)")) if row.trainable is False else name
    because: Line = (plain(": "), *sentence(row.because)) if row.because else ()
    return name, (plain(shape or "a single number"), *because), (plain(cost.count_text(row.count)),)


# --- the sizes of the output


def _sizes(explanation: Explanation) -> Iterator[Line]:
    """Each size that is computed, or that has a reason, with its arithmetic; axes that come out alike share a line."""
    merged: dict[tuple[str, str, str], list[str]] = {}
    for axes in dict.fromkeys(explanation.axes):
        for axis in axes:
            says_something = axis.kind == "computed" or (axis.kind == "preserved" and axis.reason)
            if says_something and not isinstance(axis.value, Unknown):
                merged.setdefault((axis.numbers, show(axis.value), axis.reason), []).append(axis.label)
    for (arithmetic, value, reason), labels in merged.items():
        said = f" {arithmetic}" + (f" = {value}" if arithmetic != value else "")
        yield (strong(_listed(labels)), plain(said), *((plain(": "), *sentence(reason)) if reason else ()))


def _listed(names: Sequence[str]) -> str:
    labels = list(dict.fromkeys(names))
    text = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
    return text[:1].upper() + text[1:]


# --- where the numbers come from


def _origins(view: View, use: LayerApplied, explanation: Explanation) -> Iterator[Line]:
    """What set each size that a weight or the output depends on: an earlier layer, the data, or an argument."""
    merged: dict[provenance.Provenance, list[str]] = {}
    for (index, axis), label in _inputs_read(use, explanation).items():
        shapes = shapes_of(explanation.inputs)
        shape = shapes[index] if index < len(shapes) else Unknown("there is no such input")
        if isinstance(shape, Unknown) or not _is_axis(axis, shape) or isinstance(shape[axis], Unknown):
            continue
        if (found := provenance.of_input(view, use, index, axis)) is not None:
            merged.setdefault(found, []).append(f"{label} {show(shape[axis])}")
    for part in _arguments_read(explanation):
        assert isinstance(part.origin, FromField)
        if (found := provenance.of_argument(view, use, part.origin.field)) is not None:
            merged.setdefault(found, []).append(f"{part.label} {show(part.value)}")
    for found, labels in merged.items():
        distinct = [label for label in dict.fromkeys(labels) if not label.endswith(f" {found.words.strip('`')}")]
        if not distinct:
            continue  # an open size that has the name of the argument
        text = distinct[0] if len(distinct) == 1 else f"{', '.join(distinct[:-1])} and {distinct[-1]}"
        link: Line = (plain(" in "), *_line_link(view, found.location)) if found.location is not None else ()
        yield (plain(f"{text} = "), *sentence(found.words), *link)


def _inputs_read(use: LayerApplied, explanation: Explanation) -> dict[tuple[int, int], str]:
    """The axes of inputs that matter, with what they are called."""
    read: dict[tuple[int, int], str] = {}
    numbers = [part for row in explanation.weights for part in row.factors]
    numbers += [axis for axes in explanation.axes for axis in axes if axis.kind == "computed"]
    for part in numbers:
        match part.origin:
            case FromInput(index, axis):
                read.setdefault((index, axis), part.label)
            case Computed(sources):
                for source in sources:
                    if isinstance(source, FromInput):
                        read.setdefault((source.index, source.axis), _axis_name(use, explanation, source))
    return read


def _arguments_read(explanation: Explanation) -> Iterator[Number]:
    """The numbers of the weights, or of the output where there are none, that an argument gives."""
    numbers = [part for row in explanation.weights for part in row.factors]
    numbers = numbers or [axis for axes in explanation.axes for axis in axes]
    yield from (part for part in numbers if isinstance(part.origin, FromField))


def _axis_name(use: LayerApplied, explanation: Explanation, source: FromInput) -> str:
    shapes = shapes_of(explanation.inputs)
    shape = shapes[source.index] if source.index < len(shapes) else ()
    names = use.layer.rule.input_axis_names(source.index, 0 if isinstance(shape, Unknown) else len(shape))
    return str(names[source.axis]) if _is_axis(source.axis, names) else f"axis {source.axis}"


def _is_axis(axis: int, sizes: Sequence[Any]) -> bool:
    """Whether there is such an axis, counted from the front or from the end."""
    return -len(sizes) <= axis < len(sizes)


def _line_link(view: View, location: Location) -> Line:
    line = str(view.place(location))
    if location.file != view.file:
        line = f"{Path(location.file).name}, {line}"
    return (Span(line, target=location),)


# --- what is not known


def _unknown(use: LayerApplied, explanation: Explanation) -> Iterator[Line]:
    """Why something of this layer is not known; each reason once."""
    reasons: dict[str, None] = {}
    for value in _values(use, explanation):
        if isinstance(value, Unknown):
            reasons[value.reason] = None
    stated = {problem.message for problem in explanation.problems}
    for reason in reasons:
        if reason not in stated:
            yield (strong("Not known:"), plain(" "), *sentence(reason))


def _values(use: LayerApplied, explanation: Explanation) -> Iterable[Any]:
    for structure in (explanation.inputs, explanation.outputs):
        for shape in shapes_of(structure):
            yield from (shape,) if isinstance(shape, Unknown) else shape
    for count in explanation.counts:
        yield count.total
    for row in explanation.weights:
        yield row.present
        yield row.trainable


# --- layers that the program defines


def _own_layer(use: LayerApplied) -> tuple[Block, ...]:
    """A layer without a rule: the weights inside it, and why something is not known."""
    blocks: list[Block] = [*cost.whole(use.weights, use.layer.framework)]
    values = [value for structure in (use.inputs, use.outputs) for value in shapes_of(structured(structure))]
    values += [count.total for count in counts(use.weights)]
    reasons = dict.fromkeys(value.reason for value in values if isinstance(value, Unknown))
    if reasons:
        blocks.append(Paragraph(tuple((strong("Not known:"), plain(" "), *sentence(reason)) for reason in reasons)))
    if use.layer.notes:
        blocks.append(Bullets(tuple(sentence(note) for note in use.layer.notes)))
    return tuple(blocks)
