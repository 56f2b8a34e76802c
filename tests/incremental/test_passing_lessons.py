"""What a line teaches in a round of learning that is taken back matters only if more is known behind that round."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session

BUILDER = """\
from keras import layers
from keras.layers import Activation, Add, BatchNormalization, Conv2D, Dense


def block(x, filters, shortcut=False):
    pre = BatchNormalization()(x)
    {line}
    pre = Activation('relu')(pre)
    {second}
    skip = Conv2D(4 * filters, 1)(pre) if shortcut else x
    x = Conv2D(filters, 3, padding='same')(pre)
    x = Conv2D(4 * filters, 1)(x)
    return Add()([skip, x])


def stack(x, filters):
    x = block(x, filters, shortcut=True)
    for i in range({depth}):
        x = block(x, filters)
    return x
"""


def builder(line: str, depth: int = 3, second: str = "") -> str:
    return BUILDER.format(line=line, depth=depth, second=second)


def steps(*lines: str) -> int:
    """What the last of some lines costs behind the others, of which the first has been run ahead."""
    session = Session()
    for line in ("", "y", *lines[:-1]):
        session.shows(builder(line))
        session.rests(1_000_000)
    return session.cost(builder(lines[-1])).get("interpreter_steps", 0)


@pytest.mark.parametrize(
    "line", [f"y = layers.{call}" for call in ("Dense(10)(pre)", "DepthwiseConv2D(3)(pre)", "multiply([x, pre])")]
)
def test_what_others_teach_as_well_before_a_round_ends_runs_nothing_but_the_line(line: str) -> None:
    whole = Session().cost(builder(line))["interpreter_steps"]
    assert 0 < steps(line) < whole / 2
    assert steps(line, "y") < whole / 10


@pytest.mark.parametrize(
    "line",
    [
        "y = Dense(10)(pre)",
        "y = Conv2D(8, 3)(pre)",
        "y = layers.Conv1D(8, 3)(pre)",  # another rank, which is learned first
        "y = layers.LSTM(4)(x)",
        "y = layers.Reshape((4, 4))(pre)",
        "y = Dense(x.shape[-1])(pre)",  # asks for a size
        "y = Dense(filters)(pre)",  # teaches of a parameter that others ask for
        "b, h, w, c = x.shape",  # names sizes
        "y = block(x, 8)",
    ],
)
@pytest.mark.parametrize("second", ["", "z = Dense(filters)(x)", "b, h, w, c = pre.shape", "z = x.shape[-1]"])
def test_whatever_a_line_teaches_the_answer_is_that_of_a_run_from_the_beginning(line: str, second: str) -> None:
    session = Session()
    for letters in ("", "y", line[:-1], line, line.replace("8", "9"), "y"):
        text = builder(letters, second=second)
        session.shows(text)
        session.rests(1_000_000)
        assert session.says(text) == Session().says(text)
