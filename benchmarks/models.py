"""Keras files of any length, alike in every run: functions that build models, and models at module level."""

from __future__ import annotations

HEAD = """\
from keras import Input, Model
from keras.models import Sequential
from keras.layers import Activation, Add, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D

"""

FUNCTION = '''
def build_{number}(classes={classes}, width={width}):
    """A small residual network; number {number} of the file."""
    inputs = Input((32, 32, 3))
    x = Conv2D(width, 3, padding='same')(inputs)
    x = BatchNormalization()(x)
    x = Activation('relu')(x)
    for factor in (1, 2):
        shortcut = Conv2D(width * factor, 1, strides=2)(x)
        x = Conv2D(width * factor, 3, strides=2, padding='same')(x)
        x = BatchNormalization()(x)
        x = Activation('relu')(x)
        x = Add()([x, shortcut])
    x = Flatten()(x)
    x = Dropout(0.5)(x)
    return Model(inputs, Dense(classes, activation='softmax')(x))


model_{number} = Sequential()
model_{number}.add(Conv2D({width}, (3, 3), padding='same', input_shape=(32, 32, 3)))
model_{number}.add(Activation('relu'))
model_{number}.add(MaxPooling2D(pool_size=(2, 2)))
model_{number}.add(Flatten())
model_{number}.add(Dense({classes}))

'''


def keras_file(lines: int) -> str:
    """A file of exactly `lines` lines, which ends with a whole model and padding comments."""
    text = HEAD
    number = 0
    while True:
        block = FUNCTION.format(number=number, classes=10 + number % 90, width=8 + number % 24)
        if (text + block).count("\n") > lines:
            break
        text += block
        number += 1
    return text + "# the rest of the file\n" * (lines - text.count("\n"))
