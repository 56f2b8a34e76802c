"""What NumPy certainly refuses is a problem, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layerhints.ide.diagnostics import diagnostics
from layerhints.project.project import Project

FAILING = [
    "np.zeros((6, 4, 4)).reshape(6, 15)",
    "np.reshape(np.zeros((6, 4, 4)), (-1, 5))",
    "np.zeros((6, 4)) @ np.zeros((5, 3))",
    "np.zeros((6, 4)).dot(np.zeros((5, 3)))",
    "np.zeros((6, 4)) + np.zeros((6, 3))",
    "np.concatenate([np.zeros((6, 4)), np.zeros((5, 3))])",
    "np.stack([np.zeros((6, 4)), np.zeros((5, 4))])",
    "np.vstack([np.zeros((6, 4)), np.zeros((5, 3))])",
    "np.transpose(np.zeros((6, 4)), (0, 2, 1))",
    "np.expand_dims(np.zeros((6, 4)), 5)",
    "np.zeros((6, 4))[:, 4]",
    "np.zeros((6, 4))[0, 0, 0]",
]
MINDED = [
    "x = np.array([[1, 2], [3]])",
    "x = np.zeros((6, 4)) == np.zeros((6, 3))",
    "try:\n    x = np.zeros((6, 4)).reshape(5, 5)\nexcept ValueError:\n    x = None",
    "losses = []\nx = np.concatenate(losses)",
    "losses = []\nx = np.array(losses)[:, 0] + np.zeros(5)",
    "x = np.concatenate([np.zeros((0,)), np.zeros((4, 3))])",
    "def f(x):\n    return x.reshape(3, 3)",
]


def problems(tmp_path: Path, program: str) -> list[str]:
    file = tmp_path / "program.py"
    file.write_text(f"import numpy as np\n{program}\n", encoding="utf-8")
    return [problem.code for problem in diagnostics(Project({}).view(str(file)))]


@pytest.mark.oracle
@pytest.mark.parametrize("expression", FAILING)
def test_what_numpy_raises_for_is_a_problem(tmp_path: Path, expression: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        eval(expression, {"np": np})
    assert problems(tmp_path, f"x = {expression}") == ["shape-mismatch"]


@pytest.mark.parametrize("program", MINDED)
def test_what_others_may_fill_or_mind_is_none(tmp_path: Path, program: str) -> None:
    assert problems(tmp_path, program) == []
