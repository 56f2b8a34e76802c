"""What a layer does to its inputs, taken apart for a person: where each number comes from, and why. No Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from layerhints.algebra import Dim, Open, Unknown, number
from layerhints.rules.count import LARGEST_INT32, Count, Overflow, counts, memory_text, overflow
from layerhints.rules.formula import Formula, formula
from layerhints.rules.problems import Problem
from layerhints.rules.quantity import (
    Computed,
    Constant,
    FromField,
    FromInput,
    Origin,
    Quantity,
    value_of,
    with_labels,
    with_numbers,
)
from layerhints.rules.remembered import TRACED, is_plain
from layerhints.rules.rule import Rule
from layerhints.rules.shapes import Several, Structure, in_range, of_rank, plain, shapes_of, structured
from layerhints.rules.shapes import axis as axis_of
from layerhints.rules.weights import Weight

Kind = Literal["preserved", "given", "computed", "constant", "unknown"]


@dataclass(frozen=True, slots=True)
class Number:
    """One number of an explanation: what it is called, its value and where it comes from.

    `numbers` and `words` are the arithmetic behind it (`⌊(32 − 3)/1⌋ + 1`); for a number that was not computed they are
    the number and its name. `reason` is a sentence that the arithmetic does not say.
    """

    label: str
    value: Dim
    kind: Kind
    origin: Origin | None
    numbers: str
    words: str
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WeightRow:
    """One weight: its axes as labelled numbers (an axis is a product of them), how many numbers it holds, and why."""

    name: str
    axes: tuple[tuple[Number, ...], ...]
    shape: tuple[Dim, ...]
    count: Dim
    trainable: Any
    present: Any
    because: str

    @property
    def factors(self) -> tuple[Number, ...]:
        return tuple(number for axis in self.axes for number in axis)


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Everything that a hover shows about one application of one layer."""

    layer: str
    inputs: Structure
    outputs: Structure
    axes: tuple[tuple[Number, ...], ...]
    """For each output tensor of known rank the numbers of its shape (else nothing), in the order of `shapes_of`."""
    weights: tuple[WeightRow, ...]
    counts: tuple[Count, ...]
    formula: Formula
    overflow: Overflow | None
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def explain(layer: Rule, inputs: Structure) -> Explanation:
    """The explanation of `layer` on `inputs`; the rule runs again, on quantities that remember their origin."""
    inputs = structured(inputs)
    traced = layer.traced()
    x = traced_inputs(layer, inputs)
    applied = traced.apply(x)
    held: Any = applied.weights
    if isinstance(held, Unknown) and (made := traced.weights_at_once()) is not None:
        held = tuple(made)
    if not isinstance(held, Unknown):
        held = (*held, *traced.weights_inside())
    present = () if isinstance(held, Unknown) else tuple(weight for weight in held if weight.when is not False)
    possible = counts(held)
    too_many = overflow(possible[0].total) if len(possible) == 1 else None
    arranged, rank_problems = traced.arrange(x)
    notes: list[str] = []
    if not applied.problems and not rank_problems:
        notes += traced.notes(arranged, applied.outputs)
    if too_many:
        notes.append(overflow_note(too_many))
    return Explanation(
        layer=type(layer).__name__,
        inputs=inputs,
        outputs=plain(applied.outputs),
        axes=tuple(
            _axes(traced, arranged, applied.outputs, index, shape)
            for index, shape in enumerate(shapes_of(applied.outputs))
        ),
        weights=tuple(_row(traced, weight) for weight in present),
        counts=possible,
        formula=formula(held),
        overflow=too_many,
        notes=tuple(notes),
        problems=applied.problems,
    )


def output_origin(layer: Rule, inputs: Structure, output_index: int, axis: int) -> Origin | None:
    """Where one size of an output comes from: an input's axis, a field, arithmetic; None when nothing is known."""
    question = (layer.alike, inputs) if layer.alike is not None and is_plain(inputs) else None
    outputs = None if question is None else TRACED.get(question)
    if outputs is None:
        outputs = tuple(shapes_of(layer.traced().apply(traced_inputs(layer, structured(inputs))).outputs))
        if question is not None:
            TRACED.keep(question, outputs)
    if output_index >= len(outputs) or in_range(outputs[output_index], (axis,)) is False:
        return None
    size = axis_of(outputs[output_index], axis)
    return size.origin if isinstance(size, Quantity) else Constant() if isinstance(size, int) else None


