"""A ticket router: a text and some tags go in, a priority and a department come out."""
from tensorflow import keras
from tensorflow.keras import layers

WORDS = 10_000
TAGS = 12
DEPARTMENTS = 4

title = keras.Input(shape=(None,), name="title", dtype="int32")
body = keras.Input(shape=(120,), name="body", dtype="int32")
tags = keras.Input(shape=(TAGS,), name="tags")

embed_title = layers.Embedding(WORDS, 64)(title)
embed_body = layers.Embedding(WORDS, 64, name="body_words")(body)
read_title = layers.LSTM(128)(embed_title)
read_body = layers.LSTM(32)(embed_body)

x = layers.concatenate([read_title, read_body, tags])
priority = layers.Dense(1, activation="sigmoid", name="priority")(x)
hidden = layers.Dense(48)(x)
hidden = layers.Activation("gelu")(hidden)
department = layers.Dense(DEPARTMENTS, name="department")(hidden)

router = keras.Model(inputs=[title, body, tags], outputs=[priority, department])
router.compile(
    optimizer=keras.optimizers.RMSprop(1e-3),
    loss=[keras.losses.BinaryCrossentropy(), keras.losses.CategoricalCrossentropy(from_logits=True)],
    loss_weights=[1.0, 0.2],
)
