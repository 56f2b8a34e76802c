"""Layers that only move numbers, and those with several inputs."""
import keras
from keras.layers import *
from keras.models import *

series = Input((12, 8))
a = Permute((2, 1))(series)
b = Reshape((4, -1))(a)
c = Flatten()(b)
d = RepeatVector(5)(c)
moved = Model(series, d)

p, q = Input((6, 10)), Input((6, 10))
r = Maximum()([p, q])
s = Average()([r, q, p])
t = Minimum()([s, r])
u = Dot(axes=(2, 2))([t, q])
v = Dot(axes=-1, normalize=True)([GlobalMaxPooling1D()(p), GlobalAveragePooling1D()(q)])
w = Concatenate(axis=1)([p, q])
merged = Model([p, q], [u, v, w, subtract([p, q]), multiply([p, q]), dot([p, q], axes=1)])

image = Input(shape=(20, 30, 4), batch_size=8)
i = DepthwiseConv2D(3, depth_multiplier=2)(image)
i = SeparableConv2D(6, (3, 2), padding="same")(i)
i = GroupNormalization(groups=3)(i)
i = PReLU(shared_axes=[1, 2])(i)
i = AveragePooling2D((2, 3), strides=1)(i)
i = Softmax()(i)
images = Model(image, i)
