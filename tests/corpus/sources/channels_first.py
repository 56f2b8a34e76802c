"""Channels in front: by argument, then for all that follows."""
import keras
from keras import backend as K
from keras.layers import (
    BatchNormalization, Conv2D, Conv3D, Cropping2D, Dense, Flatten, GlobalAveragePooling2D, Input, MaxPooling2D,
    MaxPooling3D, Permute, UpSampling2D, ZeroPadding2D,
)
from keras.models import Model, Sequential

by_argument = Sequential()
by_argument.add(Input((3, 32, 48)))
by_argument.add(ZeroPadding2D((1, 2), data_format="channels_first"))
by_argument.add(Conv2D(8, (3, 5), data_format="channels_first", use_bias=False, padding="same"))
by_argument.add(BatchNormalization(axis=1))
by_argument.add(UpSampling2D((2, 1), data_format="channels_first"))
by_argument.add(Permute((2, 3, 1)))
by_argument.add(Conv2D(4, 1))

K.set_image_data_format("channels_first")

volume = Input((1, 16, 20, 24))
x = Conv3D(6, 3)(volume)
x = MaxPooling3D((2, 2, 1))(x)
x = Flatten()(x)
globally = Model(volume, Dense(3)(x))

keras.config.set_image_data_format("channels_last")
if keras.config.image_data_format() == "channels_first":
    shape = (3, 40, 30)
else:
    shape = (40, 30, 3)
back = Sequential([Input(shape), Cropping2D(((1, 2), (3, 4))), Conv2D(5, 3, strides=(2, 1)), GlobalAveragePooling2D()])
