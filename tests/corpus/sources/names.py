"""Which names come about: given, counted, counted again after the session is cleared."""
import keras
from keras import layers


class MyHTTPLayer2D(layers.Layer):
    def call(self, x):
        return x


class Conv2D(layers.Conv2D):
    pass


first = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 1), Conv2D(2, 1), layers.Conv2DTranspose(2, 1)])
second = keras.Sequential([layers.Input((8, 8, 3)), layers.Conv2D(2, 1, name="mine"), layers.Conv2D(2, 1), MyHTTPLayer2D()])
inputs = keras.Input((4,))
third = keras.Model(inputs, layers.Dense(2)(layers.ELU()(inputs)))
fourth = keras.Model(inputs, layers.GRU(2)(layers.RepeatVector(2)(inputs)), name="fourth")
keras.backend.clear_session()
fifth = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.LayerNormalization()])
fifth.add(layers.Dense(3))
inputs = keras.Input((4,))
sixth = keras.Model(inputs, layers.Dense(1)(inputs))
