"""Two images of one scene: a generator of residual blocks and a discriminator, in a model with a train_step."""

import keras
from keras import layers, ops

kernel_init = keras.initializers.RandomNormal(mean=0.0, stddev=0.02)
gamma_init = keras.initializers.RandomNormal(mean=0.0, stddev=0.02)
input_img_size = (64, 64, 3)

class ReflectionPadding2D(layers.Layer):
    def __init__(self, padding=(1, 1), **kwargs):
        self.padding = tuple(padding)
        super().__init__(**kwargs)

    def call(self, input_tensor, mask=None):
        padding_width, padding_height = self.padding
        padding_tensor = [[0, 0], [padding_height, padding_height], [padding_width, padding_width], [0, 0]]
        return ops.pad(input_tensor, padding_tensor, mode="reflect")

def residual_block(x, activation, kernel_size=(3, 3), strides=(1, 1), padding="valid", gamma_initializer=gamma_init, use_bias=False):
    dim = x.shape[-1]
    input_tensor = x
    x = ReflectionPadding2D()(input_tensor)
    x = layers.Conv2D(dim, kernel_size, strides=strides, kernel_initializer=kernel_init, padding=padding, use_bias=use_bias)(x)
    x = keras.layers.GroupNormalization(groups=-1)(x)
    x = activation(x)
    x = ReflectionPadding2D()(x)
    x = layers.Conv2D(dim, kernel_size, strides=strides, padding=padding, use_bias=use_bias)(x)
    x = keras.layers.GroupNormalization(groups=1)(x)
    x = layers.add([input_tensor, x])
    return x

def downsample(x, filters, activation, kernel_size=(3, 3), strides=(2, 2), padding="same", use_bias=False):
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding=padding, use_bias=use_bias)(x)
    x = keras.layers.GroupNormalization(groups=1)(x)
    if activation:
        x = activation(x)
    return x

def upsample(x, filters, activation, kernel_size=(3, 3), strides=(2, 2), padding="same", use_bias=False):
    x = layers.Conv2DTranspose(filters, kernel_size, strides=strides, padding=padding, use_bias=use_bias)(x)
    x = keras.layers.GroupNormalization(groups=1)(x)
    if activation:
        x = activation(x)
    return x

def get_resnet_generator(filters=64, num_downsampling_blocks=2, num_residual_blocks=3, num_upsample_blocks=2, name=None):
    img_input = layers.Input(shape=input_img_size, name=name + "_img_input")
    x = ReflectionPadding2D(padding=(3, 3))(img_input)
    x = layers.Conv2D(filters, (7, 7), kernel_initializer=kernel_init, use_bias=False)(x)
    x = layers.Activation("relu")(x)
    for _ in range(num_downsampling_blocks):
        filters *= 2
        x = downsample(x, filters=filters, activation=layers.Activation("relu"))
    for _ in range(num_residual_blocks):
        x = residual_block(x, activation=layers.Activation("relu"))
    for _ in range(num_upsample_blocks):
        filters //= 2
        x = upsample(x, filters, activation=layers.Activation("relu"))
    x = ReflectionPadding2D(padding=(3, 3))(x)
    x = layers.Conv2D(3, (7, 7), padding="valid")(x)
    x = layers.Activation("tanh")(x)
    model = keras.models.Model(img_input, x, name=name)
    return model

def get_discriminator(filters=64, num_downsampling=3, name=None):
    img_input = layers.Input(shape=input_img_size, name=name + "_img_input")
    x = layers.Conv2D(filters, (4, 4), strides=(2, 2), padding="same")(img_input)
    x = layers.LeakyReLU(0.2)(x)
    num_filters = filters
    for num_downsample_block in range(3):
        num_filters *= 2
        if num_downsample_block < 2:
            x = downsample(x, filters=num_filters, activation=layers.LeakyReLU(0.2), kernel_size=(4, 4), strides=(2, 2))
        else:
            x = downsample(x, filters=num_filters, activation=layers.LeakyReLU(0.2), kernel_size=(4, 4), strides=(1, 1))
    x = layers.Conv2D(1, (4, 4), strides=(1, 1), padding="same", kernel_initializer=kernel_init)(x)
    return keras.models.Model(inputs=img_input, outputs=x, name=name)

gen_G = get_resnet_generator(name="generator_G")
disc_X = get_discriminator(name="discriminator_X")

class CycleGan(keras.Model):
    def __init__(self, generator_G, discriminator_X, lambda_cycle=10.0):
        super().__init__()
        self.gen_G = generator_G
        self.disc_X = discriminator_X
        self.lambda_cycle = lambda_cycle

    def call(self, inputs):
        return self.disc_X(self.gen_G(inputs)), self.gen_G(inputs)

    def compile(self, gen_G_optimizer, disc_X_optimizer, gen_loss_fn, disc_loss_fn):
        super().compile()
        self.gen_G_optimizer = gen_G_optimizer
        self.cycle_loss_fn = keras.losses.MeanAbsoluteError()

    def train_step(self, batch_data):
        real_x, real_y = batch_data
        fake_y = self.gen_G(real_x, training=True)
        return {"G_loss": 0.0}

cycle_gan_model = CycleGan(generator_G=gen_G, discriminator_X=disc_X)
pred = cycle_gan_model(keras.Input((64, 64, 3)))