def traced_inputs(layer: Rule, inputs: Structure) -> Structure:
    """The inputs with every size labelled and marked with its place."""
    if not isinstance(inputs, Several):
        return _traced_shape(layer, inputs, 0)
    marked = []
    index = 0
    for item in inputs:
        if item is None or isinstance(item, Several):
            marked.append(item)
        else:
            marked.append(_traced_shape(layer, item, index))
        index += len(shapes_of(item))
    return Several(marked)


def _traced_shape(layer: Rule, shape: Any, index: int) -> Any:
    if isinstance(shape, Unknown):
        exact = layer.ranks().exact
        if exact is None:
            return _traced_ends(layer, shape, index) if isinstance(shape, Open) else shape
        shape = of_rank(shape, exact)
    names = layer.input_axis_names(index, len(shape))
    return tuple(
        Quantity(size, name, FromInput(index, axis)) for axis, (size, name) in enumerate(zip(shape, names, strict=True))
    )


def _traced_ends(layer: Rule, shape: Open, index: int) -> Open:
    # Names of axes depend on the rank; those at the ends are the same for all that the layer takes.
    names = layer.input_axis_names(index, len(shape.head) + len(shape.tail) + 1)
    head = (Quantity(size, names[axis], FromInput(index, axis)) for axis, size in enumerate(shape.head))
    tail = (
        Quantity(size, names[axis], FromInput(index, axis))
        for axis, size in zip(range(-len(shape.tail), 0), shape.tail, strict=True)
    )
    return Open(shape.reason, shape.origin, tuple(head), tuple(tail))  # type: ignore[arg-type]


def _axes(layer: Rule, x: Any, y: Structure, index: int, shape: Any) -> tuple[Number, ...]:
    if isinstance(shape, Unknown):
        return ()
    names = layer.output_axis_names(index, len(shape))
    return tuple(
        number_of(name, size, layer.reason(x, y, axis))
        for axis, (name, size) in enumerate(zip(names, shape, strict=True))
    )


def number_of(label: str, size: Any, reason: str = "") -> Number:
    """A size of a traced run as a number with its origin."""
    value = value_of(size)
    origin = size.origin if isinstance(size, Quantity) else Constant() if isinstance(size, int) else None
    kind: Kind
    match origin:
        case FromInput():
            kind = "preserved"
        case FromField():
            kind = "given"
        case Computed():
            kind = "computed"
        case Constant():
            kind = "constant"
        case _:
            kind = "unknown"
    return Number(label, value, kind, origin, with_numbers(size), with_labels(size), reason)


def _row(layer: Rule, weight: Weight) -> WeightRow:
    return WeightRow(
        name=weight.full_name,
        axes=tuple(
            tuple(number_of(part.label, part.size) for part in (axis if isinstance(axis, tuple) else (axis,)))
            for axis in weight.axes
        ),
        shape=weight.shape,
        count=weight.count,
        trainable=weight.trainable,
        present=weight.when,
        because=_because(layer, weight),
    )


def _because(layer: Rule, weight: Weight) -> str:
    if weight.flag is None:
        return weight.because
    if isinstance(weight.when, Unknown):
        return f"{weight.because}, if `{weight.flag}` is true, which is not known"
    default = "" if weight.flag in layer.given else " (the default)"
    return f"{weight.because}, because `{weight.flag}` is true{default}"


def overflow_note(too_many: Overflow) -> str:
    """Why a program that counts with 32 bits shows a wrong, often negative, number, and what memory it really takes."""
    return (
        f"{number(too_many.total)} parameters are more than 2³¹ − 1 = {number(LARGEST_INT32)}, the most that a signed "
        f"32-bit number holds: a program that counts with 32 bits shows {signed(too_many.shown)} instead. As float32 "
        f"they take about {memory_text(too_many.bytes)} of memory, before gradients and the state of the optimizer."
    )


def signed(count: int) -> str:
    """A number with its digits grouped and a true minus sign."""
    return f"−{number(-count)}" if count < 0 else number(count)
