"""What an input must be like for a program to be right is learned from it, and is no problem; truth is real torch."""

from __future__ import annotations

from typing import Any

import pytest

from layerhints.algebra import Expression, substitute
from layerhints.ide.summary.as_json import as_json
from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/program/main.py"

QUERIES_OF_ITS_OWN = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 4, stride=4)
        self.queries = nn.Parameter(torch.rand(5, 8))
        self.attention = nn.MultiheadAttention(8, 2)
        self.transformer = nn.Transformer(8, 2, 1, 1, 16)

    def forward(self, image):
        features = self.conv(image).flatten(2).permute(2, 0, 1)
        attended, _ = self.attention(self.queries.unsqueeze(1), features, features)
        return self.transformer(features, attended)
"""

PROGRAMS = {
    "a batch of one, for queries that the module keeps": (QUERIES_OF_ITS_OWN, {"H": 12, "W": 8}, (1, 3, "H", "W"))
}


@pytest.mark.oracle
@pytest.mark.parametrize("title", PROGRAMS)
def test_the_input_is_learned(title: str) -> None:
    import torch

    source, sizes, expected = PROGRAMS[title]
    project = Project({})
    project.open(FILE, Text(source))
    view = project.view(FILE)
    (model,) = (model for model in view.analysis.models if model.symbol == "Net")
    assert view.analysis.findings == ()
    ((_, given, _),) = model.summary.inputs

    def at(shape: Any) -> tuple[Any, ...]:
        return tuple(substitute(size, dict(sizes)) if isinstance(size, Expression) else size for size in shape)

    assert at(given) == tuple(sizes.get(size, size) for size in expected)
    names: dict[str, Any] = {}
    exec(source, names)
    with torch.no_grad():
        output = names["Net"]()(torch.zeros(at(given)))
    assert at(model.summary.output) == tuple(output.shape)
    assert as_json(view)["models"][0]["params"]["total"] == sum(each.numel() for each in names["Net"]().parameters())
