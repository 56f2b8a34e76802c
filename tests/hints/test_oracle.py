"""The models of the golden cases, summarised by us and by real Keras: the same names, outputs and counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from layerhints.ide.summary import as_json
from layerhints.project.project import Project

from .golden import CASES

RUNNABLE = [CASES / f"{name}.py" for name in ("sequential", "listed", "functional", "shared", "loops")]

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """What real Keras says of every case."""
    command = [sys.executable, str(Path(__file__).with_name("keras_oracle.py")), *map(str, RUNNABLE)]
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


def plain(output: Any) -> Any:
    """A shape of ours in the oracle's form."""
    return output["tuple"] if isinstance(output, dict) else output


@pytest.mark.parametrize("case", RUNNABLE, ids=lambda case: case.stem)
def test_summaries_are_those_of_real_keras(case: Path, real: dict[str, Any]) -> None:
    ours = {model["symbol"]: model for model in as_json(Project(variables={}).view(str(case)))["models"]}
    for symbol, theirs in real[str(case)].items():
        model = ours[symbol]
        assert plain(model["output"]) == theirs["output"]
        assert model["params"]["total"] == theirs["total"]
        assert [row["path"] for row in model["layers"]] == [row["path"] for row in theirs["layers"]]
        for row, real_row in zip(model["layers"], theirs["layers"], strict=True):
            assert row["params"] == real_row["params"], row["path"]
            assert all(output in real_row["outputs"] for output in row["outputs"]), row["path"]
            assert row["outputs"], row["path"]
