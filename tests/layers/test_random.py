"""Random configurations of every layer: our rule against real Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from layerhints.algebra import Unknown
from layerhints.rules import Applied, Problem, Rule

from . import check, keras_oracle
from .configurations import CONFIGURATIONS, Configuration

pytestmark = pytest.mark.oracle

REFUSALS = (ValueError, TypeError, IndexError, OverflowError, AttributeError)
"""What Keras raises for calls and shapes that it does not take."""


def test_every_layer_has_configurations() -> None:
    assert set(CONFIGURATIONS) == set(check.LAYERS)


@pytest.mark.parametrize("name", check.LAYERS)
def test_the_rule_agrees_with_keras(name: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(CONFIGURATIONS[name])
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
        assert check.shown_shapes(applied) == verdict.outputs
        assert check.shown_weights(applied) == verdict.weights
        assert check.trained(applied) == verdict.trainable
        assert check.totals(applied) == (verdict.total, verdict.trainable_total)

    agrees()


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


def ours(drawn: Configuration) -> tuple[list[Problem], Applied]:
    """The problems of the call and of its application, and what comes out."""
    problems: list[Problem] = []

    def maker(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Rule:
        bound = check.bind(name, *positional, **keywords)
        problems.extend(bound.problems)
        layer: Rule = bound.layer
        return layer

    layer = drawn.layer.make(maker)
    applied = check.apply(layer, drawn.inputs, several=drawn.layer.name in check.MERGING)
    return [*problems, *applied.problems], applied
