"""A defect of layerhints costs what it stands in, and nothing else: never the whole file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layerhints.cli import main
from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.libraries.keras.layers.regularization import Dropout
from layerhints.lsp.server import LayerhintsServer
from layerhints.project.project import Project
from layerhints.project.text import Text

FILE = "/project/model.py"
STACK = """\
from keras import Input, layers, Sequential

model = Sequential()
model.add(Input((4,)))
model.add(layers.Dense(3))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(2))

x = layers.Dense(5)(Input((4,)))
y = layers.Dropout(0.5)(x)
z = layers.Dense(6)(y)
w = layers.Dense(7)(x)


def build(width=8):
    inputs = Input((width,))
    x = layers.Dense(9)(inputs)
    y = layers.Dropout(0.1)(x)
    z = layers.Dense(10)(x)
    return layers.Dense(11)(y), z
"""


def defective(*_: Any) -> Any:
    raise ZeroDivisionError("a rule that divides by nothing")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[Project], dict[int, str]]:
    """What a project shows of the file, by lines from 1, where the rule of Dropout has a defect."""
    monkeypatch.setattr(Dropout, "output_of", defective)

    def shown(project: Project) -> dict[int, str]:
        project.open(FILE, Text(STACK))
        view = project.view(FILE)
        assert list(diagnostics(view)) == []
        return {hint.position.row + 1: hint.label for hint in hints(view)}

    return shown


def test_what_does_not_hang_on_the_defect_is_shown(shown: Callable[[Project], dict[int, str]]) -> None:
    project, told = Project({}), []
    project.tell_defects(told.append)
    lines = shown(project)
    assert lines[5] == "(None, 3) · 15"  # (4 + 1) · 3
    assert lines[9] == "(None, 5) · 25"  # (4 + 1) · 5
    assert lines[12] == "(None, 7) · 42"  # (5 + 1) · 7
    assert lines[17] == "(None, 9) · 81"  # (8 + 1) · 9
    assert lines[19] == "(None, 10) · 100"  # (9 + 1) · 10
    assert lines[11] == "(…, 6) · ?"
    assert [str(error) for error in told] == ["a rule that divides by nothing"]


def test_the_server_logs_it_once_and_goes_on(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(Dropout, "output_of", defective)
    server = LayerhintsServer()
    with caplog.at_level(logging.ERROR, "layerhints"):
        server.project.open(FILE, Text(STACK))
        assert len(hints(server.project.view(FILE))) > 6
    assert [record.getMessage() for record in caplog.records if record.name == "layerhints"] == [
        "a defect in layerhints hides part of what it could show; please report it"
    ]


def test_the_terminal_is_told_and_shows_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(Dropout, "output_of", defective)
    (tmp_path / "model.py").write_text(STACK, encoding="utf-8")
    assert main(["hints", str(tmp_path / "model.py")]) == 0
    printed = capsys.readouterr()
    assert "(None, 7) · 42" in printed.out
    assert "ZeroDivisionError: a rule that divides by nothing (test_defects.py:" in printed.err


def test_where_nobody_is_told_it_is_raised(shown: Callable[[Project], dict[int, str]]) -> None:
    with pytest.raises(ZeroDivisionError, match="a rule that divides by nothing"):
        shown(Project({}))
