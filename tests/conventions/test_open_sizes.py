"""Which sizes are None to the program behind layers and operations: it decides by them; real Keras 3.15.1 judges."""

from __future__ import annotations

import pytest

from .check import disagreements

START = """
from keras import Input, Model, layers, ops
class Rows(layers.Layer):
    def call(self, x):
        return ops.reshape(x, (-1, ops.shape(x)[1] * 6))
x, five = Input((None, 6)), Input((5, 6))
images, wide = Input((None, None, 3)), Input((None, 20, 3))
videos = Input((None, 8, 8, 3))
"""
DECIDES = """
units = 1
for place, size in enumerate(y.shape):
    units += 100 * 2 ** place if size is None else size
inputs = [x, five, images, wide, videos]
model = Model(inputs, [y, layers.Dense(units)(x)])
"""
"""The layer's units say which axes of `y` are None, and how large the others are."""
RESULTS = (
    "layers.Conv1D(4, 3, strides=2, padding='same')(x)",
    "layers.Conv1D(4, 3, padding='causal')(x)",
    "layers.Conv2DTranspose(4, 3, strides=2, padding='same')(images)",
    "layers.MaxPooling2D()(wide)",
    "layers.GlobalMaxPooling2D(keepdims=True)(images)",
    "layers.ZeroPadding1D(2)(x)",
    "layers.ZeroPadding2D(2)(wide)",
    "layers.Cropping2D(2)(wide)",
    "layers.UpSampling1D(2)(x)",
    "layers.UpSampling2D((2, 3))(wide)",
    "layers.Concatenate(axis=1)([x, five])",
    "layers.Concatenate(axis=-1)([x, five])",
    "layers.Add()([x, five])",
    "layers.Multiply()([five, x])",
    "layers.Dot(axes=2)([x, five])",
    "layers.Reshape((-1, 3))(x)",
    "layers.Reshape((3, -1, 2))(x)",
    "layers.Flatten()(x)",
    "layers.Permute((2, 1))(x)",
    "layers.RepeatVector(3)(layers.GlobalAveragePooling1D()(x))",
    "layers.TimeDistributed(layers.Conv2D(4, 3))(videos)",
    "layers.ConvLSTM2D(4, 3)(videos)",
    "layers.LSTM(4, return_sequences=True)(x)",
    "Rows()(x)",
    "x * five",
    "x[:, ::2]",
    "x[:, 1:4]",
    "x[:, 0]",
    "ops.reshape(x, (-1, 3))",
    "ops.pad(x, [[0, 0], [1, 1], [2, 2]])",
    "ops.concatenate([x, x], axis=1)",
    "ops.stack([x, x], axis=1)",
    "ops.tile(x, (1, 2, 1))",
    "ops.repeat(x, 2, axis=1)",
    "ops.split(x, 2, axis=2)[0]",
    "ops.transpose(x, (2, 1, 0))",
    "ops.matmul(x, ops.transpose(five, (0, 2, 1)))",
    "ops.einsum('bij,bkj->bik', x, five)",
    "ops.image.resize(images, (12, 12))",
)  # fmt: skip


@pytest.mark.parametrize("result", RESULTS)
def test_none(result: str) -> None:
    # What a batch of another number of rows would come to is no output of the model.
    kept = "[layers.Dense(units)(x)]" if result.startswith(("Rows", "ops.transpose", "ops.reshape")) else None
    program = f"{START}y = {result}{DECIDES}"
    assert disagreements(program if kept is None else program.replace("[y, layers.Dense(units)(x)]", kept)) == []


def test_what_cannot_be_computed_with_none_raises() -> None:
    program = """
from keras import Input, Model, layers
x = Input((None, 6))
try:
    units = x.shape[1] // 2
except TypeError:
    units = 7
model = Model(x, layers.Dense(units)(x))
"""
    assert disagreements(program) == []
