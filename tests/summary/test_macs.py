"""Multiplications, judged by XLA: its compiler counts two floating-point operations for each of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

os.environ["KERAS_BACKEND"] = "jax"

LAYERS = {
    "Dense(512, use_bias=False)": (2304,),
    "Conv2D(32, 3, use_bias=False)": (32, 32, 32),
    "Conv2D(64, 3, strides=2, use_bias=False)": (15, 15, 8),
    "DepthwiseConv2D(3, use_bias=False)": (12, 12, 8),
    "Conv2D(32, 3, groups=4, use_bias=False)": (12, 12, 8),
    "Conv1D(16, 5, use_bias=False)": (20, 8),
}


def ours(calls: int, layer: str, shape: tuple[int, ...], folder: Path) -> dict[str, Any]:
    """The layer's row in the summary of a model that calls it so often."""
    from layerhints.ide.summary.as_json import as_json
    from layerhints.project.project import Project

    file = folder / "model.py"
    outputs = ", ".join(f"shared(inputs[{i}])" for i in range(calls))
    file.write_text(
        "from keras import Input, Model\nfrom keras.layers import *\n"
        f"inputs = [Input({shape}) for _ in range({calls})]\nshared = {layer}\nmodel = Model(inputs, [{outputs}])\n"
    )
    rows = as_json(Project({}).view(str(file)))["models"][0]["layers"]
    row: dict[str, Any] = next(row for row in rows if row["type"] != "InputLayer")
    return row


def xla(layer: str, shape: tuple[int, ...]) -> float:
    """The floating-point operations of the compiled layer, for one sample."""
    import jax
    import keras
    import numpy

    made = eval(layer, vars(keras.layers))
    made.build((1, *shape))
    compiled = jax.jit(lambda weights, x: made.stateless_call(weights, [], x)[0]).lower(
        [weight.value for weight in made.trainable_variables], numpy.zeros((1, *shape), "float32")
    ).compile()  # fmt: skip
    analysis = compiled.cost_analysis()
    return float((analysis[0] if isinstance(analysis, list) else analysis)["flops"])


@pytest.mark.oracle
@pytest.mark.parametrize(("layer", "shape"), LAYERS.items())
def test_two_operations_for_each_multiplication(layer: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    assert 2 * ours(1, layer, shape, tmp_path)["macs"] == xla(layer, shape)


def test_a_layer_that_is_called_twice_multiplies_twice(tmp_path: Path) -> None:
    layer, shape = next(iter(LAYERS.items()))
    once, twice = ours(1, layer, shape, tmp_path), ours(2, layer, shape, tmp_path)
    assert twice["macs"] == 2 * once["macs"]
    assert twice["params"] == once["params"]
