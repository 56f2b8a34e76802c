"""Masks that layers hand on beside their tensors, and what programs do with them; judged by real Keras."""

from __future__ import annotations

from inspect import getsource, signature

import keras
import pytest

from layerhints.libraries.keras.layers import ALIASES, NAMES
from layerhints.libraries.keras.masks import ASKING, COMPUTED, PASSING

from .check import disagreements, read

PADDED = """
import keras
from keras import layers, ops
class Padded(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.seen = layers.Dense(3)
        self.blind = layers.Dense(5)
    def call(self, x, mask=None):
        return self.blind(x) if mask is None else self.seen(x)
"""
"""A layer that is another one where a mask reaches it."""

PROGRAMS = {
    "an embedding gives its mask to the next layer": """
i = keras.Input((7,))
m = keras.Model(i, Padded()(layers.Embedding(20, 8, mask_zero=True)(i)))
n = keras.Model(i, Padded()(layers.Embedding(20, 8)(i)))
""",
    "a mask lasts as long as layers support it": """
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
x = layers.Dropout(0.1)(layers.LayerNormalization()(layers.Dense(6, activation="relu")(x)))
a = Padded()(layers.SpatialDropout1D(0.2)(x))
b = Padded()(layers.Conv1D(4, 3, padding="same")(x))
c = Padded()(layers.Activation("tanh")(a))
d = Padded()(x * 2)
m = keras.Model(i, [a, b, c, d])
""",
    "masking by value": """
i = keras.Input((7, 3))
j = keras.Input((7, 4))
x = layers.Masking(mask_value=-1.0)(i)
y = layers.TimeDistributed(layers.Dense(6))(j)
z = layers.Concatenate()([layers.LSTM(5)(x), layers.GRU(5)(y)])
m = keras.Model([i, j], [z, Padded()(layers.TimeDistributed(layers.Dense(2))(x))])
""",
    "recurrent layers": """
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
x = layers.Bidirectional(layers.LSTM(4, return_sequences=True))(x)
a = Padded()(x)
s, h, c = layers.LSTM(4, return_sequences=True, return_state=True)(x)
b, d = Padded()(s), Padded()(h)
e = Padded()(layers.GRU(6)(x))
f, g = layers.Bidirectional(layers.GRU(4, return_sequences=True), merge_mode=None)(x)
m = keras.Model(i, [a, b, d, e, Padded()(f), Padded()(g)])
""",
    "merging": """
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
y = layers.Embedding(30, 8)(i)
z = layers.Embedding(40, 8, mask_zero=True)(i)
a = Padded()(layers.Add()([x, y]))
b = Padded()(layers.Add()([x, z]))
c = Padded()(layers.Concatenate()([x, y]))
d = Padded()(layers.concatenate([x, z], axis=1))
e = Padded()(layers.Dot(axes=-1)([x, z]))
m = keras.Model(i, [a, b, c, d, e])
""",
    "attention": """
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
y = layers.Embedding(20, 8)(i)
a = Padded()(layers.Attention()([x, y]))
b = Padded()(layers.AdditiveAttention()([y, x]))
c = Padded()(layers.MultiHeadAttention(2, 4)(x, y))
d = Padded()(layers.MultiHeadAttention(2, 4)(y, x))
m = keras.Model(i, [a, b, c, d])
""",
    "a list of inputs has a list of masks": """
class Pair(layers.Layer):
    def __init__(self):
        super().__init__()
        self.seen, self.blind = layers.Dense(3), layers.Dense(5)
    def call(self, inputs, mask=None):
        left, right = inputs
        if mask is None:
            return self.blind(left)
        first, second = mask
        return self.seen(left) if second is None else self.blind(right)
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
y = layers.Embedding(20, 8)(i)
m = keras.Model(i, [Pair()([x, y]), Pair()([y, x]), Pair()([y, y])])
""",
    "masks by the names of the arguments": """
class Cross(layers.Layer):
    def __init__(self):
        super().__init__()
        self.parts = [layers.Dense(2), layers.Dense(3), layers.Dense(4), layers.Dense(5)]
    def call(self, query, context, query_mask=None, context_mask=None, mask=None):
        index = 0
        if query_mask is not None:
            index = index + 1
        if context_mask is not None:
            index = index + 2
        if mask is not None:
            index = 0
        return self.parts[index](query)
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
y = layers.Embedding(20, 8)(i)
m = keras.Model(i, [Cross()(x, y), Cross()(y, x), Cross()(x, context=x), Cross()(y, y)])
""",
    "a compute_mask of one's own": """
class Positional(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.tokens = layers.Embedding(20, 8, mask_zero=True)
        self.positions = layers.Embedding(7, 8)
    def call(self, inputs):
        return self.tokens(inputs) + self.positions(ops.arange(0, ops.shape(inputs)[-1], 1))
    def compute_mask(self, *args, **kwargs):
        return self.tokens.compute_mask(*args, **kwargs)
class Unmasking(layers.Layer):
    def call(self, x):
        return x + 1
    def compute_mask(self, inputs, mask=None):
        return None
class Halving(layers.Layer):
    def call(self, x):
        return x[:, ::2]
    def compute_mask(self, inputs, mask=None):
        return None if mask is None else mask[:, ::2]
i = keras.Input((7,))
x = Positional()(i)
m = keras.Model(i, [Padded()(x), Padded()(Unmasking()(x)), Padded()(Halving()(x))])
""",
    "a layer that does not say that it supports masks loses them": """
class Plain(layers.Layer):
    def call(self, x):
        return x * 2
class Kept(layers.Layer):
    supports_masking = True
    def call(self, x):
        return x * 2
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
lost = layers.Dense(4)
lost.supports_masking = False
m = keras.Model(i, [Padded()(Plain()(x)), Padded()(lost(x))])
""",
    "a mask that is given": """
i = keras.Input((7,))
k = keras.Input((7,), dtype="bool")
x = layers.Embedding(20, 8)(i)
y = Padded()(x, mask=k)
m = keras.Model([i, k], [y, Padded()(y), Padded()(layers.LSTM(3, return_sequences=True)(x, mask=k))])
""",
    "a padding mask as attention takes it": """
class Encoder(layers.Layer):
    def __init__(self, width, heads):
        super().__init__()
        self.supports_masking = True
        self.attention = layers.MultiHeadAttention(heads, width)
        self.norm = layers.LayerNormalization()
    def call(self, inputs, mask=None):
        if mask is not None:
            padding = ops.cast(mask[:, None, :], dtype="int32")
        else:
            padding = None
        out = self.attention(query=inputs, value=inputs, key=inputs, attention_mask=padding)
        return self.norm(inputs + out)
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
m = keras.Model(i, Padded()(Encoder(8, 2)(x)))
n = keras.Model(i, Padded()(Encoder(8, 2)(layers.Embedding(20, 8)(i))))
""",
    "a stack of layers": """
m = keras.Sequential([keras.Input((7,)), layers.Embedding(20, 8, mask_zero=True), Padded(), layers.LSTM(4)])
n = keras.Sequential([layers.Embedding(20, 8, mask_zero=True), layers.Dropout(0.5), Padded()])
y = n(keras.Input((7,)))
""",
    "a mask does not leave a model": """
i = keras.Input((7,))
inner = keras.Model(i, layers.Embedding(20, 8, mask_zero=True)(i))
j = keras.Input((7,))
m = keras.Model(j, Padded()(inner(j)))
""",
    "the mask of a Lambda": """
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
a = Padded()(layers.Lambda(lambda t: t * 2)(x))
b = Padded()(layers.Lambda(lambda t: t * 2, mask=lambda t, mask: mask)(x))
m = keras.Model(i, [a, b])
""",
    "inside of a layer": """
class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(20, 8, mask_zero=True)
        self.inner = Padded()
        self.after = Padded()
    def call(self, x):
        return self.after(self.inner(self.embedding(x)) * 1.0)
i = keras.Input((7,))
m = keras.Model(i, Padded()(Block()(i)))
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = layers.Embedding(20, 8, mask_zero=True)
        self.recurrent = layers.LSTM(6, return_sequences=True)
        self.head = Padded()
    def call(self, x):
        return self.head(self.recurrent(self.embedding(x)))
n = Net()
y = n(ops.ones((2, 7)))
""",
    "what a program asks of masks": """
i = keras.Input((7,))
embedding = layers.Embedding(20, 8, mask_zero=True)
x = embedding(i)
size = x._keras_mask.shape[1]
rest = layers.Dense(4).compute_mask(x, embedding.compute_mask(i)).shape[1]
width = 3 if layers.Conv1D(4, 3).supports_masking else 4
depth = 5 if layers.Dense(4).supports_masking else 6
m = keras.Model(i, [layers.Dense(size)(x), layers.Dense(rest + 1)(x), layers.Dense(width)(x), layers.Dense(depth)(x)])
""",
    "the operations of masks take names, and a place in the order": """
i = keras.Input((7,))
x = layers.Embedding(20, 8, mask_zero=True)(i)
y = layers.Concatenate()([x, layers.Embedding(20, 4)(i)])
z = layers.LSTM(4)(y)
j = keras.Input((9,))
w = layers.Concatenate()([z, layers.Dense(3)(layers.Dense(5)(j))])
m = keras.Model([i, j], layers.Dense(1)(w))
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_masks(name: str) -> None:
    assert disagreements(PADDED + PROGRAMS[name]) == []


def test_a_mask_that_is_not_certain() -> None:
    source = PADDED + """
import sys
i = keras.Input((7,))
masked = len(sys.argv) > 1
m = keras.Model(i, Padded()(layers.Embedding(20, 8, mask_zero=masked)(i)))
x = layers.Embedding(20, 8, mask_zero=True)(i)
if masked:
    x = layers.Conv1D(8, 1)(x)
n = keras.Model(i, Padded()(x))
"""
    assert [model["output"] for model in read(source).models.values()] == [[None, 7, None]] * 2


CLASSES = {name: getattr(keras.layers, name) for name in NAMES if name not in ALIASES}


def test_the_layers_that_ask_for_a_mask() -> None:
    assert {name for name, cls in CLASSES.items() if "mask" in signature(cls.call).parameters} == ASKING - {"Lambda"}


def test_the_layers_that_support_masks() -> None:
    """A layer says so in its `__init__`, or has a `compute_mask`; `ReversibleEmbedding`'s makes none."""
    supporting = set()
    for name, cls in CLASSES.items():
        own = [base for base in cls.__mro__[: cls.__mro__.index(keras.Layer)] if issubclass(base, keras.Layer)]
        if any("compute_mask" in vars(base) or "supports_masking = True" in getsource(base) for base in own):
            supporting.add(name)
    assert supporting - {"ReversibleEmbedding"} == PASSING | COMPUTED.keys()
