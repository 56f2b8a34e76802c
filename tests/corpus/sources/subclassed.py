"""Models and layers of one's own."""
import numpy as np
import keras
from keras import layers


class Linear(layers.Layer):
    def __init__(self, units=32, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", trainable=True)
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")
        self.steps = self.add_weight(shape=(), initializer="zeros", trainable=False, name="steps")

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.w) + self.b


class Bottleneck(layers.Layer):
    def __init__(self, hidden, out):
        super().__init__()
        self.first = layers.Dense(hidden, activation="relu")
        self.second = layers.Dense(out)
        self.drop = layers.Dropout(0.1)

    def call(self, x, training=False):
        return self.drop(self.second(self.first(x)), training=training)


class Classifier(keras.Model):
    def __init__(self, classes=7, width=64):
        super().__init__()
        self.blocks = [Bottleneck(width, width) for _ in range(2)]
        self.norm = layers.LayerNormalization()
        self.out = layers.Dense(classes, activation="softmax")

    def call(self, inputs):
        x = inputs
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x))


classifier = Classifier()
classifier(keras.Input((20,)))

on_data = Classifier(classes=3, width=8)
scores = on_data(np.zeros((4, 5), dtype="float32"))

inputs = keras.Input((12,))
x = Bottleneck(6, 12)(inputs)
x = layers.Add()([x, inputs])
mixed = keras.Model(inputs, layers.Dense(2)(x))
