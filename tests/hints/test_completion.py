"""What may be written at the cursor, which is marked by |. Whether a number fits is asked of real PyTorch."""

from __future__ import annotations

import pytest
import torch

from layerhints.ide.completion import Completion, completions
from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Position, Text

FILE = "/workspace/model.py"


def found(source: str) -> list[Completion]:
    """The items at the mark; to look for them changes nothing."""
    before, mark, behind = source.partition("|")
    assert mark
    lines = before.split("\n")
    project = Project({})
    project.open(FILE, Text(before + behind))
    shown = hints(project.view(FILE))
    items = completions(project.view(FILE), Position(len(lines) - 1, len(lines[-1])))
    assert hints(project.view(FILE)) == shown
    for item in items:
        assert item.range.start.row == item.range.end.row == len(lines) - 1
        assert item.range.start.column <= len(lines[-1]) <= item.range.end.column
    return items


def texts(source: str) -> list[str]:
    return [item.text for item in found(source)]


def with_text(source: str, item: Completion, text: str) -> str:
    """The source with a text where an item would be written, and no mark."""
    lines = source.replace("|", "", 1).split("\n")
    (row, start), (_, end) = item.range
    lines[row] = lines[row][:start] + text + lines[row][end:]
    return "\n".join(lines)


# --- the number that fits

NET = """\
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 64, 3)
        self.pool = nn.AdaptiveAvgPool2d(12)
        self.layer = {layer}
        self.last = nn.Linear(128, 10)

    def forward(self, x):
        # layerhints: x = (2, 1, 28, 28)
        x = {before}
        return {after}
"""
FLAT, IMAGE, STEPS = "self.pool(self.conv(x)).flatten(1)", "self.pool(self.conv(x))", "self.conv(x).flatten(2)"


def net(layer: str, before: str, after: str = "self.layer(x)") -> str:
    return NET.format(layer=layer, before=before, after=after)


FITTING = [
    (FLAT, "nn.Linear(|, 128)", "features of what comes in: (2, 9216)"),
    (FLAT, "nn.Linear(512|, 128)", "features of what comes in: (2, 9216)"),
    (FLAT, "nn.Linear(5|12, 128)", "features of what comes in: (2, 9216)"),
    (FLAT, "nn.Linear(out_features=4, in_features=|)", "features of what comes in: (2, 9216)"),
    (FLAT, "nn.Sequential(nn.ReLU(), nn.Linear(|, 4))", "features of what comes in: (2, 9216)"),
    (FLAT, "nn.BatchNorm1d(|)", "channels of what comes in: (2, 9216)"),
    (FLAT, "nn.GRUCell(|, 3)", "features of what comes in: (2, 9216)"),
    (IMAGE, "nn.Conv2d(|, 8, 3)", "channels of what comes in: (2, 64, 12, 12)"),
    (IMAGE, "nn.ConvTranspose2d(|, 8, 3)", "channels of what comes in: (2, 64, 12, 12)"),
    (IMAGE, "nn.BatchNorm2d(|)", "channels of what comes in: (2, 64, 12, 12)"),
    (IMAGE, "nn.GroupNorm(8, |)", "channels of what comes in: (2, 64, 12, 12)"),
    (IMAGE, "nn.LayerNorm(|)", "last axis of what comes in: (2, 64, 12, 12)"),
    (STEPS, "nn.LSTM(|, 8)", "features of what comes in: (2, 64, 676)"),
    (STEPS, "nn.Linear(|, 8)", "features of what comes in: (2, 64, 676)"),
    (STEPS, "nn.Conv1d(|, 8, 1)", "channels of what comes in: (2, 64, 676)"),
]


@pytest.mark.parametrize(("before", "layer", "detail"), FITTING)
def test_the_number_fits_and_no_other(before: str, layer: str, detail: str) -> None:
    source = net(layer, before)
    (item,) = found(source)
    assert (item.detail, item.fits) == (detail, True)
    names: dict[str, type[torch.nn.Module]] = {}
    exec(with_text(source, item, item.text), names)
    names["Net"]()(torch.zeros(2, 1, 28, 28))
    exec(with_text(source, item, str(int(item.text) + 8)), names)
    with pytest.raises((RuntimeError, ValueError)):
        names["Net"]()(torch.zeros(2, 1, 28, 28))


