"""A generator and a discriminator in a class, as such programs are often written."""
from keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, LeakyReLU, Reshape
from keras.layers import UpSampling2D, ZeroPadding2D
from keras.models import Model, Sequential
from keras.optimizers import Adam


class GAN:
    def __init__(self, rows=28, cols=28, channels=1, latent_dim=100):
        self.img_shape = (rows, cols, channels)
        self.channels = channels
        self.latent_dim = latent_dim
        optimizer = Adam(0.0002, 0.5)

        self.discriminator = self.build_discriminator()
        self.discriminator.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["accuracy"])

        self.generator = self.build_generator()
        z = Input(shape=(self.latent_dim,))
        img = self.generator(z)
        self.discriminator.trainable = False
        valid = self.discriminator(img)
        self.combined = Model(z, valid)
        self.combined.compile(loss="binary_crossentropy", optimizer=optimizer)

    def build_generator(self):
        model = Sequential()
        model.add(Dense(128 * 7 * 7, activation="relu", input_dim=self.latent_dim))
        model.add(Reshape((7, 7, 128)))
        for filters in (128, 64):
            model.add(UpSampling2D())
            model.add(Conv2D(filters, kernel_size=3, padding="same"))
            model.add(BatchNormalization(momentum=0.8))
            model.add(Activation("relu"))
        model.add(Conv2D(self.channels, kernel_size=3, padding="same"))
        model.add(Activation("tanh"))
        model.summary()
        noise = Input(shape=(self.latent_dim,))
        return Model(noise, model(noise))

    def build_discriminator(self):
        model = Sequential()
        model.add(Conv2D(32, kernel_size=3, strides=2, input_shape=self.img_shape, padding="same"))
        model.add(LeakyReLU(0.2))
        model.add(Dropout(0.25))
        model.add(Conv2D(64, kernel_size=3, strides=2, padding="same"))
        model.add(ZeroPadding2D(padding=((0, 1), (0, 1))))
        model.add(BatchNormalization(momentum=0.8))
        model.add(LeakyReLU(0.2))
        model.add(Flatten())
        model.add(Dense(1, activation="sigmoid"))
        img = Input(shape=self.img_shape)
        return Model(img, model(img))


if __name__ == "__main__":
    gan = GAN()
    combined = gan.combined
    generator, discriminator = gan.generator, gan.discriminator
