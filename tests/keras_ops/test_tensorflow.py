"""The functions of tf and keras.backend. TensorFlow is not installed: each is judged by the expression of NumPy or
keras.ops that means the same.
"""

from __future__ import annotations

import keras
import numpy as np
import pytest
from tests.keras_ops.check import values

from layerhints.values.tensor import Tensor

x = np.zeros((2, 8, 6, 4), "float32")
v = np.zeros((2, 5), "float32")
PAIRS = [
    ("tf.reshape(x, (tf.shape(x)[0], -1, 4))", x.reshape(2, -1, 4)),
    ("tf.reduce_sum(x, axis=[1, 2])", x.sum((1, 2))),
    ("tf.reduce_mean(x, 1, keepdims=True)", x.mean(1, keepdims=True)),
    ("tf.reduce_max(x, reduction_indices=1, keep_dims=True)", x.max(1, keepdims=True)),
    ("tf.argmax(x, axis=-1)", x.argmax(-1)),
    ("tf.concat([x, x], axis=-1)", np.concatenate([x, x], -1)),
    ("tf.concat(3, [x, x])", np.concatenate([x, x], 3)),
    ("tf.stack([v, v], axis=1)", np.stack([v, v], 1)),
    ("tf.unstack(v, axis=1)[0]", v[:, 0]),
    ("tf.split(x, 2, axis=-1)[1]", np.split(x, 2, -1)[1]),
    ("tf.split(x, [1, -1], axis=3)[1]", x[..., 1:]),
    ("tf.transpose(x, perm=[0, 3, 1, 2])", x.transpose(0, 3, 1, 2)),
    ("tf.transpose(v)", v.T),
    ("tf.expand_dims(v, 1)", np.expand_dims(v, 1)),
    ("tf.squeeze(tf.expand_dims(v, 1), [1])", v),
    ("tf.tile(v, [1, 3])", np.tile(v, (1, 3))),
    ("tf.pad(x, [[0, 0], [1, 1], [2, 2], [0, 0]])", np.pad(x, [(0, 0), (1, 1), (2, 2), (0, 0)])),
    ("tf.gather(v, [0, 2, 4], axis=1)", v[:, [0, 2, 4]]),
    ("tf.matmul(v, v, transpose_b=True)", v @ v.T),
    ("v @ tf.transpose(v)", v @ v.T),
    ("tf.einsum('bhwc,bhwd->bcd', x, x)", np.einsum("bhwc,bhwd->bcd", x, x)),
    ("tf.tensordot(v, v, [[1], [1]])", np.tensordot(v, v, [[1], [1]])),
    ("tf.where(v > 0, v, tf.zeros_like(v))", np.where(v > 0, v, 0 * v)),
    ("tf.cast(v, tf.int32) + 1", v + 1),
    ("tf.math.sqrt(v) * tf.constant(2.0)", v),
    ("tf.nn.softmax(v, axis=-1)", v),
    ("tf.one_hot(tf.cast(v, tf.int32), depth=7)", np.zeros((2, 5, 7))),
    ("tf.image.resize(x, (16, 12))", keras.ops.image.resize(x, (16, 12))),
    ("tf.nn.max_pool2d(x, ksize=2, strides=2, padding='SAME')", keras.ops.max_pool(x, 2, 2, "same")),
    ("tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", keras.ops.average_pool(x, 2, 2)),
    ("tf.nn.conv2d(x, tf.zeros((3, 3, 4, 9)), [1, 2, 2, 1], 'SAME')",
     keras.ops.conv(x, np.zeros((3, 3, 4, 9), "float32"), 2, "same")),
    ("tf.nn.depth_to_space(x, 2)", keras.ops.depth_to_space(x, 2)),
    ("tf.ones((3, tf.shape(v)[1]))", np.ones((3, 5))),
    ("tf.random.normal(shape=tf.shape(v))", v),
    ("tf.range(5)", np.arange(5)),
    ("tf.linalg.norm(v, axis=-1)", np.linalg.norm(v, axis=-1)),
    ("tf.nn.moments(x, axes=[0, 1, 2])[0]", x.mean((0, 1, 2))),
    ("tf.slice(x, [0, 1, 0, 0], [-1, 2, 3, -1])", x[:, 1:3, :3]),
    ("tf.Variable(tf.zeros((3, 2)))", np.zeros((3, 2))),
    ("K.sum(x, axis=[1, 2])", x.sum((1, 2))),
    ("K.mean(x, axis=-1, keepdims=True)", x.mean(-1, keepdims=True)),
    ("K.batch_dot(v, v, axes=1)", (v * v).sum(1, keepdims=True)),
    ("K.batch_dot(K.expand_dims(v), K.expand_dims(v), axes=[2, 2])", np.zeros((2, 5, 5))),
    ("K.dot(x, K.zeros((4, 3)))", x @ np.zeros((4, 3))),
    ("K.concatenate([x, x])", np.concatenate([x, x], -1)),
    ("K.permute_dimensions(x, (0, 3, 1, 2))", x.transpose(0, 3, 1, 2)),
    ("K.reshape(x, (-1, K.int_shape(x)[-1]))", x.reshape(-1, 4)),
    ("K.expand_dims(v)", np.expand_dims(v, -1)),
    ("K.squeeze(K.expand_dims(v, 1), 1)", v),
    ("K.repeat_elements(v, 3, axis=1)", np.repeat(v, 3, 1)),
    ("K.repeat(v, 4)", np.zeros((2, 4, 5))),
    ("K.resize_images(x, 2, 3, 'channels_last')", np.zeros((2, 16, 18, 4))),
    ("K.one_hot(K.cast(v, 'int32'), 3)", np.zeros((2, 5, 3))),
    ("K.batch_flatten(x)", x.reshape(2, -1)),
    ("K.spatial_2d_padding(x, ((1, 1), (2, 0)), 'channels_last')", np.pad(x, [(0, 0), (1, 1), (2, 0), (0, 0)])),
    ("K.exp(v) * K.random_normal(shape=(K.shape(v)[0], 5))", v),
]  # fmt: skip
START = f"""
import keras
import tensorflow as tf
from keras import backend as K
x = keras.Input(batch_shape={x.shape})
v = keras.Input(batch_shape={v.shape})
"""


@pytest.mark.parametrize(("expression", "truth"), PAIRS, ids=[expression for expression, _ in PAIRS])
def test_shape(expression: str, truth: np.ndarray) -> None:
    found = values(f"{START}result = {expression}")["result"]
    assert isinstance(found, Tensor)
    assert found.shape == tuple(truth.shape)
