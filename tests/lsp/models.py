"""Model files for the tests. The numbers that the tests expect are those of `model.summary()` as the five questions of
the issue quote it; `CNN` is the first block of the CIFAR-10 network of "Parameters in a Convolutional Neural Network".
"""

CNN = """\
from keras.models import Sequential
from keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D

model = Sequential()
model.add(Conv2D(32, (3, 3), padding='same', input_shape=(32, 32, 3)))
model.add(Activation('relu'))
model.add(Conv2D(32, (3, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
"""

CNN_HINTS = [
    (5, "(None, 32, 32, 32) · 896"),
    (6, "(None, 32, 32, 32)"),
    (7, "(None, 30, 30, 32) · 9,248"),
    (8, "(None, 30, 30, 32)"),
    (9, "(None, 15, 15, 32)"),
]

HUGE = """\
from keras.models import Sequential
from keras.layers import Dense

model = Sequential()
model.add(Dense(157 * 462, input_shape=(55296,)))
"""
HUGE_COUNT = "4,010,912,598"
