"""Text in images: convolutions, recurrent layers and a layer that adds its loss."""

import keras
from keras import layers, ops

WIDTH, HEIGHT = 160, 40
LETTERS = sorted(set("the quick brown fox"))


class Judge(layers.Layer):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.measure = lambda wanted, read: ops.mean(ops.square(read))

    def call(self, wanted, read):
        steps = ops.cast(ops.shape(read)[1], "int64")
        self.add_loss(self.measure(wanted, read) + ops.cast(steps, "float32"))
        return read


def build():
    image = layers.Input((WIDTH, HEIGHT, 1), name="image")
    wanted = layers.Input((None,), name="text")
    x = image
    for number, filters in enumerate((16, 32), 1):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"conv{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool{number}")(x)
    x = layers.Reshape((WIDTH // 4, HEIGHT // 4 * 32))(x)
    x = layers.Dropout(0.2)(layers.Dense(48, activation="relu")(x))
    for units in (64, 32):
        x = layers.Bidirectional(layers.LSTM(units, return_sequences=True, dropout=0.2))(x)
    x = layers.Dense(len(LETTERS) + 1, activation="softmax", name="letters")(x)
    return keras.Model([image, wanted], Judge("judge")(wanted, x), name="trainer")


trainer = build()
trainer.compile(optimizer="adam")
reader = keras.Model(trainer.inputs[0], trainer.get_layer("letters").output)
