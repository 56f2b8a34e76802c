"""Columns of a table as tokens: embeddings, attention across the columns, numbers beside them."""

import keras
from keras import layers, ops

WORDS = {"colour": 5, "maker": 40, "shop": 12}
NUMBERS = ("price", "age")
WIDTH = 8


def tower(sizes, norm, activation, name):
    parts = []
    for size in sizes:
        parts += [norm(), layers.Dense(size, activation=activation), layers.Dropout(0.2)]
    return keras.Sequential(parts, name=name)


def build(depth=2):
    columns = {name: layers.Input((), name=name, dtype="int32") for name in WORDS}
    columns.update((name, layers.Input((), name=name)) for name in NUMBERS)
    tokens = ops.stack([layers.Embedding(size, WIDTH)(columns[name]) for name, size in WORDS.items()], axis=1)
    place = layers.Embedding(tokens.shape[1], WIDTH)
    tokens = tokens + place(ops.arange(0, tokens.shape[1]))
    for number in range(depth):
        seen = layers.MultiHeadAttention(2, WIDTH, dropout=0.1, name=f"look_{number}")(tokens, tokens)
        seen = layers.LayerNormalization()(layers.Add()([seen, tokens]))
        more = tower([WIDTH], lambda: layers.LayerNormalization(epsilon=1e-6), keras.activations.gelu, f"mix_{number}")
        tokens = layers.LayerNormalization()(layers.Add()([more(seen), seen]))
    numbers = layers.concatenate([ops.expand_dims(columns[name], -1) for name in NUMBERS])
    features = layers.concatenate([layers.Flatten()(tokens), layers.LayerNormalization()(numbers)])
    sizes = [times * features.shape[-1] for times in (2, 1)]
    features = tower(sizes, layers.BatchNormalization, keras.activations.selu, "head")(features)
    return keras.Model(columns, layers.Dense(1, activation="sigmoid")(features))


table = build()
