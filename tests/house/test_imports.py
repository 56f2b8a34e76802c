"""The layers of the house: the contracts of pyproject.toml hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_imports_point_down_the_house() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "server"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout


def imported_by(*arguments: str, python: str = "") -> set[str]:
    """The top-level modules that a run of Python imports."""
    command = [sys.executable, "-X", "importtime", *(("-c", python) if python else ("-m", "layerhints", *arguments))]
    run = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT / "server")}, capture_output=True, text=True, check=True
    )
    lines = [line for line in run.stderr.splitlines() if line.startswith("import time:")]
    assert lines
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


FRAMEWORKS = {"keras", "tensorflow", "torch", "jax", "numpy"}


def test_the_version_costs_nothing() -> None:
    imported = imported_by("--version")
    assert not imported & {"pygls", "lsprotocol", "rich", "tree_sitter", "asyncio", *FRAMEWORKS}


def test_analysing_a_keras_file_imports_no_framework() -> None:
    imported = imported_by("hints", str(ROOT / "examples" / "cifar10_cnn.py"))
    assert "tree_sitter" in imported
    assert not imported & {"pygls", "lsprotocol", "rich", *FRAMEWORKS}


def test_initialize_is_answered_before_the_analysis_is_imported() -> None:
    program = "from layerhints.lsp.handlers import create_server; create_server()"
    imported = imported_by(python=f"{program}; import sys; assert 'layerhints.interp' not in sys.modules")
    assert "pygls" in imported
    assert not imported & {"tree_sitter", "rich", *FRAMEWORKS}


def test_answers_import_nothing_that_only_a_terminal_needs() -> None:
    imported = imported_by(python="import layerhints.lsp.answers, layerhints.lsp.hovers")
    assert not imported & {"rich", "argparse", "tomllib", "tomli", *FRAMEWORKS}


def test_a_program_without_keras_needs_none_of_its_rules(tmp_path: Path) -> None:
    file = tmp_path / "model.py"
    file.write_text("from torch import nn\nmodel = nn.Linear(3, 4)\nundefined\n", encoding="utf-8")
    program = f"import sys; from layerhints.cli import main; main(['hints', {str(file)!r}])"
    imported_by(python=f"{program}; assert 'layerhints.libraries.torch.modules' in sys.modules")
    imported_by(python=f"{program}; assert 'layerhints.libraries.keras.modules' not in sys.modules")
