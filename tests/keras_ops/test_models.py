"""Models with operations in them: rows, order, names and shapes as real Keras 3.15.1 lists them."""

from __future__ import annotations

import pytest
from tests.conventions.check import disagreements

PROGRAMS = {
    "a sampling layer": """
import keras
from keras import layers, ops

class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_variance = inputs
        batch, width = ops.shape(mean)[0], ops.shape(mean)[1]
        noise = keras.random.normal(shape=(batch, width), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_variance) * noise

picture = keras.Input((28, 28, 1))
x = layers.Flatten()(picture)
mean, log_variance = layers.Dense(2)(x), layers.Dense(2)(x)
encoder = keras.Model(picture, [mean, log_variance, Sampling()([mean, log_variance])])
""",
    "operations between layers": """
import keras
from keras import layers, ops

x = keras.Input((16, 8))
y = ops.concatenate([layers.Dense(4)(x), ops.relu(x)], axis=-1)
y = ops.transpose(y, (0, 2, 1)) * 2 + 1
first, second = ops.split(y, 2, axis=1)
z = layers.Dense(3)(first @ ops.transpose(second, (0, 2, 1)))
model = keras.Model(x, ops.mean(z, axis=1))
""",
    "slices and new axes": """
import keras
from keras import layers

x = keras.Input((10, 6))
y = layers.Dense(5)(x[:, -1])
z = layers.Dense(7)(x[:, ::2, None, :3])
model = keras.Model(x, [y, z])
""",
    "a nested model on other sizes": """
import keras
from keras import layers, ops

x = keras.Input((None, None, 3))
inner = keras.Model(x, ops.max(layers.Conv2D(4, 3)(x), axis=(1, 2), keepdims=True))
y = keras.Input((32, 32, 3))
outer = keras.Model(y, layers.Dense(2)(inner(y)))
""",
    "normalised vectors": """
import keras
from keras import layers, ops

one, other = keras.Input((20,)), keras.Input((20,))
embed = layers.Dense(8)

def unit(v):
    return v / ops.sqrt(ops.sum(ops.square(v), axis=-1, keepdims=True))

similarity = ops.sum(unit(embed(one)) * unit(embed(other)), axis=-1)
model = keras.Model([one, other], layers.Activation("sigmoid")(ops.expand_dims(similarity, -1)))
""",
    "attention by hand": """
import keras
from keras import layers, ops

x = keras.Input((12, 32))
q, k, v = (ops.reshape(layers.Dense(32)(x), (-1, 12, 4, 8)) for _ in range(3))
scores = ops.softmax(ops.einsum("bqhd,bkhd->bhqk", q, k) / 8**0.5, axis=-1)
mixed = ops.einsum("bhqk,bkhd->bqhd", scores, v)
model = keras.Model(x, layers.Dense(32)(ops.reshape(mixed, (-1, 12, 32))))
""",
    "a Lambda that normalises": """
import keras
from keras import layers, ops

x = keras.Input((9, 4))
y = layers.Lambda(lambda t: t / ops.norm(t, axis=-1, keepdims=True))(x)
z = layers.Lambda(lambda t: ops.sum(t, axis=1), name="total")(y)
model = keras.Model(x, layers.Dense(2)(z))
""",
    "names shared by layers and operations": """
import keras
from keras import layers, ops

x = keras.Input((4,))
a = layers.Add()([x, x])
b = a + x
c = layers.Add()([b, x])
d = ops.add(c, x)
model = keras.Model(x, layers.Add()([d, x]))
""",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_model(program: str) -> None:
    assert disagreements(program) == []
