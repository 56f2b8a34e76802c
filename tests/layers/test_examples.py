"""Every example in a docstring, through our rule and through real Keras."""

from __future__ import annotations

from operator import attrgetter

import pytest

from layerhints.libraries.keras.layers import rule
from layerhints.rules.examples import Example, examples, source

from . import check, keras_oracle

EXAMPLES = [example for name in check.LAYERS for example in examples(rule(name) or object)]
JUDGED = [example for example in EXAMPLES if example.layer.name not in check.NEED_TENSORFLOW]


@pytest.mark.parametrize("name", check.LAYERS)
def test_every_layer_is_documented(name: str) -> None:
    declared = rule(name)
    assert declared is not None
    assert (next(examples(declared), None) is None) == (name in check.FOREIGN)
    assert source(declared).startswith("https://keras.io/api/layers/")


@pytest.mark.parametrize("example", EXAMPLES, ids=attrgetter("text"))
def test_the_rule_does_what_the_example_says(example: Example) -> None:
    layer = example.layer.make(check.make)
    applied = check.apply(layer, example.inputs, several=example.layer.name in check.MERGING)
    if example.problem:
        assert [problem.code for problem in applied.problems] == [example.problem]
        return
    assert applied.problems == ()
    assert check.shown_shapes(applied) == tuple(keras_shape(shape) for shape in example.outputs)
    assert check.totals(applied) == (example.total, example.trainable)


@pytest.mark.oracle
@pytest.mark.parametrize("example", JUDGED, ids=attrgetter("text"))
def test_keras_does_what_the_example_says(example: Example) -> None:
    layer = example.layer.make(keras_oracle.keras_layer)
    inputs = tuple(keras_shape(shape) for shape in example.inputs)
    if example.problem:
        with pytest.raises((ValueError, TypeError, IndexError)):
            keras_oracle.judge(layer, inputs)
        return
    verdict = keras_oracle.judge(layer, inputs)
    assert verdict.outputs == tuple(keras_shape(shape) for shape in example.outputs)
    assert (verdict.total, verdict.trainable_total) == (example.total, example.trainable)
    applied = check.apply(example.layer.make(check.make), example.inputs, several=example.layer.name in check.MERGING)
    assert list(check.shown_weights(applied).items()) == list(verdict.weights.items())
    assert check.trained(applied) == verdict.trainable


def keras_shape(shape: tuple[int | str, ...]) -> tuple[int | None, ...]:
    """Named sizes, and None, are None."""
    return tuple(size if isinstance(size, int) else None for size in shape)
