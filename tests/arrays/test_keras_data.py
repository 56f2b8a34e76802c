"""The data sets of Keras and what prepares them.

The shapes of the data sets are those of their pages under https://keras.io/api/datasets/; the preparing functions are
judged by Keras itself.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from .check import plain, reasons, run

os.environ.setdefault("KERAS_BACKEND", "jax")

HEADER = """
import numpy as np
import keras
from keras.datasets import mnist, fashion_mnist, cifar10, cifar100, imdb, reuters, boston_housing, california_housing
from keras.utils import to_categorical
"""

# Rows and columns of the training and of the test part, and one label.
DATASETS = {
    "mnist.load_data()": ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,)),
    "fashion_mnist.load_data()": ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,)),
    "cifar10.load_data()": ((50000, 32, 32, 3), (50000, 1), (10000, 32, 32, 3), (10000, 1)),
    "cifar100.load_data(label_mode='coarse')": ((50000, 32, 32, 3), (50000, 1), (10000, 32, 32, 3), (10000, 1)),
    "imdb.load_data(num_words=10000)": ((25000,), (25000,), (25000,), (25000,)),
    "imdb.load_data(maxlen=100)": ((None,), (None,), (None,), (None,)),
    # 11,228 newswires and 506 houses, of which a fifth is kept for testing.
    "reuters.load_data(num_words=10000)": ((8982,), (8982,), (2246,), (2246,)),
    "boston_housing.load_data()": ((404, 13), (404,), (102, 13), (102,)),
    "boston_housing.load_data(test_split=0.5)": ((253, 13), (253,), (253, 13), (253,)),
    "california_housing.load_data()": ((16512, 8), (16512,), (4128, 8), (4128,)),
    "california_housing.load_data('small')": ((480, 8), (480,), (120, 8), (120,)),
    "california_housing.load_data(version=keras.unknown)": ((None, 8), (None,), (None, 8), (None,)),
}


@pytest.mark.parametrize(("load", "shapes"), DATASETS.items())
def test_data_sets(load: str, shapes: Any) -> None:
    values = run(f"{HEADER}(x, y), (u, v) = {load}\n")
    assert tuple(plain(values[name])[1] for name in "xyuv") == shapes


def test_channels_first() -> None:
    setting = "from keras import backend as K\nK.set_image_data_format('channels_first')\n"
    values = run(f"{HEADER}{setting}(x, y), _ = cifar10.load_data()\n")
    assert plain(values["x"]) == ("array", (50000, 3, 32, 32))


def test_a_data_set_says_where_its_sizes_come_from() -> None:
    values = run(f"{HEADER}(x, y), _ = cifar10.load_data()\nz = x.astype('float32') / 255\n")
    assert values["x"].source == "50,000 training images of 32 × 32 with 3 channels: cifar10.load_data()"
    assert values["z"].source == values["x"].source


SNIPPETS = {
    "(x, y), _ = mnist.load_data(); r = to_categorical(y)": ("array", (60000, 10)),
    "(x, y), _ = cifar100.load_data(); r = to_categorical(y, 100)": ("array", (50000, 100)),
    "(x, y), _ = cifar10.load_data(); r = to_categorical(y).shape[1]": 10,
    "(x, y), _ = cifar10.load_data(); r = to_categorical(y.reshape(-1)[:7], num_classes=10)": ("array", (7, 10)),
    "(x, y), _ = cifar10.load_data(); r = to_categorical(y[:7])": ("array", (7, None)),
    "(x, y), _ = cifar10.load_data(); r = len(np.unique(y)), np.max(y) + 1, y.max()": (10, 10, 9),
    "(x, y), _ = reuters.load_data(num_words=10000); r = to_categorical(y)": ("array", (8982, 46)),
    "(x, y), _ = reuters.load_data(test_split=0.5); r = to_categorical(y)": ("array", (5614, None)),
    "(x, y), _ = mnist.load_data(); y[0] = 12; r = to_categorical(y)": ("array", (60000, None)),
    "(x, y), _ = imdb.load_data(); r = keras.utils.pad_sequences(x, maxlen=80)": ("array", (25000, 80)),
    "(x, y), _ = imdb.load_data(); r = keras.preprocessing.sequence.pad_sequences(x)": ("array", (25000, None)),
    "(x, y), _ = imdb.load_data(); r = x[0]": None,
    "(x, y), _ = imdb.load_data(); r = np.zeros((len(x), 10000))\nfor i, s in enumerate(x): r[i, s] = 1.": (
        "array",
        (25000, 10000),
    ),
    "r = keras.utils.img_to_array(keras.utils.load_img('a.png', target_size=(64, 48)))": ("array", (64, 48, 3)),
    "r = keras.utils.img_to_array(keras.utils.load_img('a.png', target_size=(6, 4), color_mode='grayscale'))": (
        "array",
        (6, 4, 1),
    ),
    "d = keras.utils.image_dataset_from_directory('d', image_size=(180, 90)).cache()\nfor r, _ in d.take(1): pass": (
        "array",
        (None, 180, 90, 3),
    ),
    "g = keras.preprocessing.image.ImageDataGenerator().flow_from_directory('d', (150, 150)); r = g.image_shape": (
        150,
        150,
        3,
    ),
    "r = keras.utils.get_file('weights.h5', 'https://keras.io')": None,
}


@pytest.mark.parametrize(("snippet", "expected"), SNIPPETS.items())
def test_preparation(snippet: str, expected: Any) -> None:
    assert plain(run(f"{HEADER}{snippet}\n")["r"]) == expected


def test_a_size_that_is_missing_says_what_would_give_it() -> None:
    values = run(f"{HEADER}(x, y), _ = imdb.load_data()\nr = keras.utils.pad_sequences(x)\n")
    assert reasons(values["r"]) == ["the longest sequence is not known: give `maxlen`"]


KERAS_CALLS = (
    "to_categorical([0, 2, 1])",
    "to_categorical([0, 2, 1], 5)",
    "to_categorical(np.zeros((4, 1), int), num_classes=3)",
    "to_categorical(np.zeros((4, 2), int), num_classes=3)",
    "to_categorical(np.zeros((4, 2, 1), int), num_classes=3)",
    "keras.utils.normalize(np.ones((4, 5)))",
    "keras.utils.pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=7)",
    "keras.utils.pad_sequences([[1], [2, 3], [4, 5, 6]], 2, padding='post')",
    "keras.utils.img_to_array(np.zeros((5, 6, 3)))",
    "keras.utils.img_to_array(np.zeros((5, 6)))",
    "keras.preprocessing.image.smart_resize(np.zeros((2, 5, 6, 3), 'float32'), (3, 4))",
)


@pytest.mark.oracle
@pytest.mark.parametrize("call", KERAS_CALLS)
def test_agrees_with_keras(call: str) -> None:
    import keras
    import numpy as np

    real = eval(call, {"np": np, "keras": keras, "to_categorical": keras.utils.to_categorical})
    assert plain(run(f"{HEADER}r = {call}\n")["r"]) == ("array", real.shape)
