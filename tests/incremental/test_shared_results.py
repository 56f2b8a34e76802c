"""Functions that keep their results: the layer that one statement made is the one that a later statement gets."""

from __future__ import annotations

from tests.incremental.check import Session, fresh

TEXT = """\
from functools import cache, lru_cache

import torch
from torch import nn


@cache
def layer(width, bias=True):
    return nn.Linear(width, width, bias=bias)


@lru_cache(maxsize=None)
def half(width):
    return width // 2


first = layer(8)
second = nn.Sequential(layer(8), nn.ReLU(), layer(8))
third = nn.Linear(half(8), half(width=6))
y = second(torch.zeros(2, 8))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.other = layer(8), layer(4)

    def forward(self, x):
        return self.one(x)


def build():
    model = Net()
    return model
"""


def test_what_one_statement_made_stands_in_the_next() -> None:
    hints = fresh(TEXT)
    assert (17, "(2, 8) · 72") in hints  # 8·8 + 8, once
    assert any(row == 18 and label.endswith(" 15") for row, label in hints)  # 4·3 + 3


def test_edits_show_what_a_fresh_server_shows() -> None:
    session = Session()
    session.shows(TEXT)
    for old, new in (
        ("first = layer(8)", "first = layer(9)"),
        ("first = layer(8)", "first = layer(8, bias=False)"),
        ("first = layer(8)", "first = 8"),
        ("first = layer(8)\n", ""),
        ("nn.Sequential(layer(8), ", "nn.Sequential(layer(8, False), "),
        ("nn.Linear(width, width, bias=bias)", "nn.Linear(width, 8, bias=bias)"),
        ("@cache\n", "\n"),
        ("layer(8), layer(4)", "layer(8), layer(8)"),
        ("half(width=6)", "half(width=10)"),
        ("    model = Net()\n", "    model = Net()\n    more = layer(8)\n"),
    ):
        text = TEXT.replace(old, new)
        assert text != TEXT
        assert session.shows(text) == fresh(text), new
        assert session.shows(TEXT) == fresh(TEXT), new
