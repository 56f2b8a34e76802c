"""Inputs and outputs by name."""
import keras
from keras import layers

columns = {"age": 1, "income": 1, "zip": 24}
inputs = {name: keras.Input(shape=(size,), name=name) for name, size in columns.items()}
joined = layers.concatenate(list(inputs.values()))
x = layers.Dense(32, activation="relu")(joined)
outputs = {"price": layers.Dense(1, name="price")(x), "rent": layers.Dense(1, name="rent")(x)}
model = keras.Model(inputs=inputs, outputs=outputs)

again = {name: keras.Input(shape=(size,), name=f"{name}_2") for name, size in columns.items()}
answer = model(again)
wrapped = keras.Model(again, answer["price"])
