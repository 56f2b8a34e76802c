from keras import Input, Model, Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

model = Sequential([Input((32, 32, 3))])
for filters in (8, 16, 32):
    model.add(Conv2D(filters, 3))
model.add(Flatten())


def block(x, units):
    x = Dense(units)(x)
    return Dense(4)(x)


start = Input((4,))
x = start
for _ in range(3):
    x = block(x, 5)
stacked = Model(start, x)


def build(classes=7, width=16):
    inputs = Input((20,))
    hidden = Dense(width, activation="relu")(inputs)
    return Model(inputs, Dense(classes)(hidden))


image = Input((32, 32, 3))
for filters in (8, 16):
    image = Conv2D(filters, 3, padding="same")(image)
    image = MaxPooling2D(2, padding="same")(image)
