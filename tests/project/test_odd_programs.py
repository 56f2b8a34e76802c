"""Programs that pass layers what nobody expected: hints, problems and hovers answer."""

from __future__ import annotations

import pytest

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.hover import hover
from layerhints.project.project import Project
from layerhints.project.text import Position, Text

FILE = "/project/model.py"
KERAS = "import keras\nfrom keras import layers\nfrom nowhere import width\n"
TORCH = "import torch\nfrom torch import nn\nfrom nowhere import width\n"


@pytest.mark.parametrize(
    "lines",
    [
        KERAS + "y = layers.LSTMCell(width, use_bias=[None])(keras.Input(()), keras.Input(()))",
        KERAS + "y = layers.Lambda(lambda x: x, arguments=[width])(keras.Input((8,)))",
        KERAS + "y = layers.Resizing((2, 2), None)((keras.Input((8, 8, 3)), 1))",
        TORCH + "y = nn.UpsamplingNearest2d(scale_factor=str)(torch.zeros(2, 3, 8, 8))",
        TORCH + "y = nn.FractionalMaxPool2d(2, output_ratio=nn.Linear(2, 3))(torch.zeros(2, 3, 8, 8))",
        TORCH + "y = nn.Embedding(4, width, padding_idx=1.5)(torch.zeros(2))",
        TORCH + "y = nn.LazyConv1d(2, 4)(torch.zeros(1, width, 3))",
        TORCH + "y = nn.Upsample(scale_factor=float('inf'), mode='bilinear')",
    ],
)
def test_odd_arguments_are_answered(lines: str) -> None:
    project = Project({})
    project.open(FILE, Text(lines + "\n"))
    view = project.view(FILE)
    hints(view)
    list(diagnostics(view))
    assert any(hover(view, Position(3, column)) for column in range(len(lines.split("\n")[3])))
