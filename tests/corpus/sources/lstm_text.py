"""Opinions on films: words, two recurrent layers in both directions, a verdict."""
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Bidirectional, Dense, Dropout, Embedding, LSTM, SpatialDropout1D, Input

max_features = 20000
maxlen = 100

model = Sequential()
model.add(Input(shape=(maxlen,)))
model.add(Embedding(max_features, 128))
model.add(SpatialDropout1D(0.2))
model.add(Bidirectional(LSTM(64, return_sequences=True)))
model.add(Bidirectional(LSTM(32), merge_mode="sum"))
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.5))
model.add(Dense(1, activation="sigmoid"))
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])


def build_model(vocab_size=5000, embedding_dim=100, lstm_units=[64, 32], num_classes=6, trainable_embedding=False):
    net = Sequential([
        Input((None,), dtype="int32"),
        Embedding(vocab_size, embedding_dim, trainable=trainable_embedding, mask_zero=True),
    ])
    for i, units in enumerate(lstm_units):
        net.add(LSTM(units, return_sequences=i < len(lstm_units) - 1, dropout=0.1))
    net.add(Dense(num_classes, activation="softmax" if num_classes > 2 else "sigmoid"))
    return net
