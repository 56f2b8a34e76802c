"""What a problem says to people who ask about it: the sizes, and what to do. Each program raises in the real library.
tests/mdtest has such problems judged by it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layerhints.ide.diagnostics import diagnostics
from layerhints.project.project import Project

TORCH = "import torch\nfrom torch import nn\n"
KERAS = "from keras import layers\n"
TRAINED = """import keras
import numpy as np
model = keras.Sequential([keras.Input((8, 8, 1)), layers.{layer}])
model.compile(loss="{loss}")
model.fit(np.zeros((6, 8, 8, 1)), np.zeros({targets}))
"""
ADVICE = {
    "a Linear behind a convolution": (
        f"{TORCH}net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Linear(4 * 6 * 6, 2))\nnet(torch.zeros(5, 3, 8, 8))\n",
        "the last axis of (5, 4, 6, 6) has 6 features, but `in_features` is 144: all axes behind the batch have "
        "4·6·6 = 144, so flatten it before: `Flatten()`",
    ),
    "a Linear of another size": (
        f"{TORCH}nn.Linear(100, 2)(torch.zeros(5, 144))\n",
        "the last axis of (5, 144) has 144 features, but `in_features` is 100: write `Linear(144, 2)`, or change what "
        "comes in",
    ),
    "an operator": (
        f"{TORCH}torch.zeros(2, 8, 4) + torch.zeros(2, 6, 4)\n",
        "`+` fails: (2, 8, 4) and (2, 6, 4) do not broadcast: sizes 8 and 6 of axis -2 differ and neither is 1",
    ),
    "the same as a function": (
        f"{TORCH}torch.add(torch.zeros(2, 8), torch.zeros(2, 6))\n",
        "`torch.add` fails: (2, 8) and (2, 6) do not broadcast: sizes 8 and 6 of axis -1 differ and neither is 1",
    ),
    "a product without a transposition": (
        f"{TORCH}torch.zeros(2, 10, 64) @ torch.zeros(2, 12, 64)\n",
        "`@` fails: (2, 10, 64) and (2, 12, 64) do not fit: the axes that are summed have sizes 64 and 12",
    ),
    "an index": (
        f"{TORCH}torch.zeros(4, 3)[:, 3]\n",
        "the index fails: index 3 is outside an axis of size 3",
    ),
    "an axis that is not there": (
        f"{TORCH}torch.zeros(8, 16).transpose(1, 2)\n",
        "`torch.transpose` fails: there is no axis 2: the last of 2 axes is 1",
    ),
    "several tensors in place of one": (
        f"{TORCH}nn.Linear(20, 2)(nn.LSTM(10, 20)(torch.zeros(8, 5, 10)))\n",
        "`Linear` takes one tensor, not a tuple or list: [(8, 5, 20), [(1, 5, 20), (1, 5, 20)]]",
    ),
    "an LSTM behind another": (
        f"{KERAS}layers.LSTM(4)(layers.LSTM(8)(layers.Input((10, 3))))\n",
        "`LSTM` takes an input with 3 axes (batch, steps, features); this one has 2: (None, 8). With "
        "`return_sequences=True` the LSTM before it gives all steps",
    ),
    "an image without channels": (
        f"{KERAS}layers.Conv2D(4, 3)(layers.Input((28, 28)))\n",
        "`Conv2D` takes an input with 4 axes (batch, height, width, channels); this one has 3: (None, 28, 28). "
        "With one number at each place the last axis is 1: `(28, 28, 1)`",
    ),
    "an input that is given with its batch": (
        f"{KERAS}layers.Conv2D(4, 3)(layers.Input((60, 28, 28, 1)))\n",
        "`Conv2D` takes an input with 4 axes (batch, height, width, channels); this one has 5: (None, 60, 28, 28, 1). "
        "The shape of an input is that of one sample: Keras adds the batch, None",
    ),
    "a classifier without a Flatten": (
        f"{KERAS}{TRAINED.format(loss='sparse_categorical_crossentropy', layer='Conv2D(3, 3)', targets='(6,)')}",
        "the model gives (None, 6, 6, 3); these targets are (6,). It has an answer for each place: a `Flatten()`, a "
        "pooling over all of them, or a recurrent layer without `return_sequences` leaves one for each sample",
    ),
    "numbers of classes": (
        f"{KERAS}{TRAINED.format(loss='categorical_crossentropy', layer='Flatten()', targets='(6,)')}",
        "`categorical_crossentropy` wants targets like the outputs, (None, 64); these are (6,). Numbers of classes go "
        "with `sparse_categorical_crossentropy`, or into `to_categorical`",
    ),
}


@pytest.mark.parametrize("case", ADVICE)
def test_a_problem_says_what_to_do(tmp_path: Path, case: str) -> None:
    program, message = ADVICE[case]
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    project = Project({})
    project.set_editor_settings({"python": sys.prefix})  # Keras 3
    assert [problem.message for problem in diagnostics(project.view(str(file)))] == [message]
