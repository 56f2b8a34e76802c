"""Recommenders with many inputs: wide and deep columns, factorisation, two towers, and a history with attention."""

import keras
from keras import layers, ops
from keras.layers import Concatenate, Dense, Embedding, Flatten, Input

CATEGORIES = {"user": 1000, "item": 500, "city": 40, "device": 4}
NUMBERS = ["age", "price", "hour"]


def create_inputs():
    inputs = {name: Input((1,), dtype="int32", name=name) for name in CATEGORIES}
    inputs.update({name: Input((1,), name=name) for name in NUMBERS})
    return inputs


def encode(inputs, width=None):
    encoded = []
    for name in inputs:
        if name in CATEGORIES:
            size = CATEGORIES[name]
            dims = width or min(50, (size + 1) // 2)
            encoded.append(Flatten()(Embedding(size, dims, name=f"{name}_vector")(inputs[name])))
        elif width is None:
            encoded.append(layers.Normalization(mean=0.0, variance=1.0, name=f"{name}_scaled")(inputs[name]))
    return encoded


class FactorizationMachine(layers.Layer):
    """Second-order interactions: half of the square of the sum less the sum of the squares."""

    def call(self, vectors):
        stacked = ops.stack(vectors, axis=1)
        square_of_sum = ops.square(ops.sum(stacked, axis=1))
        sum_of_square = ops.sum(ops.square(stacked), axis=1)
        return 0.5 * ops.sum(square_of_sum - sum_of_square, axis=-1, keepdims=True)


class CrossLayer(layers.Layer):
    def build(self, input_shape):
        dim = int(input_shape[0][-1])
        self.w = self.add_weight("w", shape=(dim, 1)) if False else self.add_weight(shape=(dim, 1), name="w")
        self.b = self.add_weight(shape=(dim,), name="b", initializer="zeros")

    def call(self, inputs):
        x0, x = inputs
        return x0 * ops.matmul(x, self.w) + self.b + x


def wide_and_deep(hidden=(64, 32), dropout=0.2):
    inputs = create_inputs()
    deep = cross = x0 = Concatenate(name="columns")(encode(inputs))
    for units in hidden:
        deep = Dense(units)(deep)
        deep = layers.BatchNormalization()(deep)
        deep = layers.ReLU()(deep)
        deep = layers.Dropout(dropout)(deep)
    for _ in hidden:
        cross = CrossLayer()([x0, cross])
    wide = [layers.CategoryEncoding(CATEGORIES[n], output_mode="one_hot")(inputs[n]) for n in ("city", "device")]
    merged = Concatenate()([deep, cross, *wide])
    return keras.Model(inputs, Dense(1, activation="sigmoid")(merged), name="wide_and_deep")


def deep_fm(width=8):
    inputs = create_inputs()
    vectors = encode(inputs, width)
    linear = layers.Add()([Flatten()(Embedding(CATEGORIES[n], 1, name=f"{n}_bias")(inputs[n])) for n in CATEGORIES])
    second = FactorizationMachine()(vectors)
    deep = Dense(16, activation="relu")(Concatenate()(vectors))
    total = layers.add([linear, second, Dense(1)(deep)])
    return keras.Model([inputs[n] for n in CATEGORIES], layers.Activation("sigmoid")(total))


class Tower(keras.Model):
    def __init__(self, size, dims, layer_sizes, **kwargs):
        super().__init__(**kwargs)
        self.embedding = Embedding(size, dims)
        self.dense_layers = keras.Sequential(name="dense")
        for units in layer_sizes[:-1]:
            self.dense_layers.add(Dense(units, activation="relu"))
        for units in layer_sizes[-1:]:
            self.dense_layers.add(Dense(units))

    def call(self, ids):
        return self.dense_layers(self.embedding(ids))


def two_towers(dims=24):
    user, item = Input((), dtype="int32", name="user"), Input((), dtype="int32", name="item")
    left = Tower(1000, dims, [48, 16], name="user_tower")(user)
    right = Tower(500, dims, [16], name="item_tower")(item)
    score = layers.Dot(axes=1, normalize=True)([left, right])
    return keras.Model([user, item], score)


def history_model(length=20, dims=32):
    watched = Input((length,), dtype="int32", name="watched")
    candidate = Input((1,), dtype="int32", name="candidate")
    table = Embedding(CATEGORIES["item"] + 1, dims, mask_zero=True)
    positions = ops.expand_dims(ops.arange(length), 0)
    history, target = table(watched), table(candidate)
    history = history + Embedding(length, dims, name="positions")(positions)
    attended = layers.MultiHeadAttention(4, dims // 4, name="attention")(target, history)
    x = layers.LayerNormalization()(target + attended)
    x = Concatenate(axis=-1)([Flatten()(x), layers.GlobalAveragePooling1D()(history)])
    return keras.Model([watched, candidate], Dense(1, "sigmoid")(x))


retrieval = two_towers()
