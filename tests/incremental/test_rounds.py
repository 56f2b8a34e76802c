"""What goes into a model is learned in several runs of it; those that only teach something are not run to their end."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session, rehearsals

BLOCKS = """\
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        skip = x
        x = self.norm(x)
        x = self.fc(x)
        return skip + x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(784, 64)
        self.blocks = nn.ModuleList([Block(64) for _ in range({count})])
        self.last = nn.Conv2d(3, 8, 3)

    def forward(self, x, late):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        late = self.last(late)
        return x, late
"""


@pytest.mark.parametrize("count", [1, 40, 100])
def test_what_only_the_end_teaches_is_learned(count: int) -> None:
    labels = [label for _, label in Session().shows(BLOCKS.replace("{count}", str(count)))]
    assert labels.count("(N, 8, H−2, W−2)") == 1


def test_a_run_that_has_taught_something_is_left() -> None:
    count = 100
    text = BLOCKS.replace("{count}", str(count)).replace("x, late", "x").replace("        late = self.last(late)\n", "")
    (run,) = (run for runs in rehearsals(text, 1) for run in runs if run.entry.symbol == "Net")
    statements = 4
    assert 0 < run.repeated < count * statements
