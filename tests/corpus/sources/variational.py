"""A variational autoencoder: two heads, a sampling layer, and a model of its own around encoder and decoder."""
import keras
from keras import layers

latent_dim = 2


class Sampling(layers.Layer):
    """Draws from a normal distribution; the shape is that of the mean."""

    def call(self, inputs):
        mean, log_variance = inputs
        return mean + log_variance * 0.5


images = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(32, 3, activation="relu", strides=2, padding="same")(images)
x = layers.Conv2D(64, 3, activation="relu", strides=2, padding="same")(x)
x = layers.Flatten()(x)
x = layers.Dense(16, activation="relu")(x)
mean = layers.Dense(latent_dim, name="mean")(x)
log_variance = layers.Dense(latent_dim, name="log_variance")(x)
z = Sampling()([mean, log_variance])
encoder = keras.Model(images, [mean, log_variance, z], name="encoder")

codes = keras.Input(shape=(latent_dim,))
x = layers.Dense(7 * 7 * 64, activation="relu")(codes)
x = layers.Reshape((7, 7, 64))(x)
x = layers.Conv2DTranspose(64, 3, activation="relu", strides=2, padding="same")(x)
x = layers.Conv2DTranspose(32, 3, activation="relu", strides=2, padding="same")(x)
decoder = keras.Model(codes, layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")(x), name="decoder")


class VAE(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def call(self, x):
        mean, log_variance, z = self.encoder(x)
        return self.decoder(z)


vae = VAE(encoder, decoder)
vae(keras.Input((28, 28, 1)))


class Cross(layers.Layer):
    """A layer with two inputs, one of them by keyword."""

    def __init__(self, units):
        super().__init__()
        self.left = layers.Dense(units)
        self.right = layers.Dense(units)

    def call(self, x, other=None, training=None):
        return self.left(x) + self.right(other)


p, q = keras.Input((3,)), keras.Input((5,))
crossed = keras.Model([p, q], layers.Dense(1)(Cross(4)(p, other=q)))
