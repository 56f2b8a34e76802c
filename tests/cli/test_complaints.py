"""What is wrong is said in one line, with exit status 2 and without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

SOURCE = "def build(x=3):\n    return x\n\n\nx = 1\n"

WRONG = {
    "a missing file": (["hints", "nowhere.py"], "there is no file nowhere.py"),
    "a folder": (["hints", "folder"], "folder is a folder"),
    "a file that is not UTF-8": (["hints", "latin.py"], "latin.py cannot be read: the file is not utf-8: line 2"),
    "a binary file": (["hints", "binary.py"], "the file is binary"),
    "an encoding that is not known": (["hints", "odd.py"], "declares the encoding `martian`"),
    "UTF-16": (["hints", "wide.py"], "UTF-16"),
    "a file without a model": (["summary", "plain.py"], "plain.py defines no model"),
    "a symbol that is not there": (["summary", "plain.py::biuld"], "did you mean `build`?"),
    "a symbol that is no model": (["summary", "plain.py::x"], "`x` gives no model"),
    "no symbol after the colons": (["summary", "plain.py::"], "is not the name"),
    "a module that is not installed": (["summary", "nowhere.models::build"], "neither a file nor an installed module"),
    "a shape without sizes": (["summary", "plain.py::build", "--input", "x="], "gives no sizes"),
    "a size that is none": (["summary", "plain.py::build", "--input", "x=3,-1"], "`-1` is not a size"),
    "an argument without a value": (["summary", "plain.py::build", "--arg", "x"], "is not NAME=VALUE"),
    "a value that is no literal": (["summary", "plain.py::build", "--arg", "x=cat"], "a text needs quotes: 'cat'"),
    "an environment that is not there": (["hints", "plain.py", "--python", "no/env"], "no interpreter or environment"),
    "a code that is not known": (["explain", "nonsense"], "`nonsense` is neither FILE:LINE nor the code of a problem"),
    "no command": ([], "required: COMMAND"),
    "a command that is not known": (["frobnicate"], "invalid choice"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_complaint_says_what_to_change(run: Run, tmp_path: Path, case: str) -> None:
    arguments, message = WRONG[case]
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "latin.py").write_bytes("a = 1\nb = 'é'\n".encode("latin-1"))
    (tmp_path / "binary.py").write_bytes(b"\x7fELF\x00\x01\x02")
    (tmp_path / "odd.py").write_bytes(b"# coding: martian\nx = 1\n")
    (tmp_path / "wide.py").write_bytes("x = 1\n".encode("utf-16"))
    answer = run(*arguments)
    assert answer.returncode == 2
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=utf-8 :\nx = 1\n", None),
        (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        (b"x = 1", "x = 1\n"),
    ],
)
def test_files_are_decoded_as_python_decodes_them(run: Run, tmp_path: Path, data: bytes, shown: str | None) -> None:
    (tmp_path / "file.py").write_bytes(data)
    answer = run("hints", "file.py", PYTHONIOENCODING="utf-8")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == (data.decode() if shown is None else shown)
