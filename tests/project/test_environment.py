"""Environments are found and read without starting a Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerhints.project.environment import Environment, find_environment, folders_above, normalized
from layerhints.project.search import find_module
from layerhints.project.world import World


def venv(folder: Path, *packages: str, configuration: str = "version = 3.11.4\n") -> Path:
    """A virtual environment as `python -m venv` lays it out; packages are `name-version`."""
    site_packages = folder / "lib" / "python3.11" / "site-packages"
    site_packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").write_text("", encoding="utf-8")
    (folder / "pyvenv.cfg").write_text(configuration, encoding="utf-8")
    for package in packages:
        (site_packages / f"{package}.dist-info").mkdir()
    return folder


def check(found: Environment | None, folder: Path) -> Environment:
    assert found is not None
    assert found.prefix == folder
    return found


def test_the_setting_comes_first_as_an_interpreter_or_a_folder(tmp_path: Path) -> None:
    chosen, active = venv(tmp_path / "chosen"), venv(tmp_path / "active")
    variables = {"VIRTUAL_ENV": str(active)}
    for setting in (chosen / "bin" / "python", chosen):
        check(find_environment(str(setting), tmp_path, (), variables), chosen)
    check(find_environment("chosen", tmp_path / "elsewhere", (tmp_path,), variables), chosen)
    check(find_environment("", tmp_path, (), variables), active)


@pytest.mark.parametrize("name", ["\0", "a\0b/bin/python", "~nobody-has-this-name/env", "\ud800", "x" * 5000])
def test_what_no_file_can_be_called_is_no_environment(name: str, tmp_path: Path) -> None:
    assert find_environment(name, tmp_path, (), {}) is None
    beside = venv(tmp_path / "project" / ".venv")
    check(find_environment("", tmp_path / "project", (tmp_path / name,), {"VIRTUAL_ENV": name}), beside)
    assert find_environment("", tmp_path / name, (), {}) is None


def test_a_folder_beside_the_file_or_above_it_is_found(tmp_path: Path) -> None:
    beside = venv(tmp_path / "project" / ".venv")
    deep = tmp_path / "project" / "package" / "models"
    deep.mkdir(parents=True)
    check(find_environment("", deep, (tmp_path / "project",), {}), beside)
    assert find_environment("", deep, (), {}) is None
    nearer = venv(deep / "venv")
    check(find_environment("", deep, (tmp_path / "project",), {}), nearer)


def test_conda_has_no_pyvenv_cfg(tmp_path: Path) -> None:
    (tmp_path / "conda" / "lib" / "python3.10" / "site-packages").mkdir(parents=True)
    check(find_environment("", tmp_path, (), {"CONDA_PREFIX": str(tmp_path / "conda")}), tmp_path / "conda")


def test_versions_are_read_from_the_names_of_folders(tmp_path: Path) -> None:
    folder = venv(tmp_path / "env", "keras-3.15.1", "tensorflow_cpu-2.15.0.post1", "ruamel.yaml-0.18")
    found = check(find_environment(str(folder), tmp_path, (), {}), folder)
    assert found.distributions == {"keras": "3.15.1", "tensorflow-cpu": "2.15.0.post1", "ruamel-yaml": "0.18"}
    assert normalized("Ruamel.YAML") == "ruamel-yaml"


def test_path_files_are_read_and_never_run(tmp_path: Path) -> None:
    folder = venv(tmp_path / "env")
    (tmp_path / "editable").mkdir()
    lines = f"import os; os.mkdir({str(tmp_path / 'ran')!r})\n# a comment\n{tmp_path / 'editable'}\nmissing\n"
    (folder / "lib" / "python3.11" / "site-packages" / "project.pth").write_text(lines, encoding="utf-8")
    found = check(find_environment(str(folder), tmp_path, (), {}), folder)
    assert str(tmp_path / "editable") in found.search_path
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("included", [True, False])
def test_system_packages_count_where_the_environment_says_so(tmp_path: Path, included: bool) -> None:
    system = venv(tmp_path / "system", "keras-2.3.1")
    (system / "pyvenv.cfg").unlink()
    configuration = f"home = {system / 'bin'}\ninclude-system-site-packages = {str(included).lower()}\n"
    folder = venv(tmp_path / "env", configuration=configuration)
    found = check(find_environment(str(folder), tmp_path, (), {}), folder)
    assert found.distributions.get("keras") == ("2.3.1" if included else None)


def test_folders_above_stop_at_the_workspace(tmp_path: Path) -> None:
    start = tmp_path / "a" / "b"
    assert folders_above(start, (tmp_path / "a",)) == (start, tmp_path / "a")
    assert folders_above(start, (tmp_path / "other",)) == (start,)


FILES = {
    "near/helpers.py",
    "near/pack/__init__.py",
    "near/pack/part.py",
    "near/both.py",
    "near/both/__init__.py",
    "far/pack/other.py",
    "far/space/inner.py",
    "near/space/outer.py",
}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("helpers", "near/helpers.py"),
        ("pack", "near/pack/__init__.py"),
        ("pack.part", "near/pack/part.py"),
        ("both", "near/both/__init__.py"),
        ("pack.other", None),
        ("space.inner", "far/space/inner.py"),
        ("space.outer", "near/space/outer.py"),
        ("space", None),
        ("missing", None),
        ("../helpers", None),
    ],
)
def test_modules_are_found_as_python_finds_them(name: str, file: str | None) -> None:
    found = find_module(name, ("near", "far"), FILES.__contains__)
    assert (found.file if found is not None else None) == file


def test_the_modules_of_a_package_find_each_other_without_a_workspace(tmp_path: Path) -> None:
    inner = tmp_path / "models" / "blocks"
    inner.mkdir(parents=True)
    for file in (inner.parent / "__init__.py", inner / "__init__.py", inner.parent / "heads.py"):
        file.write_text("", encoding="utf-8")
    world = World({})
    importer = str(inner / "net.py")
    assert world.module_name(importer) == "models.blocks.net"
    assert world.module_name(str(inner / "__init__.py")) == "models.blocks"
    found = world.find("models.heads", importer)
    assert found is not None
    assert found.file == str(inner.parent / "heads.py")
    assert world.find("tests", importer) is None


def test_machine_code_in_a_package_is_a_module(tmp_path: Path) -> None:
    package = tmp_path / "models"
    package.mkdir()
    for file in ("__init__.py", "fast.cpython-311-x86_64-linux-gnu.so", "quick.pyd", "slow.pyx", "heads.py"):
        (package / file).write_text("", encoding="utf-8")
    world = World({})
    names = ("fast", "quick", "slow", "heads", "fas")
    compiled = [name for name in names if world.is_compiled(f"models.{name}", str(package / "heads.py"))]
    assert compiled == ["fast", "quick"]
    assert not world.is_compiled("fast", str(package / "heads.py"))


def test_a_module_called_as_its_package_hides_none_of_it(tmp_path: Path) -> None:
    package = tmp_path / "flow"
    (package / "parts").mkdir(parents=True)
    for file in ("__init__.py", "flow.py", "layers.py", "parts/coupling.py"):
        (package / file).write_text("", encoding="utf-8")
    world = World({})
    for importer in ("__init__.py", "flow.py", "parts/coupling.py"):
        found = world.find("flow.layers", str(package / importer))
        assert found is not None, importer
        assert found.file == str(package / "layers.py")
    assert world.module_name(str(package / "parts" / "coupling.py")) == "flow.parts.coupling"
