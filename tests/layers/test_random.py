"""Random configurations of every layer: our rule against real Keras."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from layerhints.algebra import Unknown
from layerhints.rules import Applied, Problem, Rule

from . import check, keras_oracle
from .configurations import Configuration
from .rarer import EVERY_LAYER

pytestmark = pytest.mark.oracle

CASES = int(os.environ.get("CASES_PER_LAYER", "60"))
"""How many calls of each layer are drawn; a longer run asks for more."""

REFUSALS = (ValueError, TypeError, IndexError, OverflowError, AttributeError, NotImplementedError)
"""What Keras raises for calls and shapes that it does not take."""


JUDGED = [name for name in EVERY_LAYER if name not in check.NEED_TENSORFLOW]
SAYS_LESS = ("CategoryEncoding", "EinsumDense", "MelSpectrogram")
"""The layers of which Keras sometimes says another shape than what comes out; there the rule does not know."""


def test_every_layer_has_configurations() -> None:
    assert set(EVERY_LAYER) == set(check.LAYERS) - set(check.FOREIGN)


@pytest.mark.parametrize("name", JUDGED)
def test_the_rule_agrees_with_keras(name: str) -> None:
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(EVERY_LAYER[name])
    def agrees(drawn: Configuration) -> None:
        problems, applied = ours(drawn)
        try:
            verdict = keras_oracle.judge(drawn.layer.make(keras_oracle.keras_layer), drawn.inputs)
        except REFUSALS:
            event("refused")
            assert problems or all(isinstance(shape, Unknown) for shape in check.shown_shapes(applied))
            return
        event("taken")
        if problems:
            assert refused_for_every_size(drawn)
            return
        shapes = check.shown_shapes(applied)
        if name in SAYS_LESS:
            shapes = tuple(filled(ours, theirs) for ours, theirs in zip(shapes, verdict.outputs, strict=True))
        assert shapes == verdict.outputs
        assert list(check.shown_weights(applied).items()) == list(verdict.weights.items())
        assert check.trained(applied) == verdict.trainable
        assert check.totals(applied) == (verdict.total, verdict.trainable_total)

    agrees()


def filled(ours: Any, theirs: keras_oracle.Shape) -> Any:
    """Our shape, with Keras's sizes for those that the rule does not know."""
    if isinstance(ours, Unknown):
        event("not known")
        return theirs
    return tuple(b if isinstance(a, Unknown) else a for a, b in zip(ours, theirs, strict=True))


def refused_for_every_size(drawn: Configuration) -> bool:
    """Whether Keras takes the call only as long as it does not know the sizes that are None."""
    if not any(None in shape[1:] for shape in drawn.inputs):
        return False
    for size in (1, 2, 3, 4, 6):
        inputs = tuple((shape[0], *(size if item is None else item for item in shape[1:])) for shape in drawn.inputs)
        try:
            keras_oracle.judge(drawn.layer.make(keras_oracle.keras_layer), inputs)
        except REFUSALS:
            continue
        return False
    return True


def ours(drawn: Configuration, flags: dict[str, bool] | None = None) -> tuple[list[Problem], Applied]:
    """The problems of the call and of its application, and what comes out."""
    problems: list[Problem] = []

    def maker(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Rule:
        bound = check.bind(name, *positional, **keywords)
        problems.extend(bound.problems)
        layer: Rule = bound.layer
        return layer

    layer = drawn.layer.make(maker).replace(**(flags or {}))
    applied = check.apply(layer, drawn.inputs, several=drawn.layer.name in check.MERGING)
    return [*problems, *applied.problems], applied
