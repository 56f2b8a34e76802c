"""What reading imported files gave is kept for the next start, and is never anything but what reading them gives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layerhints.ide.hints import hints
from layerhints.project import cache as caching
from layerhints.project.cache import Cache, cache_folder
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.syntax import packed, read

INSTALLED = "def width():\n    return 5\n\n\nclass Sizes:\n    units = 7\n"
PROGRAM = """\
from keras import Sequential
from keras.layers import Dense
from sizes import Sizes, width

model = Sequential([Dense(width(), input_shape=(2,)), Dense(Sizes.units)])
"""
HINTS = ["(…, 5) · 15", "(…, 7) · 42", "(None, 7) · 57"]  # (2 + 1)·5, (5 + 1)·7, and both


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with an environment in which a module is installed."""
    packages = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /nowhere\n")
    (packages / "sizes.py").write_text(INSTALLED)
    (tmp_path / "program.py").write_text(PROGRAM)
    return tmp_path


def start(folder: Path, cache: str = "cache") -> Project:
    project = Project({"LAYERHINTS_CACHE": str(folder / cache)})
    project.set_roots([str(folder)])
    return project


def check(project: Project, folder: Path, lowered: int) -> None:
    """The hints are right, and so many definitions were read from text for them; then the project is put away."""
    labels = [hint.label for hint in hints(project.view(str(folder / "program.py")))]
    assert [label for label in labels if "·" in label] == HINTS
    assert project.status()["definitions_lowered"] == lowered
    project.keep()


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache").iterdir())


def test_installed_files_are_read_once(folder: Path) -> None:
    check(start(folder), folder, 4 + 2)
    assert len(kept(folder)) == 1  # not the program itself
    check(start(folder), folder, 4)


def test_own_files_that_are_imported_are_kept_as_they_are_found(folder: Path) -> None:
    """Those that are edited are not: every version of them would be kept."""
    (installed,) = folder.glob(".venv/lib/*/*/sizes.py")
    own = folder / "sizes.py"
    installed.rename(own)
    project = start(folder)
    check(project, folder, 6)
    assert len(kept(folder)) == 1  # not the program itself
    own.write_text(INSTALLED + "\nx = 1\n")
    check(project, folder, 7)
    assert len(kept(folder)) == 1
    own.write_text(INSTALLED)
    check(start(folder), folder, 4)


def test_own_files_that_are_open_are_not_kept(folder: Path) -> None:
    (installed,) = folder.glob(".venv/lib/*/*/sizes.py")
    own = installed.rename(folder / "sizes.py")
    project = start(folder)
    project.open(str(own), Text(INSTALLED))
    check(project, folder, 6)
    assert not (folder / "cache").exists()


LONG = PROGRAM + "x = 1\n" * 600


def test_a_long_file_that_is_opened_is_kept_as_it_was_opened_and_as_it_was_left(folder: Path) -> None:
    """What stands there while it is edited is not."""
    file = str(folder / "program.py")
    project = start(folder)
    for text in (LONG, LONG + "y = 2\n", LONG + "y = 23\n"):
        project.open(file, Text(text))
        project.view(file)
    project.close(file)
    project.keep()
    for text, lowered in ((LONG, 0), (LONG + "y = 2\n", 605), (LONG + "y = 23\n", 0)):
        again = start(folder)
        again.open(file, Text(text))
        check(again, folder, lowered)


def test_who_leaves_amid_editing_finds_what_was_left(folder: Path) -> None:
    file = str(folder / "program.py")
    project = start(folder)
    for text in (LONG, LONG + "y = 2\n"):
        project.open(file, Text(text))
        project.view(file)
    project.keep()
    again = start(folder)
    again.open(file, Text(LONG + "y = 2\n"))
    check(again, folder, 0)


def test_long_files_are_written_in_parts(folder: Path) -> None:
    """Who types on waits for one part at most."""
    project = start(folder)
    project.open(str(folder / "program.py"), Text(LONG))
    project.view(str(folder / "program.py"))
    parts = 1
    while project.keep_next():
        parts += 1
    assert parts > 6
    assert len(kept(folder)) == 2


def test_nothing_is_written_before_problems_are_known(folder: Path) -> None:
    project = start(folder)
    file = str(folder / "program.py")
    while project.work(file):
        pass
    assert not (folder / "cache").exists()
    assert not project.keep_next()
    assert len(kept(folder)) == 1


