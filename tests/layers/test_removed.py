"""Layers that Keras 1 or 2 had: the examples of their docstrings.

No Keras of today makes them. The numbers come from the code of Keras 2.2.4 (layers/local.py, layers/cudnn_recurrent.py,
legacy/layers.py), worked out beside each.
"""

from __future__ import annotations

import pytest

from layerhints.libraries.keras.layers import REMOVED, rule
from layerhints.rules.examples import Example, examples

from . import check
from .test_examples import keras_shape

EXAMPLES = [example for name in REMOVED["removed"] for example in examples(rule(name) or object)]


@pytest.mark.parametrize("name", REMOVED["removed"])
def test_every_layer_has_an_example(name: str) -> None:
    assert next(examples(rule(name) or object), None) is not None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text)
def test_the_rule_does_what_the_example_says(example: Example) -> None:
    applied = check.apply(example.layer.make(check.make), example.inputs)
    assert applied.problems == ()
    assert check.shown_shapes(applied) == tuple(keras_shape(shape) for shape in example.outputs)
    assert check.totals(applied) == (example.total, example.trainable)


def test_counts_are_those_of_the_code() -> None:
    def total(name: str, *arguments: int, shape: tuple[int, ...]) -> int:
        count: int = check.totals(check.make(name, arguments).apply(shape))[0]
        return count

    # LocallyConnected2D's own docstring: (30*30)*(3*3*3*64) + (30*30)*64
    assert total("LocallyConnected2D", 64, 3, shape=(1, 32, 32, 3)) == (30 * 30) * (3 * 3 * 3 * 64) + (30 * 30) * 64
    # kernel (in, 4·units), recurrent kernel (units, 4·units), bias (8·units,)
    assert total("CuDNNLSTM", 5, shape=(1, 7, 3)) == 3 * 20 + 5 * 20 + 8 * 5
    # kernel (in, 3·units), recurrent kernel (units, 3·units), bias (6·units,)
    assert total("CuDNNGRU", 5, shape=(1, 7, 3)) == 3 * 15 + 5 * 15 + 6 * 5
    # W (pieces, in, out), b (pieces, out)
    assert total("MaxoutDense", 10, 4, shape=(1, 20)) == 4 * 20 * 10 + 4 * 10
    # W and W_carry (in, in), b and b_carry (in,)
    assert total("Highway", shape=(1, 20)) == 2 * 20 * 20 + 2 * 20
