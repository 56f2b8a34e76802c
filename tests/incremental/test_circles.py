"""Modules that import each other in a circle: a file is run as itself, and once more as what the other one imports. An
edit of it is one of both.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.hover import hover
from layerhints.project.project import Project
from layerhints.project.text import Text

FIRST = """\
import torch
from torch import nn

from second import Top

WIDTH = 8


class Block(nn.Module):
    def __init__(self, width=WIDTH):
        super().__init__()
        self.fc = nn.Linear(4, width)

    def forward(self, x):
        return self.fc(x)


y = Block()(torch.zeros(2, 4))
top = Top()(torch.zeros(3, 4))
"""
SECOND = """\
from torch import nn
import first


class Top(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = first.Block()

    def forward(self, x):
        return self.block(x)
"""
CHANGES = [("WIDTH = 8", "WIDTH = 9"), ("Linear(4", "Linear(3"), ("x)\n\n", "x) + 1\n\n"), ("y = ", "\n\ny = ")]


def shown(project: Project, file: str) -> list[object]:
    view = project.view(file)
    found = [(hint.position, hint.label, hover(view, hint.about)) for hint in hints(view)]
    return [*found, *diagnostics(view)]


def begun(folder: Path) -> Project:
    project = Project({})
    project.set_roots([str(folder)])
    return project


@pytest.mark.parametrize("is_open", [True, False])
def test_an_edit_is_one_of_what_the_other_imports(is_open: bool, tmp_path: Path) -> None:
    file, other = str(tmp_path / "first.py"), tmp_path / "second.py"
    texts = [FIRST]
    for old, new in CHANGES:
        texts.append(texts[-1].replace(old, new))
    texts.append(FIRST)
    other.write_text(SECOND, encoding="utf-8")
    project = begun(tmp_path)
    if is_open:
        project.open(str(other), Text(SECOND))
    for text in texts:
        project.open(file, Text(text))
        anew = begun(tmp_path)
        anew.open(file, Text(text))
        assert shown(project, file) == shown(anew, file), text
    project.open(file, Text(texts[1]))
    (last,) = [label for position, label, _ in shown(project, file) if position.row == 18]  # type: ignore[misc]
    assert last == "(3, 9) · 45"