def test_an_installed_file_that_changed_is_read_anew(folder: Path) -> None:
    check(start(folder), folder, 6)
    (file,) = folder.glob(".venv/lib/*/*/sizes.py")
    file.write_text(INSTALLED + "\nx = 1\n")
    check(start(folder), folder, 7)
    check(start(folder), folder, 4)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:40] + b"\0" + data[41:], lambda data: b""]
)
def test_a_damaged_file_is_read_anew_and_replaced(folder: Path, damage) -> None:  # type: ignore[no-untyped-def]
    check(start(folder), folder, 6)
    (file,) = kept(folder)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    check(start(folder), folder, 6)
    assert file.read_bytes() == whole
    check(start(folder), folder, 4)


def test_a_file_under_the_name_of_another_counts_for_nothing(folder: Path) -> None:
    check(start(folder), folder, 6)
    (file,) = kept(folder)
    cache = Cache({"LAYERHINTS_CACHE": str(folder / "cache")})
    cache.keep(Text("x = 1\n"), read("x = 1\n"))
    cache.write()
    (other,) = set(kept(folder)) - {file}
    file.write_bytes(other.read_bytes())
    check(start(folder), folder, 6)


def test_what_another_version_kept_counts_for_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(start(folder), folder, 6)
    monkeypatch.setattr(packed, "version", lambda: b"another one")
    check(start(folder), folder, 6)
    assert len(kept(folder)) == 2
    check(start(folder), folder, 4)


def test_what_another_user_wrote_counts_for_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(start(folder), folder, 6)
    monkeypatch.setattr(os, "getuid", lambda: -1, raising=False)
    check(start(folder), folder, 6)


def test_a_folder_that_cannot_be_written_is_let_be(folder: Path) -> None:
    (folder / "file").write_text("")
    check(start(folder, "file/cache"), folder, 6)
    check(start(folder, "file/cache"), folder, 6)


def test_the_folder_is_bounded_and_what_was_not_used_goes_first(tmp_path: Path) -> None:
    variables = {"LAYERHINTS_CACHE": str(tmp_path)}
    texts = [Text(f"x = {number}\n" * 50) for number in range(6)]
    for number, text in enumerate(texts):
        cache = Cache(variables)
        cache.keep(text, read(text.lines))
        cache.write()
        (new,) = [file for file in tmp_path.iterdir() if file.stat().st_mtime > time.time() - 1e6]
        os.utime(new, (0, 2e6 + number))
    size = new.stat().st_size
    assert Cache(variables).module(texts[0]) is not None  # is used: it counts as new from here on
    cache = Cache(variables, largest=3 * size + size // 2)
    cache.keep(texts[1], read(texts[1].lines))
    cache.write()
    assert [Cache(variables).module(text) is not None for text in texts] == [True, True, False, False, False, True]


WRITER = """\
import sys
from layerhints.project.cache import Cache
from layerhints.project.text import Text
from layerhints.syntax import read

text = Text("def f():\\n    return 1\\n" * 200)
for _ in range(40):
    cache = Cache({"LAYERHINTS_CACHE": sys.argv[1]})
    known = cache.module(text)
    assert known is None or len(known.definitions) == 200
    cache.keep(text, read(text.lines))
    while cache.write():
        pass
"""


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env=environment) for _ in range(2)]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert len(list(tmp_path.iterdir())) == 1  # nothing half written is left


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "/me"}, "/me/.cache/layerhints"),
        ("linux", {"HOME": "/me", "XDG_CACHE_HOME": "/cache"}, "/cache/layerhints"),
        ("linux", {"HOME": "/me", "XDG_CACHE_HOME": "relative"}, "/me/.cache/layerhints"),
        ("darwin", {"HOME": "/me"}, "/me/Library/Caches/layerhints"),
        ("win32", {"LOCALAPPDATA": "C:/me/Local"}, "C:/me/Local/layerhints"),
        ("linux", {"HOME": "/me", "LAYERHINTS_CACHE": "/elsewhere"}, "/elsewhere"),
        ("linux", {"HOME": "/me", "LAYERHINTS_CACHE": "off"}, None),
        ("linux", {}, None),
    ],
)
def test_the_folder_is_where_the_system_has_its_caches(
    platform: str, variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching.sys, "platform", platform)
    found = cache_folder(variables)
    assert (None if found is None else found.as_posix()) == expected
