import keras
from keras import layers

wide = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3),  # a comment, behind a comma
    layers.AveragePooling2D(2),
    layers.Flatten(),
    layers.Dense(10, activation="softmax")])

narrow = keras.Sequential([layers.Dense(3, input_shape=(4,)), layers.Dense(2)])
empty = keras.Sequential()
