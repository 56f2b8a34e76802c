"""Stacks that begin in every way in which a stack can begin."""
from keras import Input, Model, Sequential
from keras.layers import LSTM, Conv2D, Dense, Embedding, Flatten, GlobalAveragePooling2D, InputLayer

layered = Sequential()
layered.add(InputLayer(shape=(4,)))
layered.add(Dense(2))
listed = Sequential([Dense(4, input_shape=[7]), Dense(2)])
worded = Sequential([Embedding(100, 8, input_shape=(5,)), Flatten(), Dense(1)])
stepped = Sequential([LSTM(4, input_shape=(None, 3)), Dense(1)])
anysize = Sequential([Conv2D(2, 3, input_shape=(None, None, 3)), GlobalAveragePooling2D(), Dense(1)])
dimmed = Sequential([Dense(6, input_dim=5)])


def get(units=3, **options):
    model = Sequential(**options)
    model.add(Dense(units, input_shape=(2,)))
    return model


first, second = get(name="first"), get(5)
every = Model(inputs=first.inputs, outputs=[layer.output for layer in first.layers])
longer = Sequential([Input((7,)), *listed.layers, Dense(9)])
longer.layers[0].trainable = False
