"""Capsules that agree by routing, after Sabour, Frosst and Hinton; the decoder draws the digit again."""

import keras
from keras import layers, ops


def squash(vectors, axis=-1):
    squared = ops.sum(ops.square(vectors), axis=axis, keepdims=True)
    return squared / (1 + squared) / ops.sqrt(squared + 1e-7) * vectors


class Length(layers.Layer):
    def call(self, inputs):
        return ops.sqrt(ops.sum(ops.square(inputs), -1) + 1e-7)


class Mask(layers.Layer):
    """Keeps the capsule of the true class, or without one that of the greatest length."""

    def call(self, inputs):
        if isinstance(inputs, (list, tuple)):
            assert len(inputs) == 2
            inputs, mask = inputs
        else:
            x = ops.sqrt(ops.sum(ops.square(inputs), -1))
            mask = ops.one_hot(ops.argmax(x, 1), x.shape[1])
        return ops.reshape(inputs * ops.expand_dims(mask, -1), (-1, inputs.shape[1] * inputs.shape[2]))

    def compute_output_shape(self, input_shape):
        if isinstance(input_shape[0], (tuple, list)):
            return (None, input_shape[0][1] * input_shape[0][2])
        return (None, input_shape[1] * input_shape[2])


class CapsuleLayer(layers.Layer):
    def __init__(self, num_capsule, dim_capsule, routings=3, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.num_capsule = num_capsule
        self.dim_capsule = dim_capsule
        self.routings = routings
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape):
        assert len(input_shape) >= 3, "(None, input_num_capsule, input_dim_capsule) is needed"
        self.input_num_capsule, self.input_dim_capsule = input_shape[1], input_shape[2]
        self.W = self.add_weight(
            shape=[self.num_capsule, self.input_num_capsule, self.dim_capsule, self.input_dim_capsule],
            initializer=self.kernel_initializer,
            name="W",
        )
        self.built = True

    def call(self, inputs, training=None):
        tiled = ops.tile(ops.expand_dims(ops.expand_dims(inputs, 1), -1), [1, self.num_capsule, 1, 1, 1])
        hats = ops.squeeze(ops.matmul(ops.expand_dims(self.W, 0), tiled), axis=-1)
        b = ops.zeros_like(hats[..., 0])
        for i in range(self.routings):
            c = ops.softmax(b, axis=1)
            outputs = squash(ops.einsum("bij,bijd->bid", c, hats))
            if i < self.routings - 1:
                b = b + ops.einsum("bid,bijd->bij", outputs, hats)
        return outputs

    def compute_output_shape(self, input_shape):
        return (None, self.num_capsule, self.dim_capsule)


def PrimaryCaps(inputs, dim_capsule, n_channels, kernel_size, strides, padding):
    output = layers.Conv2D(dim_capsule * n_channels, kernel_size, strides, padding, name="primarycap_conv2d")(inputs)
    outputs = layers.Reshape(target_shape=[-1, dim_capsule], name="primarycap_reshape")(output)
    return layers.Lambda(squash, name="primarycap_squash")(outputs)


def CapsNet(input_shape, n_class, routings):
    x = keras.Input(shape=input_shape)
    conv1 = layers.Conv2D(64, 9, strides=1, padding="valid", activation="relu", name="conv1")(x)
    primary = PrimaryCaps(conv1, 8, n_channels=8, kernel_size=9, strides=2, padding="valid")
    digits = CapsuleLayer(n_class, 16, routings, name="digitcaps")(primary)
    lengths = Length(name="capsnet")(digits)

    y = keras.Input(shape=(n_class,))
    masked_by_y = Mask()([digits, y])
    masked = Mask()(digits)

    decoder = keras.Sequential(name="decoder")
    decoder.add(layers.Dense(128, activation="relu", input_dim=16 * n_class) if False else keras.Input((16 * n_class,)))
    decoder.add(layers.Dense(128, activation="relu"))
    height, width, channels = input_shape
    decoder.add(layers.Dense(height * width * channels, activation="sigmoid"))
    decoder.add(layers.Reshape(input_shape, name="out_recon"))

    train = keras.Model([x, y], [lengths, decoder(masked_by_y)])
    evaluate = keras.Model(x, [lengths, decoder(masked)])
    noise = keras.Input(shape=(n_class, 16))
    manipulate = keras.Model([x, y, noise], decoder(Mask()([layers.Add()([digits, noise]), y])))
    return train, evaluate, manipulate


train_model, eval_model, manipulate_model = CapsNet((28, 28, 1), n_class=10, routings=3)
