"""Segmentation: down by pooling, up by transposed convolution or by repetition, with the finer maps joined in."""
import tensorflow as tf
from tensorflow.keras import layers as L


def double_conv(x, filters, dropout=0.0):
    for _ in range(2):
        x = L.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(x)
        x = L.BatchNormalization()(x)
        x = L.LeakyReLU()(x)
    if dropout:
        x = L.SpatialDropout2D(dropout)(x)
    return x


def unet(size=128, channels=1, classes=2, base=16, depth=4, transposed=True):
    inputs = L.Input((size, size, channels))
    skips, x = [], inputs
    for level in range(depth):
        x = double_conv(x, base << level)
        skips.append(x)
        x = L.MaxPool2D(2)(x)
    x = double_conv(x, base << depth, dropout=0.2)
    for level, skip in reversed(list(enumerate(skips))):
        filters = base << level
        if transposed:
            x = L.Conv2DTranspose(filters, 2, strides=2, padding="same")(x)
        else:
            x = L.UpSampling2D(2, interpolation="bilinear")(x)
            x = L.Conv2D(filters, 2, padding="same")(x)
        x = L.Concatenate()([skip, x])
        x = double_conv(x, filters)
    outputs = L.Conv2D(classes, 1, activation="softmax", name="mask")(x)
    return tf.keras.Model(inputs, outputs)


learned = unet(64)
repeated = unet(96, channels=3, depth=2, transposed=False)