HALF_TYPED = [
    "nn.Linear(|",
    "nn.Linear(in_features=|",
    "nn.Linear(9|",
    "nn.Linear( |  # how many?",
    "nn.Sequential(nn.ReLU(), nn.Linear(|",
    "nn.Sequential(\n            nn.ReLU(),\n            nn.Linear(|\n        )",
    "nn.Sequential(\n            nn.Linear(|\n            nn.ReLU(),\n        )",
    "nn.Sequential(*[nn.Linear(|",
    "nn.Linear(\n            |\n        )",
]


@pytest.mark.parametrize("layer", HALF_TYPED)
def test_the_number_fits_while_the_call_is_typed(layer: str) -> None:
    assert texts(net(layer, FLAT)) == ["9216"]


NOT_CERTAIN = [
    (IMAGE, "nn.GroupNorm(|, 64)"),  # 32 groups are as good
    (IMAGE, "nn.Conv2d(64, |)"),
    (IMAGE, "nn.Conv2d(64, 8, |)"),
    (IMAGE, "nn.Conv2d(64, 64, 3, groups=|)"),
    (IMAGE, "nn.MaxPool2d(|)"),
    (IMAGE, "nn.PReLU(|)"),  # 1 is as good
    (IMAGE, "nn.InstanceNorm2d(|)"),  # takes any number
    (IMAGE, "nn.Dropout(|)"),
    (IMAGE, "nn.Softmax(dim=|)"),
    (FLAT, "nn.Linear(3 + |)"),
    (FLAT, "nn.Linear(width|, 128)"),  # somebody types a name
    (FLAT, "nn.Linear(config.|"),
    (FLAT, "nn.Linear(*sizes, |)"),
    (FLAT, "nn.Linear(9216, |)"),
    (FLAT, "nn.Linear(x[|])"),
    ("x.read()", "nn.Linear(|)"),
]


@pytest.mark.parametrize(("before", "layer"), NOT_CERTAIN)
def test_no_number_is_offered_where_another_may_be_meant(before: str, layer: str) -> None:
    assert texts(net(layer, before)) == []


def test_uses_that_differ_agree_in_nothing() -> None:
    assert texts(net("nn.Linear(|)", FLAT, "self.layer(x) + self.layer(x[:, :8])")) == []


BLOCKS = """\
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm2d(|)
        self.conv = nn.Conv2d(16, width, 1)

    def forward(self, x):
        return self.conv(self.norm(x))

model = nn.Sequential(nn.Conv2d(3, 16, 1), Block(16), Block(8))
model(torch.zeros(2, 3, 8, 8))
"""


def test_a_layer_of_a_module_that_is_used_several_times_fits_in_all_of_them() -> None:
    assert texts(BLOCKS) == ["16"]
    assert texts(BLOCKS.replace("Block(16)", "Block(24)")) == []


# --- words

KERAS = """\
from keras import Input, Model, Sequential, layers
from keras.layers import Conv2D, Dense

model = Sequential([Input((28, 28, 1)), Conv2D(8, 3), layers.Flatten(), Dense(3, name="scores")])
{line}
"""
WORDS = [
    ('Conv2D(3, 3, padding="|")', ["valid", "same"]),
    ("Conv2D(3, 3, padding='|')", ["valid", "same"]),
    ('Conv2D(3, 3, padding="s|ame")', ["valid", "same"]),
    ("Conv2D(3, 3, padding=|)", ['"valid"', '"same"']),
    ("Conv2D(3, 3, padding=|", ['"valid"', '"same"']),
    ('Conv2D(3, 3, padding="|', ["valid", "same"]),
    ('Conv2D(3, 3, 1, "|', ["valid", "same"]),
    ('model.add(layers.Conv2D(3, 3, padding="|', ["valid", "same"]),
    ('x = layers.Conv2D(3, 3, padding="|")(x)', ["valid", "same"]),
    ('layers.Conv1D(3, 3, padding="|")', ["valid", "same", "causal"]),
    ('layers.UpSampling2D(interpolation="near|")', ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]),
    ('Conv2D(3, 3, data_format="|")', ["channels_last", "channels_first"]),
    ('model.get_layer("|")', ["conv2d", "flatten", "scores"]),
    ('model.get_layer(name="|")', ["conv2d", "flatten", "scores"]),
    ('model.get_layer("c|', ["conv2d", "flatten", "scores"]),
    ('model.get_layer("scores", "|")', []),
    ('other.get_layer("|")', []),
    ('Dense(10, name="|")', []),
    ('Dense("|")', []),
    ('print("|")', []),
    ('f(Dense(3), "|")', []),
    ('Conv2D(3, 3, padding=f"|")', []),
    ('Conv2D(3, 3, padding="a b|")', []),
    ('s = "|"', []),
    ("(|)", []),
    ("|", []),
]


