from keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential

model = Sequential()
model.add(Conv2D(32, (3, 3), padding="same", input_shape=(32, 32, 3)))  # the input layer is implied
model.add(Activation("relu"))
model.add(
    Conv2D(
        64,
        (3, 3),
        strides=2,
    )
)
model.add(BatchNormalization())
model.add(MaxPooling2D())
model.add(Dropout(0.25)); model.add(Flatten())
model.add(Dense(10))
model.summary()
