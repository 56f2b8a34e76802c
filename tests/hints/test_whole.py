"""What is said of a whole (a model, a stack, a layer that the program defines), with the numbers of real Keras."""

from __future__ import annotations

import math
from typing import Any

import pytest

from .test_hover import parts_of, plain

pytestmark = pytest.mark.oracle

PROGRAM = """\
import keras
from keras import layers


class Scale(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.inner = layers.Dense(units)

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), name="w")
        self.b = self.add_weight(shape=(self.units,), name="b", trainable=False)

    def call(self, x):
        return self.inner(x @ self.w + self.b)


def stack(width):
    net = keras.Sequential(name="head")
    net.add(keras.Input((12,)))
    net.add(layers.Dense(width, name="wide"))
    net.add(layers.Dense(7, name="narrow"))
    return net


images = keras.Input((32, 32, 3))
x = layers.Conv2D(8, 3, name="conv")(images)
x = layers.BatchNormalization(name="norm")(x)
x = layers.GlobalAveragePooling2D(name="pool")(x)
network = keras.Model(images, Scale(5)(x))
encoder = keras.Sequential([keras.Input((20,)), layers.Dense(12, name="code")], name="encoder")
encoder.trainable = False
joined = keras.Sequential([encoder, stack(64)])
joined.summary()
"""


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(PROGRAM, names)
    return names


def trained(model: Any) -> int:
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("network", "network"),
        ("network", "Model("),
        ("encoder", "encoder"),
        ("encoder", "encoder.trainable"),
        ("joined", "joined"),
        ("joined", "Sequential([encoder"),
        ("joined", "joined.summary"),
    ],
)
def test_a_model_says_its_total_what_is_trained_and_its_parts(real: dict[str, Any], name: str, marked: str) -> None:
    model = real[name]
    text = plain(PROGRAM, marked)
    assert f"Parameters {model.count_params():,}, " in text
    if trained(model) == 0:
        assert "all of them frozen" in text
    elif trained(model) < model.count_params():
        fixed = model.count_params() - trained(model)
        assert f"{trained(model):,} trainable, {fixed:,} not trainable" in text
    costly = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
    shown = {part: count for part, _, _, count in parts_of(text)}
    if len(costly) == 1:
        assert sum(shown.values()) == sum(costly.values())
    else:
        assert shown == costly


def test_a_stack_that_a_function_makes_is_shown_there(real: dict[str, Any]) -> None:
    text = plain(PROGRAM, "net =")
    made = real["joined"].layers[1]
    assert f"Parameters {made.count_params():,}, " in text
    assert [(part, count) for part, _, _, count in parts_of(text)] == [
        (layer.name, layer.count_params()) for layer in made.layers
    ]


def test_a_layer_of_the_program_lists_its_own_weights_beside_the_layers_inside(real: dict[str, Any]) -> None:
    text = plain(PROGRAM, "Scale(layers")
    scale = next(layer for layer in real["network"].layers if type(layer).__name__ == "Scale")
    assert f"Parameters {scale.count_params():,}, " in text
    assert "b (not trainable)" in text
    own = {"w": math.prod(scale.w.shape), "b": math.prod(scale.b.shape), "dense": scale.inner.count_params()}
    assert {part: count for part, _, _, count in parts_of(text)} == own


UNKNOWN = """\
import sys
import keras
from keras import layers
from elsewhere import backbone

n = int(sys.argv[1])
sized = keras.Sequential([keras.Input((n,)), layers.Dense(3)])
foreign = keras.Sequential([backbone, layers.Dense(3)])
foreign.summary()
"""


@pytest.mark.parametrize(
    ("marked", "reason"),
    [("sized", "the command line decides"), ("foreign.summary", "the module elsewhere was not found")],
)
def test_what_is_not_known_of_a_model_has_a_reason(marked: str, reason: str) -> None:
    text = plain(UNKNOWN, marked)
    assert "\nParameters ?" in text
    assert f"Not known: {reason}" in text


def test_a_count_that_is_not_known_is_not_nothing() -> None:
    assert "Parameters 0" not in plain(UNKNOWN, "foreign")
