"""What a block shows by itself where its model knows nothing of what goes in, in whatever order anybody asks."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.incremental.check import Session, fresh

PROGRAM = """\
import json

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.first = nn.Conv2d(width, 16, 3, padding=1)

    def forward(self, x):
        return self.first(x)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block({given})

    def forward(self, batch):
        return self.block({batch})


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = Model()

    def forward(self, batch):
        return self.model(batch)
"""
PLACES = ((6, 14), (15, 23), (24, 32))


DARK = "json.loads(batch)"


def text(given: str = "", batch: str = DARK) -> str:
    return PROGRAM.format(given=given, batch=batch)


@pytest.mark.parametrize("order", permutations(PLACES))
@pytest.mark.parametrize("given", ["", "4", "wi"])
def test_who_is_asked_first_does_not_matter(given: str, order: tuple[tuple[int, int], ...]) -> None:
    session = Session()
    for first, last in (*order, *order):
        shown = session.shows(text(given), first, last)
        assert shown == [each for each in fresh(text(given)) if first <= each[0] < last]


def test_it_comes_and_goes_with_what_the_model_knows() -> None:
    session = Session()
    for given, batch, label in (
        ("", DARK, "(N, 16, H, W) · 1,168"),  # (3·3·8 + 1)·16
        ("4", DARK, "(…, 16, ?, ?) · 592"),  # (3·3·4 + 1)·16: what the model says of its parameters
        ("wi", DARK, "(N, 16, H, W) · 1,168"),
        ("4", "torch.zeros(2, 4, 6, 6)", "(2, 16, 6, 6) · 592"),
        ("", DARK, "(N, 16, H, W) · 1,168"),
    ):
        shown = session.shows(text(given, batch))
        assert shown == fresh(text(given, batch))
        assert (9, label) in shown


def test_a_default_is_not_told_of_a_block_that_is_made_with_something_else() -> None:
    layer, weight = "nn.Conv2d(width, 16, 3, padding=1)", "nn.Parameter(torch.zeros(width))"
    for given in ("", "4"):
        shown = Session().shows(text(given).replace(layer, weight).replace("self.first(x)", "x * self.first"))
        assert [label for row, label in shown if row == 6] == ["(…, 4) · 4" if given else "(…, 8) · 8"]


def test_what_it_shows_costs_no_run_when_another_place_is_looked_at_again() -> None:
    session = Session()
    session.shows(text())
    before = session.counters()["entry_points_run"]
    for first, last in (*PLACES, *PLACES):
        session.shows(text(), first, last)
    assert session.counters()["entry_points_run"] == before
