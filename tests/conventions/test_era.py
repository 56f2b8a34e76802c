"""Which Keras a call is meant for, and what the hover says about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerhints.libraries.keras.era import _KERAS_1_WORDS, _MODERN_WORDS

from .check import Read, read

IMPORTS = "from keras.models import Sequential\nfrom keras.layers import *\n"
CALL = "model = Sequential()\nmodel.add(Convolution2D(32, 5, 5, input_shape=(28, 28, 1)))\n"
KERAS_1 = ([None, 24, 24, 32], 832)
"""A kernel of 5 rows and 5 columns: (5·5·1 + 1)·32, the count that document 003's answer gives."""
TODAY = ([None, 5, 5, 32], 832)
"""A kernel of 5 and a stride of 5, as `keras.layers.Convolution2D(32, 5, 5)` of Keras 3.15.1 has it."""

PIECES = (
    "border_mode", "nb_epoch", "subsample", "init", "inner_", "forget_bias_", "W_regularizer", "set_image_dim_ordering",
    "TimeDistributedDense", "AtrousConvolution2D", "print", "padding", "'same'", "kernel_size", "epochs",
    "set_image_data_format",
)  # fmt: skip


def first(result: Read) -> tuple[list[int | None], int]:
    row = result.models["model"]["layers"][0]
    return row["outputs"][0], row["params"]


def project(folder: Path, keras: str) -> Path:
    """A folder with an environment in which this Keras is installed."""
    packages = folder / ".venv" / "lib" / "python3.11" / "site-packages"
    (packages / f"keras-{keras}.dist-info").mkdir(parents=True)
    (folder / ".venv" / "pyvenv.cfg").write_text("version = 3.11\n")
    return folder


@pytest.mark.parametrize(
    "evidence",
    [
        "model.add(Dense(10, init='he_normal'))",
        "model.add(MaxPooling2D(border_mode='same'))",
        "model.fit(x, y, nb_epoch=3)",
        "from keras import backend as K\nK.image_dim_ordering()\nK.set_image_dim_ordering('tf')",
        "print model.summary()",
        "",
    ],
)
def test_words_of_keras_1(evidence: str) -> None:
    result = read(IMPORTS + CALL + evidence)
    assert first(result) == KERAS_1
    assert any("Keras 1" in note for note in result.notes)


@pytest.mark.parametrize(
    "evidence",
    [
        "model.add(Conv2D(8, kernel_size=(3, 3), padding='same'))",
        "model.fit(x, y, epochs=3)",
    ],
)
def test_words_of_a_later_keras(evidence: str) -> None:
    result = read(IMPORTS + CALL + evidence)
    assert first(result) == TODAY
    assert any("stride of 5" in note for note in result.notes)


def test_tensorflow_never_read_it_so() -> None:
    imports = "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import *\n"
    result = read(imports + CALL + "model.fit(x, y, nb_epoch=3)")
    assert first(result) == TODAY
    assert any("tf.keras" in note for note in result.notes)


@pytest.mark.parametrize(
    ("version", "expected"), [("1.2.2", KERAS_1), ("2.1.6", KERAS_1), ("2.15.0", TODAY), ("3.15.1", TODAY)]
)
def test_the_environment_decides(tmp_path: Path, version: str, expected: object) -> None:
    """Keras 2 read the calls of Keras 1 until 2.3, with a warning."""
    result = read(IMPORTS + CALL, project(tmp_path, version))
    assert first(result) == expected
    assert any(version in note for note in result.notes)


def test_the_file_counts_before_the_environment(tmp_path: Path) -> None:
    result = read(IMPORTS + CALL + "model.add(Dense(3, W_regularizer=None))", project(tmp_path, "3.15.1"))
    assert first(result) == KERAS_1


def test_a_call_that_is_the_same_in_both_has_no_note() -> None:
    assert read(IMPORTS + "model = Sequential([Dense(3, input_shape=(4,))])\nprint model").notes == []


