"""What is kept of entry points that were run: what counts, once. No bytes are counted."""

from __future__ import annotations

import gc

import pytest
from tests.incremental.check import Session, fresh

from layerhints.values.tensor import Tensor

BLOCKS = """\
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.convolution = nn.Conv2d(width, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x):
        x = self.norm(self.convolution(x))
        return x.relu()


class Net(nn.Module):
    def __init__(self, width=16, depth=2):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 4, stride=4)
        self.blocks = nn.Sequential(*(Block(width) for _ in range(depth)))

    def forward(self, x):
        return self.blocks(self.stem(x))

"""
BUILDER = """
def build_{number}():
    model = Net({width}, {depth})
    return model

"""
CONVOLUTION = 6, 33
"""Where `Conv2d` stands in the block."""


def builders(*sizes: tuple[int, int]) -> str:
    """A file with a builder for each width and depth."""
    return BLOCKS + "".join(
        BUILDER.format(number=number, width=width, depth=depth) for number, (width, depth) in enumerate(sizes)
    )


def kept(*sizes: tuple[int, int]) -> int:
    session = Session()
    session.shows(builders(*sizes))
    return session.kept()


def test_what_many_builders_find_in_a_block_is_kept_once() -> None:
    alone, forty = kept((8, 3)), kept(*[(8, 3)] * 40)
    assert alone > 12  # three blocks with two layers and a tensor each, and more
    each, rest = divmod(forty - alone, 39)
    assert (each, rest) == (1, 0)  # the line in which the model is made


def test_a_deep_builder_costs_no_more_than_a_flat_one_where_another_one_counts() -> None:
    assert kept((8, 2), (8, 30)) == kept((8, 2), (8, 3))


def test_what_was_let_go_is_found_again_when_it_counts() -> None:
    session = Session()
    session.shows(builders((8, 2), (24, 2)))
    text = builders((8, 2))
    assert session.shows(text) == fresh(text)
    assert (6, "(N, 8, H//4, W//4) · 584") in session.shows(text)  # (3·3·8 + 1)·8


@pytest.mark.parametrize("last", ["    raise ValueError\n", "    return None\n", "    return Net(12, 1)\n"])
def test_another_builder_counts_when_one_finds_other_things(last: str) -> None:
    session = Session()
    before = builders((8, 2), (24, 2))
    session.shows(before)
    for made in ("Net(24, 2)", "Net(8, 2)"):
        after = before.replace(f"    model = {made}\n    return model\n", last)
        assert session.shows(after) == fresh(after)
    assert session.shows(before) == fresh(before)


def test_a_hover_says_where_a_layer_stands_and_runs_nothing() -> None:
    session = Session()
    session.shows(builders((8, 2), (24, 2)))
    before = session.counters()
    text = session.hovers(*CONVOLUTION)
    assert "blocks.0.convolution" in text
    assert "blocks.1.convolution" in text
    assert session.counters() == before


@pytest.mark.usefixtures("crowded")
def test_no_tensor_of_a_run_outlives_it() -> None:
    text = builders(*[(8, 2)] * 3)
    session = Session()
    session.shows("pass\n")
    before = tensors()
    assert session.shows(text)
    assert tensors() == before


def tensors() -> int:
    """How many tensors are held in memory."""
    gc.collect()
    return sum(isinstance(each, Tensor) for each in gc.get_objects())
