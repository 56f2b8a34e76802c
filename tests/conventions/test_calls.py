"""Layers that take several tensors, and calls whose flags decide about shapes: the same programs through Keras."""

from __future__ import annotations

import pytest

from .check import disagreements, read

HEAD = "import keras\nfrom keras import layers\nq = keras.Input((10, 64))\nv = keras.Input((7, 32))\n"

PROGRAMS = {
    "positions": "y = layers.MultiHeadAttention(4, 16)(q, v)\nmodel = keras.Model([q, v], y)",
    "keywords": "y = layers.MultiHeadAttention(4, 16)(query=q, value=v)\nmodel = keras.Model([q, v], y)",
    "mixed": "y = layers.MultiHeadAttention(4, 16, value_dim=3)(q, key=v, value=v)\nmodel = keras.Model([q, v], y)",
    "a key of its own": (
        "k = keras.Input((7, 5))\ny = layers.MultiHeadAttention(4, 16)(q, v, k)\nmodel = keras.Model([q, v, k], y)"
    ),
    "scores": (
        "y, scores = layers.MultiHeadAttention(4, 16)(q, q, return_attention_scores=True)\n"
        "model = keras.Model(q, [y, scores])"
    ),
    "shared key and value heads": (
        "y, scores = layers.GroupQueryAttention(8, 4, 2)(q, layers.Dense(64)(v), return_attention_scores=True)\n"
        "model = keras.Model([q, v], [y, scores])"
    ),
    "a list": "y = layers.Attention(use_scale=True)([q, layers.Dense(64)(v)])\nmodel = keras.Model([q, v], y)",
    "a list and its scores": (
        "y, scores = layers.Attention()([q, layers.Dense(64)(v)], return_attention_scores=True)\n"
        "model = keras.Model([q, v], [y, scores])"
    ),
    "there and back": (
        "tokens = keras.Input((10,), dtype='int32')\ntable = layers.ReversibleEmbedding(100, 16)\n"
        "y = table(layers.Dense(16)(table(tokens)), reverse=True)\nmodel = keras.Model(tokens, y)"
    ),
    "one layer, two calls": (
        "attention = layers.MultiHeadAttention(2, 8)\n"
        "model = keras.Model(q, attention(attention(q, q), q))"
    ),
    "inside another model": (
        "inner = keras.Model([q, v], layers.MultiHeadAttention(4, 16)(q, value=v))\n"
        "a, b = keras.Input((10, 64)), keras.Input((7, 32))\nmodel = keras.Model([a, b], inner([a, b]))"
    ),
    "a sequence and states": (
        "x, h, c = layers.LSTM(8, return_state=True)(q)\n"
        "y = layers.LSTM(8)(v, initial_state=[h, c])\nmodel = keras.Model([q, v], y)"
    ),
    "stacked cells": (
        "y = layers.RNN([layers.LSTMCell(8), layers.GRUCell(5)], return_sequences=True)(q)\nmodel = keras.Model(q, y)"
    ),
    "a cell": (
        "x, s = keras.Input((3,)), keras.Input((4,))\ny, after = layers.GRUCell(4)(x, s)\n"
        "model = keras.Model([x, s], [y, after])"
    ),
    "images": (
        "x = keras.Input((40, 50, 3))\ny = layers.RandomFlip()(layers.Resizing(32, 32)(layers.Rescaling(1 / 255)(x)))\n"
        "model = keras.Model(x, layers.Conv2D(4, 3)(layers.CenterCrop(16, 16)(y)))"
    ),
    "a normalized kernel": (
        "y = layers.SpectralNormalization(layers.Conv1D(4, 3))(q)\nmodel = keras.Model(q, layers.RMSNormalization()(y))"
    ),
    "images in time": (
        "x = keras.Input((5, 16, 16, 1))\ny = layers.ConvLSTM2D(4, 3, return_sequences=True)(x)\n"
        "model = keras.Model(x, layers.ConvLSTM2D(2, 3, padding='same')(y))"
    ),
}


@pytest.mark.oracle
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_programs(program: str) -> None:
    assert disagreements(HEAD + program) == []


def test_blame_is_on_the_tensor_that_does_not_fit() -> None:
    (problem,) = read(HEAD + "k = keras.Input((6, 5))\nlayers.MultiHeadAttention(4, 16)(q, value=v, key=k)").problems
    assert problem[1:] == ("shape-mismatch", "k")


def test_a_flag_that_is_not_known_leaves_the_shape_open() -> None:
    program = HEAD + "y = layers.MultiHeadAttention(4, 16)(q, q, return_attention_scores=unread())\n"
    result = read(program + "model = keras.Model(q, y)")
    (row,) = [row for row in result.models["model"]["layers"] if "attention" in row["path"]]
    assert row["params"] == 16640  # 3·(64 + 1)·64 + (64 + 1)·64
    assert row["outputs"] == [None]


def test_what_a_tensor_and_a_layer_are_to_a_condition() -> None:
    source = """
import keras
import numpy as np
from keras import layers

x = keras.Input((4,))
activation = layers.ReLU()
width = 3 if isinstance(x, np.ndarray) else 5
width += 10 if isinstance(x, keras.KerasTensor) else 20
y = layers.Dense(width)(x)
if activation:
    y = activation(y)
model = keras.Model(x, y)
"""
    assert disagreements(source) == []
