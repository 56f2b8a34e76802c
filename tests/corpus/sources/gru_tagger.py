"""One tag for every step of a sequence."""
import keras
from keras.layers import GRU, Dense, Masking, RepeatVector, SimpleRNN, TimeDistributed
import keras.layers as layers

tagger = keras.Sequential(
    [
        keras.Input((40, 12)),
        Masking(mask_value=-1.0),
        GRU(50, return_sequences=True),
        GRU(50, return_sequences=True, reset_after=False),
        TimeDistributed(Dense(24, activation="relu")),
        TimeDistributed(Dense(5, activation="softmax"), name="tags"),
    ],
    name="tagger",
)

adder = keras.models.Sequential()
adder.add(layers.SimpleRNN(128, input_shape=(7, 12)))
adder.add(RepeatVector(4))
for _ in range(1):
    adder.add(layers.SimpleRNN(128, return_sequences=True))
adder.add(layers.Dense(12, activation="softmax"))

frames = keras.Sequential()
frames.add(TimeDistributed(layers.Conv2D(8, 3, strides=2), input_shape=(10, 32, 32, 3)))
frames.add(TimeDistributed(layers.GlobalMaxPooling2D()))
frames.add(layers.Bidirectional(GRU(16, return_sequences=True), backward_layer=GRU(16, return_sequences=True, go_backwards=True)))
frames.add(layers.GlobalAveragePooling1D())
frames.add(layers.Dense(3))
