"""Lightning's modules. What is expected is what pytorch-lightning 2.6 gives for the same programs."""

from __future__ import annotations

import pytest

from layerhints.ide.summary import as_json
from layerhints.project.project import Project
from layerhints.project.text import Text

START = """
from torch import nn
import pytorch_lightning as pl

class Base(pl.LightningModule):
    def __init__(self, width=8, depth=2, *, net=None, **rest):
        super().__init__()
        self.save_hyperparameters({options})
        {lines}

class Derived(Base):
    def __init__(self, width=16, classes=3):
        super().__init__(width=width * 2)
        self.last = nn.Linear(self.hparams.depth, classes)

model = {made}
"""
MADE = "self.made = nn.Linear(4, {})"


@pytest.mark.parametrize(
    ("made", "options", "lines", "total"),
    [
        ("Base(24)", "", MADE.format("self.hparams.width"), 120),
        ("Base(extra=6)", "", MADE.format("self.hparams['extra']"), 30),
        ("Base()", "", MADE.format("self.hparams.get('depth') * 5"), 50),
        ("Base()", "'width'", MADE.format("len(self.hparams) + self.hparams.width"), 45),
        ("Base(3, extra=1)", "ignore=['net', 'depth']", MADE.format("len(self.hparams) + self.hparams.width"), 25),
        ("Base({'size': 9})", "width", MADE.format("self.hparams.size"), 45),
        ("Derived()", "", MADE.format("self.hparams.depth"), 19),
        ("Derived()", "", MADE.format("self.hparams.width"), None),  # 16, which the derived class was given
    ],
)  # fmt: skip
def test_what_init_was_given_is_in_hparams(made: str, options: str, lines: str, total: int | None) -> None:
    project = Project({})
    project.open("/program/main.py", Text(START.format(made=made, options=options, lines=lines)))
    models = as_json(project.view("/program/main.py"))["models"]
    (model,) = (each for each in models if each["symbol"] == "model")
    assert model["params"]["total"] == total
