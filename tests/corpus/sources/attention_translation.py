"""Sequences to sequences: states handed on, attention step by step with shared layers, attention over a sentence."""

import keras
from keras.layers import (
    GRU, LSTM, Activation, Bidirectional, Concatenate, Dense, Dot, Embedding, Flatten, Input, Lambda, Permute,
    RepeatVector, multiply,
)
from keras.models import Model

source = Input((None, 20), name="source")
_, *states = LSTM(16, return_state=True)(source)
target = Input((None, 30), name="target")
speak, choose = LSTM(16, return_sequences=True, return_state=True), Dense(30, activation="softmax")
spoken, _, _ = speak(target, initial_state=states)
translator = Model([source, target], choose(spoken))
listener = Model(source, states)
given = [Input((16,)) for _ in range(2)]
spoken, *after = speak(target, initial_state=given)
speaker = Model([target, *given], [choose(spoken), *after])

STEPS, WORDS = 4, 9
repeat, beside = RepeatVector(WORDS), Concatenate(axis=-1)
score, share, gather = Dense(1, activation="tanh"), Activation("softmax", name="share"), Dot(axes=1)
write, letter = LSTM(12, return_state=True), Dense(7, activation="softmax")


def attended(heard, state):
    return gather([share(score(beside([heard, repeat(state)]))), heard])


words, hidden, cell = Input((WORDS, 5)), Input((12,), name="hidden"), Input((12,), name="cell")
heard = Bidirectional(GRU(6, return_sequences=True))(words)
first, letters = [hidden, cell], []
for _ in range(STEPS):
    _, hidden, cell = write(attended(heard, hidden), initial_state=[hidden, cell])
    letters.append(letter(hidden))
dates = Model([words, *first], letters)

sentence = Input((20,))
x = Bidirectional(GRU(8, return_sequences=True))(Embedding(100, 10, mask_zero=True)(sentence))
weights = Permute([2, 1])(RepeatVector(16)(Activation("softmax")(Flatten()(Dense(1)(x)))))
mood = Model(sentence, Dense(3)(Lambda(lambda t: keras.ops.sum(t, axis=-2), output_shape=(16,))(multiply([x, weights]))))
