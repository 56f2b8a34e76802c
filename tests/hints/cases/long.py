from keras import Input, Model
from keras.layers import Conv3D, Dense, Flatten

volume = Input((1024, 1024, 1024, 16))
x = Conv3D(2048, 3, padding="same")(volume)
narrow = Dense(40000)(Flatten()(Conv3D(8, 3, strides=32)(volume)))
