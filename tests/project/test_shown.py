"""What was shown of a document is shown again when it is opened, and only if finding it out would give the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerhints.ide.hints import hints
from layerhints.ide.hints.hint import Hints
from layerhints.project import shown
from layerhints.project.project import Project
from layerhints.project.text import Position, Range, Text

PROGRAM = """\
from keras import Sequential
from keras.layers import Dense
from sizes import width

first = Sequential([Dense(width, input_shape=(2,))])

second = Sequential([Dense(7, input_shape=(5,))])
"""
FIRST, SECOND = "(None, 5) · 15", "(None, 7) · 42"  # (2 + 1)·5 and (5 + 1)·7
ALL = Range(Position(0, 0), Position(7, 0))
UPPER = Range(Position(0, 0), Position(4, 99))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with an environment in which Keras is said to be installed."""
    packages = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    (packages / "keras-3.15.1.dist-info").mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /nowhere\n")
    (packages / "sizes.py").write_text("width = 5\n")
    return tmp_path


def plain(drawing: Hints) -> list[Any]:
    return [(*hint.position, hint.label) for hint in drawing.hints]


def start(folder: Path, text: str = PROGRAM) -> Project:
    project = Project({"LAYERHINTS_CACHE": str(folder / "cache")})
    project.set_roots([str(folder)])
    project.open(str(folder / "program.py"), Text(text))
    return project


def keep(project: Project, folder: Path, range: Range = ALL) -> None:
    """Look at a stretch of the program, and have it kept."""
    file = str(folder / "program.py")
    hints(project.view(file), range)
    project.keep_shown(file, "hints", "plain", plain)


def before(project: Project, folder: Path, range: Range = ALL, manner: str = "plain") -> list[str] | None:
    """The labels that were kept."""
    found = project.shown_before(str(folder / "program.py"), manner, range)
    return None if found is None else [label for drawing in found for *_, label in drawing if "·" in label]


def test_the_same_text_shows_the_same_and_nothing_is_run(folder: Path) -> None:
    keep(start(folder), folder)
    again = start(folder)
    assert before(again, folder) == [FIRST, SECOND]
    assert again.status()["queries_run"] == 0
    labels = [hint.label for hint in hints(again.view(str(folder / "program.py"))) if "·" in hint.label]
    assert labels == [FIRST, SECOND]


def test_it_stands_where_it_stood(folder: Path) -> None:
    """A definition that moved since it was drawn is kept where it is now."""
    project = start(folder)
    keep(project, folder)
    project.open(str(folder / "program.py"), Text("\n\n" + PROGRAM))
    hints(project.view(str(folder / "program.py")), Range(Position(8, 0), Position(8, 1)))
    project.keep_shown(str(folder / "program.py"), "hints", "plain", plain)
    found = start(folder, "\n\n" + PROGRAM).shown_before(str(folder / "program.py"), "plain", ALL)
    assert found is not None
    assert [(row, label) for drawing in found for row, _, label in drawing if label == FIRST] == [(6, FIRST)]


def test_only_what_somebody_looked_at_is_known(folder: Path) -> None:
    keep(start(folder), folder, UPPER)
    assert before(start(folder), folder, UPPER) == [FIRST]
    assert before(start(folder), folder) is None


def test_another_text_is_analysed(folder: Path) -> None:
    keep(start(folder), folder)
    assert before(start(folder, PROGRAM.replace("7", "8")), folder) is None
    edited = start(folder)
    assert before(edited, folder) is not None
    edited.open(str(folder / "program.py"), Text(PROGRAM.replace("7", "8")))
    assert before(edited, folder) is None


def test_nothing_is_kept_of_a_text_that_nobody_has_looked_at(folder: Path) -> None:
    project = start(folder)
    keep(project, folder)
    project.open(str(folder / "program.py"), Text(PROGRAM.replace("7", "8")))
    project.keep_shown(str(folder / "program.py"), "hints", "plain", plain)
    assert before(start(folder, PROGRAM.replace("7", "8")), folder) is None
    assert before(start(folder), folder) == [FIRST, SECOND]


def test_another_world_is_asked_again(folder: Path) -> None:
    keep(start(folder), folder)
    (sizes,) = folder.glob(".venv/lib/*/*/sizes.py")
    sizes.write_text("width = 6\n")
    assert before(start(folder), folder) is None
    sizes.write_text("width = 5\n")
    assert before(start(folder), folder) == [FIRST, SECOND]
    (folder / "sizes.py").write_text("width = 5\n")  # stands before the installed one
    assert before(start(folder), folder) is None


def test_another_release_is_asked_again(folder: Path) -> None:
    keep(start(folder), folder)
    (installed,) = folder.glob(".venv/lib/*/*/keras-3.15.1.dist-info")
    installed.rename(installed.with_name("keras-2.15.0.dist-info"))
    assert before(start(folder), folder) is None


def test_an_open_document_stands_for_its_file(folder: Path) -> None:
    keep(start(folder), folder)
    (sizes,) = folder.glob(".venv/lib/*/*/sizes.py")
    project = start(folder)
    project.open(str(sizes), Text("width = 6\n"))
    assert before(project, folder) is None
    project = start(folder)
    assert before(project, folder) is not None
    project.open(str(sizes), Text("width = 6\n"))
    assert before(project, folder) is None


def test_what_a_file_holds_that_changed_behind_our_back_is_not_taken_for_what_was_read(folder: Path) -> None:
    project = start(folder)
    file = str(folder / "program.py")
    hints(project.view(file), ALL)
    (sizes,) = folder.glob(".venv/lib/*/*/sizes.py")
    sizes.write_text("width = 600\n")
    project.keep_shown(file, "hints", "plain", plain)
    assert before(start(folder), folder) is None


def test_other_settings_show_something_else(folder: Path) -> None:
    keep(start(folder), folder)
    project = start(folder)
    assert before(project, folder) is not None
    project.set_editor_settings({"hints": {"parameters": False}})
    assert before(project, folder) is None
    project = start(folder)
    project.set_editor_settings({"hints": {"parameters": False}})
    assert before(project, folder) is None


def test_another_layerhints_shows_something_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(start(folder), folder)
    monkeypatch.setattr(shown, "_version", lambda: b"another")
    assert before(start(folder), folder) is None


def test_what_is_written_for_another_client_stands_apart(folder: Path) -> None:
    keep(start(folder), folder)
    assert before(start(folder), folder, manner="another") is None


def test_a_defect_is_not_kept(folder: Path) -> None:
    project = start(folder)
    project.tell_defects(lambda error: None)
    hints(project.view(str(folder / "program.py")), ALL)
    try:
        raise AssertionError
    except AssertionError as error:
        project.view(str(folder / "program.py")).analysis.machine.host.defect(error)
    keep(project, folder)
    assert before(start(folder), folder) is None


def test_damage_counts_as_not_there(folder: Path) -> None:
    keep(start(folder), folder)
    (entry,) = (folder / "cache").glob("*.shown")
    data = entry.read_bytes()
    for damaged in (data[:-9], data[:40] + b"x" + data[41:], b""):
        entry.write_bytes(damaged)
        assert before(start(folder), folder) is None


def test_what_is_no_record_counts_as_not_there(folder: Path) -> None:
    keep(start(folder), folder)
    (entry,) = (folder / "cache").glob("*.shown")
    project = start(folder)
    for content in (b"", b"no zlib"):
        project._world.cache.enter(entry.name, content)
        assert before(start(folder), folder) is None
