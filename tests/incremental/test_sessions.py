"""Which libraries a file uses decides how some of it is read. After an edit these are the ones that it uses now."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session

LEARNED = """\
{imported}
{used}

class Net(Module):
    def __init__(self, width=8):
        super().__init__()
        self.fc = Linear(width, 4)

    def forward(self, x: "Tensor"):
        b = x.size(0)
        return self.fc(x.view(b, -1))


def build(x):
    return x.shape


def other():
    {inside}
    return 3
"""
TEXTS = [
    LEARNED.format(imported=imported, used=used, inside=inside)
    for imported in ("", "import torch", "from torch.nn import Linear, Module", "import keras")
    for used in ("", "net = nn.Linear(2, 3)", "import numpy as np")
    for inside in ("pass", "import torch", "import keras.layers")
]


@pytest.mark.parametrize("first", range(0, len(TEXTS), 5))
def test_libraries_that_come_and_go(first: int) -> None:
    session = Session()
    for place in range(len(TEXTS)):
        text = TEXTS[(first + place * 7) % len(TEXTS)]
        assert session.says(text) == Session().says(text), text
