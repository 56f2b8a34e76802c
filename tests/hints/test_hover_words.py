"""What a hover does not say twice. The counts are those of Keras 3.15.1 and PyTorch 2.13.0."""

from __future__ import annotations

from pathlib import Path

from layerhints.ide.hover import hover
from layerhints.project.project import Project
from layerhints.project.text import Position


def said(folder: Path, program: str, word: str) -> list[str]:
    """The lines of the hover over `word`, which stands in the last line."""
    file = folder / "program.py"
    file.write_text(program, encoding="utf-8")
    rows = program.splitlines()
    found = hover(Project({}).view(str(file)), Position(len(rows) - 1, rows[-1].index(word)))
    assert found is not None
    return found.plain().splitlines()


def test_a_count_that_is_no_product_is_written_once(tmp_path: Path) -> None:
    program = "from keras import layers\ni = layers.Input((8, 8, 3))\ny = layers.PReLU(shared_axes=[1, 2])(i)\n"
    assert "Parameters 3, 12 bytes as float32" in said(tmp_path, program, "PReLU")


def test_axes_of_one_name_are_named_once(tmp_path: Path) -> None:
    program = "from torch import nn\nlstm = nn.LSTM(10, 20, 2, bidirectional=True)\n"
    assert "Layers and directions 2·2 = 4" in said(tmp_path, program, "LSTM")
