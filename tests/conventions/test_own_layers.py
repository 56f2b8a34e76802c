"""Layers that the program writes itself: wrappers, cells, `build` in all its forms; judged by real Keras."""

from __future__ import annotations

import keras
import pytest

from layerhints.libraries.keras.attributes import OF_LAYERS

from .check import disagreements, read

PROGRAMS = {
    "an attention that derives from Keras's and uses its parts": """
import keras
from keras import layers
class Cached(layers.MultiHeadAttention):
    def call(self, query, value, key=None, attention_mask=None, scores=False):
        key = value if key is None else key
        query, key, value = self._query_dense(query), self._key_dense(key), self._value_dense(value)
        output, weights = self._compute_attention(query=query, key=key, value=value, attention_mask=attention_mask)
        output = self._output_dense(output)
        return (output, weights) if scores else output
i = keras.Input((5, 12))
j = keras.Input((7, 9))
x = Cached(3, 4, value_dim=6)(i, j)
y = Cached(2, 4, use_bias=False)(x, x)
m = keras.Model([i, j], layers.Dense(2)(y))
""",
    "a wrapper of the program's own": """
import keras
from keras import layers
class Scaled(layers.Wrapper):
    def __init__(self, layer, k=2, **kw):
        super().__init__(layer, **kw)
        self.k = k
    def call(self, x):
        return self.layer(x) * self.k
i = keras.Input((8,))
m = keras.Model(i, Scaled(layers.Dense(4))(i))
class WeightNorm(layers.Wrapper):
    def build(self, input_shape):
        if not self.layer.built:
            self.layer.build(input_shape)
        self.g = self.add_weight(shape=(self.layer.units,), name="g")
        super().build(input_shape)
    def call(self, inputs):
        return self.layer(inputs) * self.g
    def compute_output_shape(self, s):
        return self.layer.compute_output_shape(s)
j = keras.Input((8,))
n = keras.Model(j, WeightNorm(layers.Dense(4))(j))
""",
    "a cell of the program's own, alone and in a stack": """
import keras
from keras import layers, ops
class MinimalCell(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = units
    def build(self, s):
        self.kernel = self.add_weight(shape=(s[-1], self.units), name="kernel")
        self.rec = self.add_weight(shape=(self.units, self.units), name="rec")
        self.built = True
    def call(self, x, states):
        h = ops.matmul(x, self.kernel) + ops.matmul(states[0], self.rec)
        return h, [h]
i = keras.Input((5, 8))
x = layers.RNN(MinimalCell(4), return_sequences=True)(i)
m = keras.Model(i, layers.RNN([MinimalCell(3), MinimalCell(6)])(x))
""",
    "a cell with two states and an output of another size": """
import keras
from keras import layers, ops
class Cell2(keras.layers.Layer):
    def __init__(self, units, out, **kw):
        super().__init__(**kw)
        self.units = units
        self.out = layers.Dense(out)
    @property
    def state_size(self):
        return [self.units, self.units]
    @property
    def output_size(self):
        return self.out.units
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1] + self.units, 4 * self.units), name="w")
        self.out.build((None, self.units))
        self.built = True
    def call(self, x, states, training=False):
        h, c = states
        z = ops.matmul(ops.concatenate([x, h], axis=-1), self.w)
        a, b, d, e = ops.split(z, 4, axis=-1)
        c = ops.sigmoid(a) * c + ops.tanh(b)
        h = ops.sigmoid(d) * c * e
        return self.out(h), [h, c]
i = keras.Input((5, 8))
y, h, c = layers.RNN(Cell2(4, 7), return_sequences=True, return_state=True)(i)
m = keras.Model(i, [y, h, c])
""",
    "a cell that says its configuration": """
import keras
from keras import layers, ops
class MinimalCell(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = units
    def build(self, s):
        self.kernel = self.add_weight(shape=(s[-1], self.units), name="kernel")
        self.built = True
    def call(self, x, states):
        h = ops.matmul(x, self.kernel) + states[0]
        return h, [h]
    def get_config(self):
        return {**super().get_config(), "units": self.units}

i = keras.Input((5, 8))
r = layers.RNN(MinimalCell(4), return_sequences=True)
m = keras.Model(i, r(i))
""",
    "build with a shape for each argument of call": """
import keras
from keras import layers, ops
class Bilinear(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units
    def build(self, a_shape, b_shape):
        self.w = self.add_weight(shape=(a_shape[-1], b_shape[-1]), name="w")
        self.v = self.add_weight(shape=(b_shape[-1], self.units), name="v")
    def call(self, a, b):
        return ops.matmul(ops.matmul(a, self.w) * b, self.v)
p = keras.Input((8,)); q = keras.Input((5,))
m = keras.Model([p, q], Bilinear(3)(p, q))
class Cross(layers.Layer):
    def build(self, query_shape, context_shape=None):
        self.d = layers.Dense(query_shape[-1])
        self.d.build(context_shape)
        self.built = True
    def call(self, query, context=None):
        return query + self.d(context)
n = keras.Model([p, q], Cross()(p, context=q))
""",
    "build with a list or a dict of shapes": """
import keras
from keras import layers, ops
class B(layers.Layer):
    def build(self, input_shape):
        a, b = input_shape
        self.w = self.add_weight(shape=(a[-1], b[-1]), name="w")
    def call(self, inputs):
        a, b = inputs
        return ops.matmul(a, self.w) + b
p = keras.Input((8,)); q = keras.Input((5,))
m = keras.Model([p, q], B()([p, q]))
class D(layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape["a"][-1], input_shape["b"][-1]), name="w")
    def call(self, inputs):
        return ops.matmul(inputs["a"], self.w) + inputs["b"]
n = keras.Model({"a": p, "b": q}, D()({"a": p, "b": q}))
""",
    "a cell around a cell of Keras's": """
import keras
from keras import layers, ops
class C(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.cell = layers.LSTMCell(units)
        self.state_size = self.cell.state_size
        self.output_size = units
    def build(self, s):
        self.cell.build(s)
        self.built = True
    def call(self, x, states):
        out, st = self.cell(x, states)
        return out, st
i = keras.Input((5, 8))
m = keras.Model(i, layers.RNN(C(4), return_sequences=True)(i))
""",
    "layers that derive from Keras's, inside wrappers": """
import keras
from keras import layers, ops
class Twice(layers.Dense):
    def call(self, x):
        y = super().call(x)
        return ops.concatenate([y, y], axis=-1)
    def compute_output_shape(self, s):
        return (*s[:-1], 2 * self.units)
i = keras.Input((5, 8))
m = keras.Model(i, layers.TimeDistributed(Twice(4))(i))
class Cell(layers.LSTMCell):
    def call(self, x, states, training=False):
        out, st = super().call(x, states, training=training)
        return out * 2, st
n = keras.Model(i, layers.RNN(Cell(4))(i))
""",
    "stacked cells, one of them the program's own": """
import keras
from keras import layers, ops
class MinimalCell(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = units
    def build(self, s):
        self.kernel = self.add_weight(shape=(s[-1], self.units), name="kernel")
        self.built = True
    def call(self, x, states):
        h = ops.matmul(x, self.kernel) + states[0]
        return h, [h]
i = keras.Input((5, 8))
s = layers.StackedRNNCells([layers.LSTMCell(5), MinimalCell(3)])
m = keras.Model(i, layers.RNN(s, return_sequences=True)(i))
""",
    "layers that a build builds by hand": """
import keras
from keras import layers, ops
class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.a = layers.Dense(units)
        self.b = layers.Dense(units)
        self.n = layers.LayerNormalization()
        self.mha = layers.MultiHeadAttention(2, 3)
    def build(self, input_shape):
        self.a.build(input_shape)
        self.b.build((*input_shape[:-1], self.a.units))
        self.n.build((*input_shape[:-1], self.a.units))
        self.mha.build(input_shape, input_shape)
        self.k = self.add_weight(shape=self.a.kernel.shape)
        self.built = True
    def call(self, x):
        x = self.mha(x, x)
        return ops.matmul(x, self.k) + self.n(self.b(self.a(x)))
i = keras.Input((5, 8))
m = keras.Model(i, Block(4)(i))
""",
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_models(source: str) -> None:
    assert disagreements(source) == []
    assert read(source).problems == []


def test_the_attributes_of_every_layer_are_known() -> None:
    inputs = keras.Input((3,))
    made = [keras.Layer(), keras.Sequential(), keras.Model(inputs, keras.layers.Dense(2)(inputs))]
    made[2].compile("adam", "mse")
    public = {name for layer in made for name in dir(layer) if not name.startswith("_")}
    assert public <= OF_LAYERS
