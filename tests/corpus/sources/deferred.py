"""Stacks that learn their input late: by `build`, by data, by `fit`."""
import numpy as np
from keras import layers, models

digits = models.Sequential([layers.Conv2D(20, 5, activation="relu"), layers.MaxPool2D(), layers.Flatten(), layers.Dense(10)])
digits.build((None, 28, 28, 1))

called = models.Sequential()
called.add(layers.Dense(16, activation="relu"))
called.add(layers.Dense(1))
result = called(np.ones((3, 9)))

x_train = np.random.rand(64, 15)
y_train = np.random.randint(0, 2, size=(64, 1))
fitted = models.Sequential([layers.Dense(8), layers.Dropout(0.1), layers.Dense(1, activation="sigmoid")])
fitted.compile(optimizer="sgd", loss="binary_crossentropy")
fitted.fit(x_train, y_train, epochs=1, verbose=0)

waiting = models.Sequential([layers.Dense(8), layers.Dense(2)])
