"""A residual network for small images: n blocks in each of three stages, as the formula depth = 6n + 2 has it."""
import keras
from keras import layers, regularizers


def convolve(x, filters, kernel_size=3, strides=1, activate=True):
    x = layers.Conv2D(
        filters,
        kernel_size,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=regularizers.L2(1e-4),
    )(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def block(x, filters, downsample):
    shortcut = x
    y = convolve(x, filters, strides=2 if downsample else 1)
    y = convolve(y, filters, activate=False)
    if shortcut.shape[-1] != filters or downsample:
        shortcut = convolve(shortcut, filters, kernel_size=1, strides=2, activate=False)
    return layers.ReLU()(layers.add([y, shortcut]))


def build(input_shape=(32, 32, 3), classes=10, depth=20, width=16):
    assert (depth - 2) % 6 == 0
    blocks = (depth - 2) // 6
    inputs = keras.Input(shape=input_shape)
    x = convolve(inputs, width)
    for stage in range(3):
        for number in range(blocks):
            x = block(x, width * 2**stage, downsample=stage > 0 and number == 0)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs, name=f"resnet{depth}")


def addition():
    """The same with `+`, which is an operation and no layer."""
    inputs = keras.Input((8, 8, 4))
    x = layers.Conv2D(4, 3, padding="same")(inputs)
    x = x + inputs
    y = layers.Conv2D(4, 3, padding="same")(x)
    x = (y + x) * 0.5
    x = 1.0 - x / 2
    return keras.Model(inputs, layers.Flatten()(x[:, 1:, ::2]))


if __name__ == "__main__":
    small = build(depth=14)
