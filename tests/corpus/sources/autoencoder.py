"""An autoencoder whose halves are models of their own; a new decoder is also cut out of the whole."""
from keras.layers import Conv2D, Conv2DTranspose, Dense, Flatten, Input, Reshape
from keras.models import Model

latent_dim = 16
filters = [32, 64]

inputs = Input(shape=(28, 28, 1), name="encoder_input")
x = inputs
for f in filters:
    x = Conv2D(filters=f, kernel_size=3, activation="relu", strides=2, padding="same")(x)
shape = x.shape
x = Flatten()(x)
latent = Dense(latent_dim, name="latent_vector")(x)
encoder = Model(inputs, latent, name="encoder")

latent_inputs = Input(shape=(latent_dim,), name="decoder_input")
x = Dense(shape[1] * shape[2] * shape[3])(latent_inputs)
x = Reshape((shape[1], shape[2], shape[3]))(x)
for f in filters[::-1]:
    x = Conv2DTranspose(f, 3, activation="relu", strides=2, padding="same")(x)
outputs = Conv2DTranspose(1, 3, activation="sigmoid", padding="same", name="decoder_output")(x)
decoder = Model(latent_inputs, outputs, name="decoder")

autoencoder = Model(inputs, decoder(encoder(inputs)), name="autoencoder")
autoencoder.compile(loss="mse", optimizer="adam")

plain_in = Input(shape=(784,))
encoded = Dense(32, activation="relu")(plain_in)
decoded = Dense(784, activation="sigmoid")(encoded)
plain = Model(plain_in, decoded)
code = Input(shape=(32,))
plain_decoder = Model(code, plain.layers[-1](code))
