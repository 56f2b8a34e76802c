"""Hovers answer what the five questions of the issue ask, with the numbers that the questions themselves quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from layerhints.ide.hover import Hover, hover
from layerhints.project.project import Project
from layerhints.project.text import Position, Text

SEEDS = Path(__file__).resolve().parents[1] / "corpus" / "seeds"


def check(source: Path | str, marked: str, occurrence: int = 0) -> Hover | None:
    """The hover at the given occurrence of a text; a source that is no path is the text of a new document."""
    project = Project(variables={})
    file = str(source) if isinstance(source, Path) else "/project/model.py"
    if isinstance(source, str):
        project.open(file, Text(source))
    view = project.view(file)
    offset = -1
    for _ in range(occurrence + 1):
        offset = view.text.content.index(marked, offset + 1)
    row = view.text.content.count("\n", 0, offset)
    return hover(view, Position(row, offset - view.text.starts[row]))


def plain(source: Path | str, marked: str, occurrence: int = 0) -> str:
    found = check(source, marked, occurrence)
    assert found is not None
    return found.plain()


def parts_of(text: str) -> Iterator[tuple[str, str, str, int]]:
    """Of each part that a hover lists: the names of the first and the last one, the formula, and the count."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.split()[:2] == ["part", "formula"])
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            return
        name, *rest = re.split(r"\s{2,}", line.replace(" (not trainable)", "").strip())
        first, _, last = name.partition(" to ")
        formula = rest[0] if re.search("[·×]", rest[0]) else ""
        yield first, last or first, formula, int(rest[1 if formula else 0].replace(",", ""))


def test_a_count_past_32_bits_is_named_with_its_memory() -> None:
    text = plain(SEEDS / "000_conv3_tanh.py", "Dense(157")
    assert "Parameters 4,010,912,598 = (55296 + 1)·72534" in text
    assert "shows −284,054,698 instead" in text
    assert "15 GiB" in text
    assert "units 72534 = 157 * 462" in text


def test_why_there_is_a_bias() -> None:
    text = plain(SEEDS / "001_with_pooling.py", "Conv2D(32")
    assert "320 = (3·3·1 + 1)·32" in text
    assert "one per filter, because use_bias is true (the default)" in text


def test_where_the_input_channels_enter() -> None:
    text = plain(SEEDS / "004_cifar10.py", "Conv2D(32", occurrence=1)
    assert "9,248 = (3·3·32 + 1)·32" in text
    assert "input channels 32 = the filters of the Conv2D in line" in text


def test_what_same_and_valid_padding_do() -> None:
    same = plain(SEEDS / "004_cifar10.py", "Conv2D(32")
    assert "Height and width 32: padding='same' adds" in same
    valid = plain(SEEDS / "004_cifar10.py", "Conv2D(32", occurrence=1)
    assert "⌊(32 − 3)/1⌋ + 1 = 30: padding='valid' (the default) adds no zeros" in valid


def test_why_the_dense_behind_flatten_costs_what_it_does() -> None:
    assert "16·54·64 = 55296" in plain(SEEDS / "000_conv3_tanh.py", "Flatten()")
    assert "input features 55296 = computed by the Flatten in line" in plain(SEEDS / "000_conv3_tanh.py", "Dense(157")


def test_pooling_and_dropout_have_no_parameters() -> None:
    assert "Parameters none" in plain(SEEDS / "004_cifar10.py", "MaxPooling2D(")
    dropout = plain(SEEDS / "004_cifar10.py", "Dropout(0.25)")
    assert "Parameters none" in dropout
    assert "all their parameters" in dropout


def test_what_is_certain_is_said_beside_what_is_not() -> None:
    first = plain(SEEDS / "003_keras1.py", "Convolution2D(32")
    assert "Not known: the name input_shape is not defined in this file" in first
    second = plain(SEEDS / "003_keras1.py", "Convolution2D(64")
    assert "51,264 = (5·5·32 + 1)·64" in second
    assert "Keras 1" in second


FUNCTIONAL = """\
from keras import Input
from keras.layers import Add, Conv2D

size = 3
image = Input((8, 8, 3))
left = Conv2D(4, size)(image)
right = Conv2D(4, 3)(image)
both = Add()([left, right])
shared = Conv2D(5, 1, use_bias=False)
a = shared(left)
b = shared(both)
"""


@pytest.mark.parametrize(
    ("marked", "occurrence", "line"),
    [
        ("image", 0, "image (None, 8, 8, 3)"),
        ("left", 0, "left (None, 6, 6, 4)"),
        ("image", 1, "image (None, 8, 8, 3)"),
        ("right", 1, "right (None, 6, 6, 4)"),
        ("left", 1, "left (None, 6, 6, 4)"),
        ("shared", 1, "Conv2D (None, 6, 6, 4) → (None, 6, 6, 5)"),
    ],
)
def test_a_name_that_holds_a_tensor_says_its_shape(marked: str, occurrence: int, line: str) -> None:
    assert plain(FUNCTIONAL, marked, occurrence).splitlines()[0] == line


def test_an_argument_that_is_a_name_is_followed_to_where_it_is_set() -> None:
    assert "kernel height 3 and kernel width 3 = size, set in line 4" in plain(FUNCTIONAL, "Conv2D(4, size")


@pytest.mark.parametrize("marked", ["from", "keras", "import", "size =", "use_bias", "False", "8, 8", "\n"])
def test_nothing_is_said_elsewhere(marked: str) -> None:
    assert check(FUNCTIONAL, marked) is None


LOOP = """\
from keras import Sequential
from keras.layers import Dense

model = Sequential()
for units in (8, 4):
    model.add(Dense(units, input_shape=(3,)))
"""


def test_each_use_of_a_line_is_listed() -> None:
    text = plain(LOOP, "Dense(")
    assert text.startswith("Dense, 2 uses → (None, …)")
    assert "(None, 3)  (None, 8)          32" in text
    assert "(None, 8)  (None, 4)          36" in text


def test_markdown_links_lead_to_lines() -> None:
    found = check(FUNCTIONAL, "Conv2D(4, 3)")
    assert found is not None
    assert "[line 5](file:///project/model.py#L5)" in found.markdown(lambda file: f"file://{file}")
