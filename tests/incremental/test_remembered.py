"""An edit in the last layer of a long model computes what is new of it: the others are as they were."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.incremental.check import Session, fresh

LAYERS = 90
HEAD = """\
import torch
from keras import Input, Model, Sequential
from keras.layers import Conv2D
from torch import nn

"""
DATA = "y = model(torch.randn(2, 8, 32, 32))"
MODEL = "    return Model(inputs, x)"


def functional(last: int) -> str:
    """A function with ninety lines that make and apply a layer each."""
    layers = [f"    x = Conv2D({8 + number}, 3, padding='same')(x)" for number in range(LAYERS - 1)]
    return text("def build():", "    inputs = x = Input((32, 32, 3))", *layers, f"    x = Conv2D({last}, 1)(x)", MODEL)


def stacked(last: int) -> str:
    layers = [f"    Conv2D({8 + number}, 3, padding='same')," for number in range(LAYERS - 1)]
    return text("model = Sequential([", "    Input((32, 32, 3)),", *layers, f"    Conv2D({last}, 1),", "])")


def of_torch(last: int) -> str:
    layers = [f"    nn.Conv2d({8 + number}, {9 + number}, 3, padding=1)," for number in range(LAYERS - 1)]
    return text("model = nn.Sequential(", *layers, f"    nn.Conv2d({7 + LAYERS}, {last}, 1),", ")", DATA)


def text(*lines: str) -> str:
    return HEAD + "\n".join(lines) + "\n"


@pytest.mark.parametrize("model", [functional, stacked, of_torch])
def test_an_edit_in_the_last_layer_does_not_evaluate_the_others(model: Callable[[int], str]) -> None:
    session = Session()
    session.shows(model(10))
    computed = session.rules_applied(model(11))
    assert 1 <= computed <= 2, "only the last layer is another one"
    assert session.shows(model(11)) == fresh(model(11))
