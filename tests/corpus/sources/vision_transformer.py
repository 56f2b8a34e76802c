"""Patches of an image as tokens, with layers of its own for cutting and placing them."""

import keras
from keras import layers, ops

SIDE, PATCH, WIDTH = 48, 8, 32
COUNT = (SIDE // PATCH) ** 2


class Cut(layers.Layer):
    def __init__(self, side, **options):
        super().__init__(**options)
        self.side = side

    def call(self, images):
        batch, rows, columns, channels = ops.shape(images)
        pieces = ops.image.extract_patches(images, size=self.side)
        count = (rows // self.side) * (columns // self.side)
        return ops.reshape(pieces, (batch, count, self.side * self.side * channels))

    def get_config(self):
        return {**super().get_config(), "side": self.side}


class Place(layers.Layer):
    def __init__(self, count, width):
        super().__init__()
        self.count = count
        self.project = layers.Dense(width)
        self.where = layers.Embedding(count, width)

    def call(self, pieces):
        return self.project(pieces) + self.where(ops.expand_dims(ops.arange(self.count), 0))


prepare = keras.Sequential(
    [layers.Normalization(), layers.Resizing(SIDE, SIDE), layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)],
    name="prepare",
)


def dense(x, sizes, rate):
    for size in sizes:
        x = layers.Dropout(rate)(layers.Dense(size, activation=keras.activations.gelu)(x))
    return x


image = keras.Input((32, 32, 3))
x = Place(COUNT, WIDTH)(Cut(PATCH)(prepare(image)))
for _ in range(2):
    y = layers.LayerNormalization(epsilon=1e-6)(x)
    x = layers.Add()([layers.MultiHeadAttention(4, WIDTH, dropout=0.1)(y, y), x])
    x = layers.Add()([dense(layers.LayerNormalization()(x), [2 * WIDTH, WIDTH], 0.1), x])
x = layers.Dropout(0.5)(layers.Flatten()(layers.LayerNormalization()(x)))
vit = keras.Model(image, layers.Dense(10)(dense(x, [64, 32], 0.5)))
