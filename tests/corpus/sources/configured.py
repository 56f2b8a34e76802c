"""Layers from tables: names, keyword dictionaries, `getattr`."""
import keras
from keras import layers
from collections import OrderedDict
from functools import partial

SPEC = [
    ("Conv2D", {"filters": 12, "kernel_size": 3, "activation": "relu"}),
    ("MaxPooling2D", {}),
    ("Conv2D", dict(filters=24, kernel_size=(3, 5), padding="same")),
    ("Flatten", {}),
    ("Dense", {"units": 32}),
    ("Dropout", {"rate": 0.25}),
    ("Dense", {"units": 4, "activation": "softmax"}),
]


def from_spec(spec=SPEC, input_shape=(30, 20, 1)):
    model = keras.Sequential(name="from_spec")
    model.add(keras.Input(input_shape))
    for kind, options in spec:
        model.add(getattr(layers, kind)(**options))
    return model


CONFIG = OrderedDict(hidden=[256, 128, 64], activation="elu", rate=0.1, classes=5)
Conv = partial(layers.Conv1D, kernel_size=3, padding="same", activation="relu")


def perceptron(features, hidden, activation="relu", rate=0.0, classes=1, *, normalise=True, **options):
    x = inputs = keras.Input(shape=(features,))
    for position, units in enumerate(hidden, start=1):
        x = layers.Dense(units, name="hidden_%d" % position, **options)(x)
        if normalise:
            x = layers.BatchNormalization(name="norm_{}".format(position))(x)
        x = layers.Activation(activation)(x)
        if rate:
            x = layers.Dropout(rate)(x)
    return keras.Model(inputs, layers.Dense(classes)(x))


model = perceptron(54, **CONFIG)
linear = perceptron(10, [], normalise=False)
signal = keras.Sequential([keras.Input((64, 2)), Conv(8), Conv(16, strides=2), Conv(filters=4, kernel_size=1)])
