"""Training written by hand: a GAN whose `train_step` is its own, and a loop over batches around a classifier."""

import numpy as np
import keras
from keras import layers, ops, random

LATENT = 16


def make_generator():
    return keras.Sequential(
        [
            keras.Input((LATENT,)),
            layers.Dense(7 * 7 * 32, use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Reshape((7, 7, 32)),
            layers.Conv2DTranspose(16, 5, strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(),
            layers.Conv2DTranspose(1, 5, strides=(2, 2), padding="same", activation="tanh"),
        ],
        name="generator",
    )


def make_critic(width=16):
    critic = keras.Sequential(name="critic")
    critic.add(keras.Input((28, 28, 1)))
    for factor in (1, 2, 4):
        critic.add(layers.Conv2D(width * factor, 4, strides=2, padding="same"))
        critic.add(layers.LeakyReLU(0.2))
    critic.add(layers.GlobalMaxPooling2D())
    critic.add(layers.Dense(1))
    return critic


class AdversarialPair(keras.Model):
    def __init__(self, generator, critic, latent):
        super().__init__()
        self.generator = generator
        self.critic = critic
        self.latent = latent
        self.seeds = random.SeedGenerator(1337)
        self.g_loss = keras.metrics.Mean(name="g_loss")
        self.d_loss = keras.metrics.Mean(name="d_loss")

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn

    @property
    def metrics(self):
        return [self.d_loss, self.g_loss]

    def call(self, noise):
        return self.critic(self.generator(noise))


generator, critic = make_generator(), make_critic()
pair = AdversarialPair(generator=generator, critic=critic, latent=LATENT)
pair.compile(
    d_optimizer=keras.optimizers.Adam(3e-4),
    g_optimizer=keras.optimizers.Adam(3e-4),
    loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
)
scores = pair(np.zeros((4, LATENT), dtype="float32"))

images = np.zeros((64, 28, 28, 1), dtype="float32")
labels = np.zeros((64,), dtype="int32")
classifier = keras.Sequential([layers.Flatten(), layers.Dense(32, "relu"), layers.Dense(10)])
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.SGD(0.01)
batch_size = 16
for epoch in range(2):
    for start in range(0, len(images), batch_size):
        batch, wanted = images[start : start + batch_size], labels[start : start + batch_size]
        predicted = classifier(batch, training=True)
        loss = loss_fn(wanted, predicted)
    accuracy = float(ops.mean(ops.cast(ops.argmax(predicted, axis=-1) == wanted, "float32")))
