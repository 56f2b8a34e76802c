"""`layerhints explain FILE:LINE`. The count is that of the first Dense of the CIFAR-10 model in "Parameters in a
Convolutional Neural Network".
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ROOT, Run

LEARNER = """\
import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((48, 48)))
model.add(layers.Flatten())
model.add(layers.Dense(512,
                       activation="relu"))
model.add(layers.Reshape((8, 8, 9)))
"""


@pytest.fixture(autouse=True)
def learner(tmp_path: Path) -> None:
    (tmp_path / "learner.py").write_text(LEARNER, encoding="utf-8")


def test_a_line_explains_its_numbers(run: Run) -> None:
    answer = run("explain", str(ROOT / "examples" / "cifar10_cnn.py") + ":32")
    assert answer.returncode == 0
    assert answer.stdout.startswith("Dense (None, 2304) → (None, 512)\n")
    assert "Parameters 1,180,160 = (2304 + 1)·512" in answer.stdout


@pytest.mark.parametrize("line", [7, 8])
def test_a_layer_is_found_where_it_is_written_and_where_its_hint_stands(run: Run, line: int) -> None:
    answer = run("explain", f"learner.py:{line}")
    assert answer.stdout.startswith("Dense (None, 2304) → (None, 512)\n")
    assert answer.stdout.count("Dense (None") == 1


def test_what_is_wrong_with_a_line_comes_first(run: Run) -> None:
    answer = run("explain", "learner.py:9")
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[0].endswith("[reshape-mismatch]")


def test_a_line_of_a_notebook_is_one_of_a_cell(run: Run, tmp_path: Path) -> None:
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for kind, source in (("markdown", "# Title"), ("code", "import keras"), ("code", LEARNER))
    ]
    metadata = {"language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "learner.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert run("explain", "learner.ipynb:2:7").stdout.startswith("Dense (None, 2304) → (None, 512)\n")
    for place in ("learner.ipynb:7", "learner.ipynb:2:70", "learner.ipynb:9:1"):
        answer = run("explain", place)
        assert (answer.returncode, answer.stdout) == (2, "")


@pytest.mark.parametrize(
    ("subject", "complaint"),
    [
        ("learner.py:2", "line 2 has no hint; `layerhints hints learner.py` shows the lines that have"),
        ("learner.py:90", "learner.py has 10 lines, and no line 90"),
        ("learner.py:0", "learner.py has 10 lines, and no line 0"),
        ("learner.py:1:5", "learner.py is no notebook: say FILE:LINE"),
        ("nowhere.py:3", "there is no file nowhere.py"),
    ],
)
def test_what_cannot_be_explained_is_said(run: Run, subject: str, complaint: str) -> None:
    answer = run("explain", subject)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == f"layerhints: {complaint}\n"