def test_keras_1_whole() -> None:
    """Channels in front, the words of Keras 1, and a `Merge` of two branches."""
    source = (
        IMPORTS
        + """
left = Sequential()
left.add(Convolution2D(4, 3, 3, border_mode='same', subsample=(2, 2), dim_ordering='th', input_shape=(3, 16, 20)))
left.add(Flatten())
left.add(Dense(output_dim=8, init='uniform'))
right = Sequential()
right.add(Dense(8, input_dim=5))
model = Sequential()
model.add(Merge([left, right], mode='concat', concat_axis=-1))
model.add(Dense(1, activation='sigmoid'))
"""
    )
    result = read(source)
    assert result.problems == []
    branch = result.models["left"]
    assert [row["outputs"][0] for row in branch["layers"]] == [[None, 4, 8, 10], [None, 320], [None, 8]]
    assert [row["params"] for row in branch["layers"]] == [112, 0, 2568]
    model = result.models["model"]
    assert [entry["shape"] for entry in model["inputs"]] == [[None, 3, 16, 20], [None, 5]]
    assert model["output"] == [None, 1]
    assert model["params"]["total"] == 112 + 2568 + (5 + 1) * 8 + (16 + 1)


FORMATS = {
    "by argument": ("", ", data_format='channels_first'"),
    "by set_image_data_format": ("from keras import backend as K\nK.set_image_data_format('channels_first')\n", ""),
    "by keras.config": ("import keras\nkeras.config.set_image_data_format('channels_first')\n", ""),
    "by keras.backend": ("import keras.backend\nkeras.backend.set_image_data_format('channels_first')\n", ""),
    "by tf.keras": ("import tensorflow as tf\ntf.keras.backend.set_image_data_format('channels_first')\n", ""),
    "by set_image_dim_ordering": ("from keras import backend as K\nK.set_image_dim_ordering('th')\n", ""),
    "by a variable": ("from keras import backend\nbackend.set_image_data_format(data_format='channels_first')\n", ""),
}


@pytest.mark.parametrize("how", FORMATS)
def test_channels_first(how: str) -> None:
    before, argument = FORMATS[how]
    call = f"Conv2D(4, kernel_size=(3, 3){argument}, input_shape=(3, 16, 20))"
    source = f"{IMPORTS}{before}model = Sequential([{call}])\n"
    result = read(source)
    assert first(result) == ([None, 4, 14, 18], 112)
    assert bool(result.notes) == (argument == "")


@pytest.mark.parametrize("setting", ['{"image_data_format": "channels_first"}', '{"image_dim_ordering": "th"}'])
def test_keras_json(tmp_path: Path, setting: str) -> None:
    (tmp_path / "keras.json").write_text(setting)
    source = f"{IMPORTS}model = Sequential([Conv2D(4, (3, 3), input_shape=(3, 16, 20))])\n"
    result = read(source, variables={"KERAS_HOME": str(tmp_path)})
    assert first(result) == ([None, 4, 14, 18], 112)
    assert any("keras.json" in note for note in result.notes)


def test_branches_on_the_data_format() -> None:
    """The usual question of example programs."""
    source = f"""{IMPORTS}
from keras import backend as K
rows, cols = 28, 26
if K.image_data_format() == 'channels_first':
    input_shape = (1, rows, cols)
else:
    input_shape = (rows, cols, 1)
model = Sequential([Conv2D(4, (3, 3), input_shape=input_shape)])
"""
    assert first(read(source)) == ([None, 26, 24, 4], 40)


@given(st.lists(st.sampled_from([*PIECES, *"= \n\t_a1('"]), max_size=8))
def test_what_is_looked_for_first_stands_wherever_there_is_evidence(pieces: list[str]) -> None:
    text = "".join(pieces)
    for sought in (_KERAS_1_WORDS, _MODERN_WORDS):
        plain, found = sought.pattern.search(text), sought.search(text, 0, len(text))
        assert (plain and plain.span()) == (found and found.span())
