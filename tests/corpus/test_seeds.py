"""The models of the five questions, as their authors wrote them. Their spellings are those of Keras 1 and 2, which
today's Keras no longer runs, so the truth is that of the same layers made with today's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .check import found

SEEDS = Path(__file__).parent / "seeds"
TRUTH = json.loads((SEEDS / "truth.json").read_text())["files"]


def test_every_seed_is_tested() -> None:
    assert {path.name for path in SEEDS.glob("*.py")} == {*TRUTH, "003_keras1.py"}


@pytest.mark.parametrize("name", TRUTH)
def test_seed(name: str) -> None:
    (model,) = found(SEEDS / name).values()
    rows = [{"type": row["type"], "output": row["outputs"][0], "params": row["params"]} for row in model["layers"]]
    assert rows == TRUTH[name]["layers"]
    assert model["params"]["total"] == TRUTH[name]["total"]
    assert model["problems"] == []


def test_keras_1_without_an_input() -> None:
    """`input_shape` is defined nowhere: what does not depend on it is certain, the rest is unknown with a reason."""
    (model,) = found(SEEDS / "003_keras1.py").values()
    layers = {row["path"]: row for row in model["layers"]}
    assert [row["type"] for row in model["layers"]] == [
        "Conv2D", "Activation", "MaxPooling2D", "Conv2D", "Activation", "MaxPooling2D", "Dropout", "Flatten", "Dense",
        "Activation", "Dropout", "Dense", "Activation",
    ]  # fmt: skip
    assert layers["conv2d_1"]["params"] == 51_264  # (5·5·32 + 1)·64: Convolution2D(64, 5, 5) behind 32 filters
    assert layers["dense_1"]["params"] == 202  # (100 + 1)·2
    assert layers["conv2d"]["params"] is None and layers["dense"]["params"] is None
    assert layers["conv2d_1"]["outputs"] == [[None, None, None, 64]] and model["output"] == [None, 2]
    assert model["params"]["total"] is None
    assert any("input_shape" in entry["reason"] for entry in model["unknown"])