@pytest.mark.parametrize(("line", "expected"), WORDS)
def test_an_argument_that_is_one_of_a_few_words(line: str, expected: list[str]) -> None:
    assert texts(KERAS.format(line=line)) == expected


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("nn.Conv2d(3, 4, 3, padding='|')", ["same", "valid"]),
        ("nn.Conv2d(3, 4, 3, padding_mode='|')", ["zeros", "reflect", "replicate", "circular"]),
        ("nn.RNN(3, 4, nonlinearity='|')", ["tanh", "relu"]),
        ("nn.GELU(approximate='|')", ["none", "tanh"]),
        ("nn.Upsample(mode='nearest-e|')", ["nearest", "nearest-exact"]),
    ],
)
def test_real_torch_takes_each_word(layer: str, words: list[str]) -> None:
    source = f"from torch import nn\n{layer}"
    items = found(source)
    assert [item.text for item in items][: len(words)] == words
    for item in items:
        exec(with_text(source, item, item.text), {})


def test_activations_are_those_of_keras() -> None:
    import keras

    offered = texts(KERAS.format(line='Dense(10, activation="|")'))
    assert {"relu", "softmax", "gelu"} <= set(offered)
    assert all(callable(keras.activations.get(word)) for word in offered)
    assert texts(KERAS.format(line='layers.LSTM(3, recurrent_activation="|"'))[0] == "sigmoid"


# --- comments

DIRECTIVES = ["ignore", "ignore[", "entry point", "x = (N, 3, 224, 224)"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = 1  # layerhints: |", DIRECTIVES),
        ("x = 1  # layerhints: ig|", DIRECTIVES),
        ("x = 1  # layerhints:|", [f" {each}" for each in DIRECTIVES]),
        ("x = 1  # why?  # layerhints: |", DIRECTIVES),
        ("x = 1  # layerhints|", []),
        ("x = 1  # later: |", []),
        ("'# layerhints: |'", []),
        ("x = 1  # layerhints: x = (N, |", []),
    ],
)
def test_what_a_comment_may_say(line: str, expected: list[str]) -> None:
    assert texts(f"import torch\n{line}\n") == expected


@pytest.mark.parametrize("said", ["ignore[|", "ignore[|]", "ignore[bad-size, wr|", "ignore [wrong-|"])
def test_the_codes_of_problems_are_explained(said: str) -> None:
    source = f"x = 1  # layerhints: {said}"
    (item,) = [item for item in found(source) if item.text == "wrong-rank"]
    assert item.detail
    assert item.explanation
    assert with_text(source, item, item.text).rstrip("]").endswith(("[wrong-rank", ", wrong-rank"))


# --- nothing else


def test_nothing_is_offered_anywhere_else_in_a_file() -> None:
    source = net("nn.Linear(4, 4)", FLAT).replace("        # layerhints: x = (2, 1, 28, 28)\n", "")
    for place in range(len(source)):
        offered = texts(f"{source[:place]}|{source[place:]}")
        assert not offered or source[:place].rpartition("(")[0].endswith(("nn.Conv2d", "nn.Linear"))


@pytest.mark.parametrize("before", ["", "(", "\ufeff", "\x00", "f(" * 60, "'''", "x = [\n" * 40])
def test_whatever_stands_there_nothing_fails(before: str) -> None:
    assert texts(f"{before}|") == []
    assert texts(f"{before}\n  class A(|") == []
