"""Blocks of a style-based generator: a mapping network, modulated convolutions, noise, and images at each size."""

import math

import keras
from keras import layers, ops

LATENT = 32
WIDTHS = {4: 32, 8: 32, 16: 16, 32: 8}


class EqualizedDense(layers.Layer):
    def __init__(self, units, gain=2.0, learning_rate_multiplier=1, **kwargs):
        super().__init__(**kwargs)
        self.units, self.gain, self.multiplier = units, gain, learning_rate_multiplier

    def build(self, input_shape):
        self.in_features = input_shape[-1]
        self.w = self.add_weight(shape=(self.in_features, self.units), name="kernel")
        self.b = self.add_weight(shape=[self.units], initializer="zeros", name="bias")
        self.scale = math.sqrt(self.gain / self.in_features) * self.multiplier

    def call(self, inputs):
        return ops.add(ops.matmul(inputs, self.w * self.scale), self.b) * self.multiplier


class AddNoise(layers.Layer):
    def build(self, input_shape):
        channels = input_shape[0][-1]
        self.strength = self.add_weight(shape=(1, 1, 1, channels), name="strength", initializer="zeros")

    def call(self, inputs):
        x, noise = inputs
        return x + self.strength * noise


class ModulatedConv(layers.Layer):
    """The style scales the channels that come in, and the result is scaled back to unit variance."""

    def __init__(self, filters, kernel_size, demodulate=True, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.kernel_size, self.demodulate = filters, kernel_size, demodulate

    def build(self, input_shape):
        x_shape, style_shape = input_shape
        self.kernel = self.add_weight(
            shape=(self.kernel_size, self.kernel_size, x_shape[-1], self.filters), name="kernel"
        )
        self.to_scale = EqualizedDense(x_shape[-1], name="to_scale")
        self.to_scale.build(style_shape)

    def call(self, inputs):
        x, style = inputs
        scale = self.to_scale(style) + 1.0
        x = x * scale[:, None, None, :]
        x = ops.conv(x, self.kernel, padding="same")
        if self.demodulate:
            squares = ops.square(self.kernel)[None] * ops.square(scale)[:, None, None, :, None]
            x = x * ops.rsqrt(ops.sum(squares, axis=[1, 2, 3]) + 1e-8)[:, None, None, :]
        return x


def mapping(depth=4):
    z = layers.Input((LATENT,))
    w = layers.Lambda(lambda t: t * ops.rsqrt(ops.mean(t**2, axis=-1, keepdims=True) + 1e-8), name="pixel_norm")(z)
    for _ in range(depth):
        w = layers.LeakyReLU(negative_slope=0.2)(EqualizedDense(LATENT, learning_rate_multiplier=0.01)(w))
    return keras.Model(z, layers.RepeatVector(2 * len(WIDTHS))(w), name="mapping")


class Constant(layers.Layer):
    def build(self, input_shape):
        self.constant = self.add_weight(shape=(1, 4, 4, WIDTHS[4]), name="constant")

    def call(self, x):
        return ops.tile(self.constant, [ops.shape(x)[0], 1, 1, 1])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], 4, 4, WIDTHS[4])


def generator(target=32):
    styles = layers.Input((2 * len(WIDTHS), LATENT), name="styles")
    noises, image, x, index = [], None, None, 0
    for size, filters in WIDTHS.items():
        if size > target:
            break
        noise = layers.Input((size, size, 1), name=f"noise_{size}")
        noises.append(noise)
        x = Constant(name="start")(styles) if x is None else layers.UpSampling2D(interpolation="bilinear")(x)
        for half in ("a", "b"):
            x = ModulatedConv(filters, 3, name=f"conv_{size}_{half}")([x, styles[:, index]])
            x = AddNoise(name=f"noise_{size}_{half}")([x, noise])
            x = layers.LeakyReLU(negative_slope=0.2)(x)
            index += 1
        rgb = ModulatedConv(3, 1, demodulate=False, name=f"to_rgb_{size}")([x, styles[:, index - 1]])
        image = rgb if image is None else layers.Add()([layers.UpSampling2D()(image), rgb])
    return keras.Model([styles, *noises], image, name="synthesis")


map_network = mapping()
synthesis = generator()
small = generator(target=8)


def discriminator():
    image = layers.Input((32, 32, 3))
    x = layers.Conv2D(WIDTHS[32], 1)(image)
    for size in sorted(WIDTHS, reverse=True)[:-1]:
        skip = layers.AveragePooling2D(2)(x)
        following = WIDTHS[size // 2]
        x = layers.LeakyReLU(0.2)(layers.Conv2D(WIDTHS[size], 3, padding="same")(x))
        x = layers.LeakyReLU(0.2)(layers.Conv2D(following, 3, strides=2, padding="same")(x))
        x = (x + layers.Conv2D(following, 1, use_bias=False)(skip)) / math.sqrt(2)
    deviation = layers.Lambda(
        lambda t: ops.concatenate(
            [t, ops.broadcast_to(ops.mean(ops.std(t, axis=0, keepdims=True), keepdims=True), (ops.shape(t)[0], 4, 4, 1))], -1
        ),
        output_shape=(4, 4, WIDTHS[4] + 1),
    )(x)
    return keras.Model(image, layers.Dense(1)(layers.Flatten()(deviation)))
