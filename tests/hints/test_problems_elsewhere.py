"""What is wrong in another file shows at the call that leads there, if that certainly brings it about."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerhints.ide.diagnostics import Diagnostic, diagnostics
from layerhints.project.project import Project
from layerhints.project.text import Text

NET = """\
from torch import nn


class Net(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        self.conv = nn.Conv2d(channels, 8, 3)
        self.norm = nn.BatchNorm2d(4)

    def forward(self, x):
        return self.norm(self.conv(x))


def guarded(x):
    try:
        return Net()(x)
    except RuntimeError:
        return x


def perhaps(x, flag):
    if flag:
        return Net()(x)
    return x
"""
"""PyTorch, for an input of (2, 3, 9, 9): `running_mean should contain 8 elements not 4`, in line 11."""

HEAD = "import sys\nimport torch\nfrom net import Net, guarded, perhaps\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    return tmp_path


def problems(folder: Path, program: str, project: Project | None = None) -> list[Diagnostic]:
    project = Project({}) if project is None else project
    file = str(folder / "main.py")
    project.open(file, Text(HEAD + program))
    return list(diagnostics(project.view(file)))


def test_the_call_shows_it(folder: Path) -> None:
    (found,) = problems(folder, "net = Net()\ny = net(torch.zeros(2, 3, 9, 9))\n")
    assert (found.range.start.row, found.range.start.column) == (4, 4)
    assert found.code == "wrong-features"
    assert found.message.startswith("net.py, line 11: axis 1 of (2, 8, 7, 7) has 8 channels, but `num_features` is 4")
    assert found.elsewhere is not None
    assert (found.elsewhere.file, found.elsewhere.range.start.row) == (str(folder / "net.py"), 10)


def test_of_several_calls_the_one_of_this_file_that_is_nearest(folder: Path) -> None:
    program = "def run(net):\n    return net(torch.zeros(2, 3, 9, 9))\n\n\nrun(Net())\n"
    assert [found.range.start.row for found in problems(folder, program)] == [4]


def test_a_call_has_one_problem_of_other_files(folder: Path) -> None:
    program = "for channels in (1, 3):\n    Net(channels)(torch.zeros(2, 3, 9, 9))\n"
    (found,) = problems(folder, program)
    assert found.code == "wrong-channels"


@pytest.mark.parametrize(
    "program",
    [
        "guarded(torch.zeros(2, 3, 9, 9))\n",
        "perhaps(torch.zeros(2, 3, 9, 9), len(sys.argv) > 1)\n",
        "if len(sys.argv) > 1:\n    Net()(torch.zeros(2, 3, 9, 9))\n",
        "try:\n    Net()(torch.zeros(2, 3, 9, 9))\nexcept RuntimeError:\n    pass\n",
        "net = Net()\n",
    ],
)
def test_what_is_not_certain_is_no_problem(folder: Path, program: str) -> None:
    assert problems(folder, program) == []


def test_edits_say_what_a_fresh_start_says(folder: Path) -> None:
    project = Project({})
    programs = [
        "net = Net()\ny = net(torch.zeros(2, 3, 9, 9))\n",
        "net = Net()\n\n\ny = net(torch.zeros(2, 3, 9, 9))\n",
        "net = Net(5)\n\n\ny = net(torch.zeros(2, 3, 9, 9))\n",
        "def run():\n    net = Net()\n    return net(torch.zeros(2, 3, 9, 9))\n",
        "def run():\n    width = 3\n    net = Net()\n    return net(torch.zeros(2, width, 9, 9))\n",
        "def run():\n    width = 4\n    net = Net()\n    return net(torch.zeros(2, width, 9, 9))\n",
        "def run():\n    width = 4\n    net = Net()\n    return torch.zeros(2, width, 9, 9)\n",
        "net = Net()\ny = net(torch.zeros(2, 3, 9, 9))\n",
    ]
    for program in programs:
        assert problems(folder, program, project) == problems(folder, program), program


def test_when_the_other_file_is_mended_nothing_is_wrong(folder: Path) -> None:
    project = Project({})
    program = "y = Net()(torch.zeros(2, 3, 9, 9))\n"
    assert len(problems(folder, program, project)) == 1
    project.open(str(folder / "net.py"), Text(NET.replace("BatchNorm2d(4)", "BatchNorm2d(8)")))
    assert problems(folder, program, project) == []
