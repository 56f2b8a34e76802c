"""One drawn call through our rule and through real Keras: an AssertionError where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from layerhints.algebra import Dim, Expression, Unknown, substitute, symbol
from layerhints.rules import Applied, Problem, Rule, Several, counts, shapes_of

from . import check, keras_oracle
from .configurations import Configuration

REFUSALS = (ValueError, TypeError, IndexError, OverflowError, AttributeError, NotImplementedError, ZeroDivisionError)
"""What Keras raises for calls and shapes that it does not take."""
SAYS_LESS = ("CategoryEncoding", "EinsumDense", "MelSpectrogram")
"""The layers of which Keras sometimes says another shape than what comes out; there the rule does not know."""


@dataclass(frozen=True)
class Outcome:
    """What a comparison without a difference came to.

    `refused`: Keras raises, and no shape was given. `foreseen`: Keras raises only when it learns a size that is None,
    or when it runs, and the problem was reported before. `unknown` holds the reasons for what was left unknown where
    Keras has a shape.
    """

    kind: Literal["taken", "refused", "foreseen"]
    unknown: tuple[str, ...] = ()


def compare(drawn: Configuration, flags: dict[str, bool] | None = None) -> Outcome:
    """Shapes, weights by name and shape and in their order, the trainable ones, the counts, the layer's name."""
    problems, applied = ours(drawn, flags)
    shapes = check.shown_shapes(applied)
    try:
        verdict = theirs(drawn, drawn.inputs, flags)
    except REFUSALS as refusal:
        assert problems or all(isinstance(shape, Unknown) for shape in shapes), f"Keras raises {refusal!r}; {shapes}"
        return Outcome("refused")
    if problems:
        assert refused_in_the_end(drawn, flags), f"{problems}, in Keras {verdict.outputs}"
        return Outcome("foreseen")
    same(tuple(filled(*pair) for pair in zip(shapes, verdict.outputs, strict=True)), verdict.outputs)
    total = check.totals(applied)
    if not isinstance(total[0], Unknown):
        same(list(check.shown_weights(applied).items()), list(verdict.weights.items()))
        same(check.trained(applied), verdict.trainable)
        same(total, (verdict.total, verdict.trainable_total))
    same(check.automatic_name(drawn.layer.name), verdict.name)
    return Outcome("taken", reasons_in([*shapes, total]))


def compare_named(drawn: Configuration, sizes: Mapping[tuple[int, int], int]) -> Outcome:
    """The same, with a name for some sizes: what is said of the names must hold for the sizes.

    `sizes` has what stands for each size that is None, and what is named, by input and axis.
    """
    numbers = [
        tuple(sizes.get((index, axis), size) for axis, size in enumerate(shape))
        for index, shape in enumerate(drawn.inputs)
    ]
    named = [
        tuple(symbol(f"s{index}_{axis}") if (index, axis) in sizes else size for axis, size in enumerate(shape))
        for index, shape in enumerate(drawn.inputs)
    ]
    values: dict[Expression | str, Dim] = {f"s{index}_{axis}": size for (index, axis), size in sizes.items()}
    try:
        verdict = theirs(drawn, tuple(numbers))
    except REFUSALS:
        return Outcome("refused")
    layer, problems = bound(drawn)
    applied = layer.apply(Several(named) if is_called_on_a_list(drawn) else named[0])
    assert not [*problems, *applied.problems], f"{problems}, {applied.problems}, in Keras {verdict.outputs}"
    found = shapes_of(applied.outputs)
    assert len(found) == len(verdict.outputs), f"{found}, in Keras {verdict.outputs}"
    shapes = tuple(substituted(shape, values) for shape in found)
    same(tuple(filled(*pair) for pair in zip(shapes, verdict.outputs, strict=True)), verdict.outputs)
    assert not isinstance(applied.weights, Unknown), applied.weights
    present = [weight for weight in applied.weights if weight.when is True]
    same({weight.full_name: substituted(weight.shape, values) for weight in present}, verdict.weights)
    same(check.trained(applied), verdict.trainable)
    (count,) = counts(applied.weights)
    totals = (substitute(count.total, values), substitute(count.trainable, values))
    same(totals, (verdict.total, verdict.trainable_total))
    return Outcome("taken", reasons_in(shapes))


def same(found: Any, real: Any) -> None:
    assert found == real, f"{found}, in Keras {real}"


def ours(drawn: Configuration, flags: dict[str, bool] | None = None) -> tuple[list[Problem], Applied]:
    """The problems of the call and of its application, and what comes out."""
    layer, problems = bound(drawn)
    layer = layer.replace(**(flags or {}))
    applied = check.apply(layer, drawn.inputs, several=drawn.layer.name in check.MERGING)
    return [*problems, *applied.problems], applied


def bound(drawn: Configuration) -> tuple[Rule, list[Problem]]:
    problems: list[Problem] = []

    def maker(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Rule:
        made = check.bind(name, *positional, **keywords)
        problems.extend(made.problems)
        layer: Rule = made.layer
        return layer

    return drawn.layer.make(maker), problems


def is_called_on_a_list(drawn: Configuration) -> bool:
    return drawn.layer.name in check.MERGING or len(drawn.inputs) != 1


def theirs(
    drawn: Configuration, inputs: tuple[keras_oracle.Shape, ...], flags: dict[str, bool] | None = None
) -> keras_oracle.Verdict:
    return keras_oracle.judge(drawn.layer.make(keras_oracle.keras_layer), inputs, flags)


def filled(shape: Any, real: keras_oracle.Shape) -> Any:
    """Our shape, with Keras's sizes for those that the rule does not know."""
    if isinstance(shape, Unknown):
        return real
    if len(shape) != len(real):
        return shape
    return tuple(b if isinstance(a, Unknown) else a for a, b in zip(shape, real, strict=True))


def substituted(shape: Any, values: Mapping[Expression | str, Dim]) -> Any:
    """The shape in Keras's terms, with the values of names; a size that the layer itself leaves open is None."""
    if isinstance(shape, Unknown):
        return shape
    return tuple(check.shown_size(substitute(size, values)) for size in shape)


def reasons_in(shapes: Sequence[Any]) -> tuple[str, ...]:
    """Why something in the shapes is unknown; empty where all is known."""
    found: dict[str, None] = {}
    for shape in shapes:
        for size in [shape] if isinstance(shape, Unknown) else shape:
            if isinstance(size, Unknown):
                found[size.reason] = None
    return tuple(found)


def refused_in_the_end(drawn: Configuration, flags: dict[str, bool] | None = None) -> bool:
    """Whether Keras takes the call only as long as it does not run it on numbers, whatever the sizes that are None."""
    open_sizes = any(None in shape[1:] for shape in drawn.inputs)
    for size in (1, 2, 3, 4, 6) if open_sizes else (1,):
        inputs = tuple((shape[:1] + tuple(size if x is None else x for x in shape[1:])) for shape in drawn.inputs)
        try:
            theirs(drawn, inputs, flags)
            keras_oracle.run(drawn.layer.make(keras_oracle.keras_layer), inputs, flags)
        except REFUSALS:
            continue
        return False
    return True
