"""Notebooks in the terminal. The counts are those of real PyTorch: 896 = 3·3·3·32 + 32, and 5 features do not fit 3."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

CELLS = [
    "%pip install torch\nimport torch\nfrom torch import nn",
    "conv = nn.Conv2d(3, 32, 3)\nx = conv(torch.zeros(1, 3, 8, 8))",
    "%%bash\nnvidia-smi | grep (",
    "net = nn.Sequential(nn.Linear(3, 4))\n\nnet(torch.zeros(2, 5))",
]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    remark = {"cell_type": "markdown", "metadata": {}, "source": ["# A net"]}
    cells = [{"cell_type": "code", "metadata": {}, "source": cell.splitlines(keepends=True)} for cell in CELLS]
    file = tmp_path / "work" / "net.ipynb"
    file.parent.mkdir()
    file.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [remark, *cells]}), encoding="utf-8")
    return file


def test_cells_are_printed_with_their_hints(run: Run, notebook: Path) -> None:
    assert run("hints", "work/net.ipynb").stdout.splitlines()[:9] == [
        "# %% cell 1",
        "%pip install torch",
        "import torch",
        "from torch import nn",
        "",
        "# %% cell 2",
        "conv = nn.Conv2d(3, 32, 3)          «(1, 32, 6, 6) · 896»",
        "x = conv(torch.zeros(1, 3, 8, 8))   «(1, 32, 6, 6)»",
        "",
    ]


def test_a_problem_is_told_by_cell_and_line(run: Run, notebook: Path) -> None:
    found = run("check", "work")
    assert found.returncode == 1
    assert found.stdout.startswith("work/net.ipynb:cell 4:3:5: [wrong-features] ")
    (problem,) = json.loads(run("check", "work", "--format", "json").stdout)["problems"]
    assert (problem["file"], problem["cell"], problem["line"], problem["column"]) == ("work/net.ipynb", 4, 3, 5)
    told = run("check", "work", "--format", "github").stdout
    assert told.startswith("::error file=work/net.ipynb,title=wrong-features::cell 4, line 3: ")
    (result,) = json.loads(run("check", "work", "--format", "sarif").stdout)["runs"][0]["results"]
    assert result["message"]["text"].startswith("cell 4, line 3: ")
    assert "region" not in result["locations"][0]["physicalLocation"]  # its lines are none of the file's


def test_a_summary_says_in_which_cell_a_model_is_made(run: Run, notebook: Path) -> None:
    assert "net (variable, cell 4, line 1)" in run("summary", "work/net.ipynb").stdout
    (model,) = json.loads(run("summary", "work/net.ipynb::net", "--format", "json").stdout)["models"]
    assert (model["cell"], model["line"], model["params"]["total"]) == (4, 1, 16)
    assert (model["layers"][0]["cell"], model["layers"][0]["line"]) == (4, 1)


def test_what_is_no_notebook_is_said_to_be_none(run: Run, notebook: Path) -> None:
    notebook.write_text("import torch", encoding="utf-8")
    found = run("check", "work/net.ipynb")
    assert found.returncode == 2
    assert "work/net.ipynb cannot be read: the file is not a Jupyter notebook" in found.stderr
    (notebook.parent / "fine.py").write_text("x = 1\n", encoding="utf-8")
    assert run("check", "work").returncode == 0
