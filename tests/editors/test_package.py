"""The packaged extension: what is in it fits what the project declares, and its server runs by itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import tomllib
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import layerhints


@pytest.fixture(scope="module")
def unpacked(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is installed."""
    folder = tmp_path_factory.mktemp("vsix")
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(folder)
    return folder / "extension"


def test_the_pins_meet_what_the_project_requires(setup: Any) -> None:
    pinned = {}
    for file in (setup.root / "vscode-client" / "bundled").glob("requirements-*.txt"):
        for pin in re.findall(r"^([\w.-]+)==(\S+)$", file.read_text(), re.MULTILINE):
            pinned[canonicalize_name(pin[0])] = pin[1]
    project = tomllib.loads((setup.root / "pyproject.toml").read_text())["project"]
    for requirement in map(Requirement, project["dependencies"]):
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


def test_extension_and_server_have_one_version(unpacked: Path) -> None:
    assert json.loads((unpacked / "package.json").read_text())["version"] == layerhints.__version__


def test_there_is_a_parser_for_every_supported_python(unpacked: Path) -> None:
    for minor in range(10, 15):
        tag = f"cpython-3{minor}"
        assert list(unpacked.glob(f"bundled/compiled/{tag}/tree_sitter/_binding.{tag}-*.so")), tag
    assert list(unpacked.glob("bundled/compiled/abi3/tree_sitter_python/_binding.abi3.so"))


def test_the_bundled_server_reads_a_model_with_a_python_that_has_no_package(
    unpacked: Path, bare_python: Path, setup: Any, tmp_path: Path
) -> None:
    file = setup.example(tmp_path)
    start = unpacked / "bundled" / "start.py"
    done = subprocess.run(
        [bare_python / "python3", "-I", start, "hints", file], capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert setup.behind_layers(done.stdout.splitlines()) == setup.expected


def test_the_same_sources_make_the_same_package(vsix: Path, setup: Any, tmp_path: Path) -> None:
    again = tmp_path / "again.vsix"
    package = setup.root / "vscode-client" / "package.py"
    subprocess.run([sys.executable, package, "--out", again], check=True, capture_output=True, timeout=120)
    assert again.read_bytes() == vsix.read_bytes()


def test_the_lock_file_names_no_registry(setup: Any) -> None:
    lock = json.loads((setup.root / "vscode-client" / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_the_settings_are_those_that_the_server_declares(setup: Any) -> None:
    generate = setup.root / "scripts" / "generate_settings.py"
    done = subprocess.run([sys.executable, generate, "--check"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
