"""Forecasts by stacked blocks that each explain what the others left over."""

import keras
from keras import layers

PAST, FUTURE = 14, 3


class Stage(layers.Layer):
    def __init__(self, past: int, future: int, width: int, depth: int, **options):
        super().__init__(**options)
        self.past, self.future = past, future
        self.body = [layers.Dense(width, activation="relu") for _ in range(depth)]
        self.basis = layers.Dense(past + future, name="basis")

    def call(self, series):
        for layer in self.body:
            series = layer(series)
        found = self.basis(series)
        return found[:, : self.past], found[:, -self.future :]


series = layers.Input((PAST,), name="series")
explained, forecast = Stage(PAST, FUTURE, 32, 4, name="first")(series)
rest = layers.subtract([series, explained])
for number in range(3):
    explained, more = Stage(PAST, FUTURE, 32, 2, name=f"stage_{number}")(rest)
    rest = layers.subtract([rest, explained], name=f"rest_{number}")
    forecast = layers.add([forecast, more], name=f"sum_{number}")
forecaster = keras.Model(inputs=series, outputs=forecast, name="forecaster")
