"""Branches with kernels of several sizes, side by side."""
from tensorflow.keras.layers import (
    AveragePooling2D, Concatenate, Conv2D, Dense, Dropout, GlobalAveragePooling2D, Input, MaxPooling2D,
)
from tensorflow.keras.models import Model

MODULES = [
    {"one": 64, "three": (96, 128), "five": (16, 32), "pool": 32},
    {"one": 128, "three": (128, 192), "five": (32, 96), "pool": 64},
]


def conv(x, filters, size, **options):
    return Conv2D(filters, (size, size), padding="same", activation="relu", **options)(x)


def inception(x, one, three, five, pool, name=None):
    prefix = None if name is None else name + "_"
    named = (lambda part: {}) if prefix is None else (lambda part: {"name": prefix + part})
    branches = [
        conv(x, one, 1, **named("1x1")),
        conv(conv(x, three[0], 1, **named("3x3_reduce")), three[1], 3, **named("3x3")),
        conv(conv(x, five[0], 1), five[1], 5),
    ]
    pooled = MaxPooling2D((3, 3), strides=(1, 1), padding="same")(x)
    branches += [conv(pooled, pool, 1)]
    return Concatenate(axis=-1)(branches)


image = Input(shape=(64, 64, 3))
x = conv(image, 64, 7, strides=2)
x = MaxPooling2D(3, strides=2, padding="same")(x)
for number, options in enumerate(MODULES):
    x = inception(x, **options, name=f"mixed{number}" if number else None)
x = AveragePooling2D(2)(x)
x = GlobalAveragePooling2D()(x)
x = Dropout(rate=0.4)(x)
model = Model(inputs=image, outputs=Dense(1000, "softmax")(x), name="inception")
print(model.summary())
