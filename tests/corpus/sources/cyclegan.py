"""Two images of one scene: a generator of residual blocks and a discriminator, in a model with a train_step."""

import keras
from keras import layers, ops


class Mirror(layers.Layer):
    """Pads with what stands on the other side of the border."""

    def __init__(self, by=1, **options):
        self.by = by
        super().__init__(**options)

    def call(self, x, mask=None):
        return ops.pad(x, [[0, 0], [self.by, self.by], [self.by, self.by], [0, 0]], mode="reflect")


def normed(x, convolution, activation=None):
    x = layers.GroupNormalization(groups=-1)(convolution(x))
    if activation:
        x = activation(x)
    return x


def residual(x):
    width = x.shape[-1]
    y = normed(Mirror()(x), layers.Conv2D(width, 3, use_bias=False), layers.ReLU())
    return layers.add([x, normed(Mirror()(y), layers.Conv2D(width, 3, use_bias=False))])


def generator(width=16, blocks=2):
    image = layers.Input((32, 32, 3), name="scene")
    x = normed(Mirror(3)(image), layers.Conv2D(width, 7), layers.Activation("relu"))
    for _ in range(2):
        width *= 2
        x = normed(x, layers.Conv2D(width, 3, strides=2, padding="same"), layers.Activation("relu"))
    for _ in range(blocks):
        x = residual(x)
    for _ in range(2):
        width //= 2
        x = normed(x, layers.Conv2DTranspose(width, 3, strides=2, padding="same"), layers.Activation("relu"))
    return keras.Model(image, layers.Conv2D(3, 7, activation="tanh")(Mirror(3)(x)), name="painter")


def discriminator(width=16):
    image = layers.Input((32, 32, 3))
    x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(width, 4, strides=2, padding="same")(image))
    for number in range(3):
        width *= 2
        strides = 2 if number < 2 else 1
        x = normed(x, layers.Conv2D(width, 4, strides=strides, padding="same"), layers.LeakyReLU(negative_slope=0.2))
    return keras.Model(image, layers.Conv2D(1, 4, padding="same")(x), name="critic")


class Pair(keras.Model):
    def __init__(self, painter, critic):
        super().__init__()
        self.painter, self.critic = painter, critic

    def call(self, scene):
        painted = self.painter(scene)
        return painted, self.critic(painted)

    def train_step(self, data):
        painted = self.painter(data[0], training=True)
        return {"loss": ops.mean(self.critic(painted))}


painter, critic = generator(), discriminator()
pair = Pair(painter, critic)
painted, judged = pair(keras.Input((32, 32, 3)))
