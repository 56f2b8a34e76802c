"""The outline of a file. The numbers are those that real Keras and PyTorch print for these models."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from textwrap import dedent

import pytest

from layerhints.ide.symbols import Symbol, symbols
from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/workspace/model.py"


def lines(source: str, symbols: Iterable[Symbol], indent: str = "") -> list[str]:
    found = []
    for symbol in symbols:
        first, last = symbol.range.start.row, symbol.range.end.row
        rows = f"{first + 1}" if first == last else f"{first + 1}-{last + 1}"
        named = source.split("\n")[symbol.selection.start.row][symbol.selection.start.column :]
        found.append(f"{indent}{rows} {symbol.kind.name.lower()} {symbol.name}: {symbol.detail}".rstrip(": "))
        assert symbol.range.encloses(symbol.selection)
        assert named
        assert all(symbol.range.encloses(child.range) for child in symbol.children)
        found += lines(source, symbol.children, indent + "  ")
    return found


def outline(source: str) -> str:
    """The lines, the kind, the name and the detail of each symbol, children indented."""
    project = Project({})
    project.open(FILE, Text(source))
    found = symbols(project.view(FILE))
    assert all(one.range.end <= next.range.start for one, next in pairwise(found))
    return "\n".join(lines(source, found))


def check(source: str, expected: str) -> None:
    assert outline(dedent(source).lstrip("\n")) == dedent(expected).strip("\n")


def test_a_class_has_the_layers_that_its_methods_make() -> None:
    check(
        """
        from torch import nn

        class Net(nn.Module):
            def __init__(self, wide=False):
                super().__init__()
                self.conv = nn.Conv2d(1, 32, 3)
                self.drop = nn.Dropout() if wide else nn.Identity()
                self.head = nn.Sequential(
                    nn.Flatten(),
                    nn.Linear(32 * 26 * 26, 10),
                )

            def forward(self, x):
                # layerhints: x = (N, 1, 28, 28)
                return self.head(self.drop(self.conv(x)))

        class Config:
            width = 3

        def main():
            net = Net().to("cpu")
            return net
        """,
        """
        3-15 class Net: (N, 10) · 216,650
          6 layer conv: Conv2d (N, 32, 26, 26) · 320
          7 layer drop: Identity (N, 32, 26, 26)
          8-11 layer head: Sequential (N, 10) · 216,330
            9 layer Flatten: (N, 21632)
            10 layer Linear: (N, 10) · 216,330
        20-22 function main
          21 layer net: Net (N, 10) · 216,650
        """,
    )


def test_a_model_has_the_layers_that_statements_beside_it_put_together() -> None:
    check(
        """
        from keras import Input, Model, Sequential
        from keras.layers import Conv2D, Dense, Flatten

        model = Sequential()
        model.add(Conv2D(32, 3, input_shape=(28, 28, 1)))
        model.add(Flatten())
        model.add(Dense(10, name="scores"))

        i = Input((3,))
        h = Dense(5)(i)
        encoder = Model(i, h)
        o = Dense(3)(h)
        whole = Model(i, o)
        stack = Sequential([Input((4,)), Dense(2)])
        loose = Dense(7)(i)
        """,
        """
        4-7 model model: (None, 10) · 216,650
          5 layer Conv2D: (None, 26, 26, 32) · 320
          6 layer Flatten: (None, 21632)
          7 layer scores: Dense (None, 10) · 216,330
        9-11 model encoder: (None, 5) · 20
          9 layer i: InputLayer (None, 3)
          10 layer Dense: (None, 5) · 20
        12-13 model whole: (None, 3) · 38
          12 layer Dense: (None, 3) · 18
        14 model stack: (None, 2) · 10
          14 layer InputLayer: (None, 4)
          14 layer Dense: (None, 2) · 10
        15 layer Dense: (None, 7) · 28
        """,
    )


def test_what_stands_between_layers_and_their_model_is_no_part_of_it() -> None:
    check(
        """
        from keras import Input, Model
        from keras.layers import Dense

        i = Input((3,))

        def head(x):
            return Dense(2)(x)

        whole = Model(i, head(i))
        """,
        """
        4 layer i: InputLayer (None, 3)
        6-7 function head
          7 layer Dense: (None, 2) · 8
        9 model whole: (None, 2) · 8
        """,
    )


def test_a_function_is_listed_for_what_it_makes_and_for_the_builder_that_it_calls() -> None:
    check(
        """
        from keras import Input, Model
        from keras.layers import Dense

        def build(width):
            i = Input((3,))
            model = Model(i, Dense(width)(i))
            return model

        def small():
            return build(2)

        def named(make):
            return make(small, "small")

        def train(model: small, data):
            return model.fit(data)
        """,
        """
        4-7 function build: (None, 2) · 8
          5 layer i: InputLayer (None, 3)
          6 model model: (None, 2) · 8
            6 layer Dense: (None, 2) · 8
        9-10 function small
        12-13 function named
        """,
    )


def test_a_layer_that_a_helper_makes_stands_where_it_is_kept() -> None:
    check(
        """
        from torch import nn

        def conv(width):
            return nn.Conv2d(3, width, 1)

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.stem = conv(8)
                self.add_module("last", nn.Conv2d(8, 4, 1))

            def forward(self, x):
                return self.last(self.stem(x))
        """,
        """
        3-4 function conv: (N, 8, H, W) · 32
          4 layer Conv2d: (N, 8, H, W) · 32
        6-13 class Net: (N, 4, H, W) · 68
          9 layer stem: Conv2d (N, 8, H, W) · 32
          10 layer last: Conv2d (N, 4, H, W) · 36
        """,
    )


WITHOUT = ["", "import torch\n", "x = 1\ndef f():\n    return x\n", "class A:\n    pass\n", "def f(:"]


@pytest.mark.parametrize("source", WITHOUT)
def test_a_file_without_layers_has_no_outline(source: str) -> None:
    assert outline(source) == ""


def test_half_typed_code_leaves_the_rest_of_the_outline() -> None:
    check(
        """
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a = nn.Linear(3, 4)
                self.b = nn.Linear(

            def forward(self, x):
                return self.a(x)
        """,
        """
        3-10 class Net: (…, 4) · 16
          6 layer a: Linear (…, 4) · 16
        """,
    )
