from keras import Input, Model
from keras.layers import Add, Concatenate, Conv2D, Dense, GlobalAveragePooling2D

image = Input((64, 48, 3))
other = Input(shape=(5,), name="other")
x = Conv2D(16, 3, padding="same", use_bias=False)(image)
y = Conv2D(16, 1)(image)
x = Add()([x, y])
x = GlobalAveragePooling2D()(Conv2D(8, (5, 3), strides=(2, 1))(x))
both = Concatenate()([x, other])
outputs = [Dense(2)(both), Dense(1, name="score")(both)]
model = Model([image, other], outputs)
model.summary()
