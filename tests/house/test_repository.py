"""What every file of the repository keeps to."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    """The files that git tracks and that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            found.append((path, data.decode("utf-8", errors="replace")))
    return found


MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:work|root|Users|home)/(?!(?:\.\.\.|…))[a-z]+\b(?!/\.?\$)"
)


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    allowed = {Path(__file__).resolve()}
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts()
        if path.resolve() not in allowed and path.name != "package-lock.json"
        for match in MACHINE_PATHS.finditer(text)
    ]
    assert found == []


def test_the_licence_is_mit_everywhere() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"license": "MIT"' in (ROOT / "vscode-client" / "package.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "Makefile", ".ci/run"])
def test_the_files_that_a_visitor_looks_for_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_version_is_in_the_changelog_and_in_the_client() -> None:
    sys.path.insert(0, str(ROOT / "server"))
    from layerhints import __version__

    assert __version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'"version": "{__version__}"' in (ROOT / "vscode-client" / "package.json").read_text(encoding="utf-8")


def test_no_test_is_skipped_and_no_work_left_for_later() -> None:
    marks = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b|pytest\.mark\.(?:skip|xfail)|pytest\.skip\(")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts()
        if path.suffix in (".py", ".ts", ".lua", ".mjs") and "corpus/sources" not in path.as_posix()
        for match in marks.finditer(text)
        if path.resolve() != Path(__file__).resolve()
    ]
    assert found == []
