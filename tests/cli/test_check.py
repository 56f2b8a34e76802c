"""`layerhints check` as a team has it in CI: what is checked, what it is called, and what the exit status is."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, Run, status_where_the_pipe_closes

BROKEN = "import torch\nfrom torch import nn\n\nnn.Linear(3, 4)(torch.zeros(2, 5))\n"
"""PyTorch: `mat1 and mat2 shapes cannot be multiplied (2x5 and 3x4)`, in line 4."""


def test_a_file_that_is_named_twice_is_checked_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "net.py").write_text(BROKEN, encoding="utf-8")
    answer = run("check", "models", "models/net.py", "./models/../models/net.py")
    assert answer.returncode == 1
    (line,) = answer.stdout.splitlines()
    assert line.startswith("models/net.py:4:17: [wrong-features] ")


def test_a_link_is_called_by_its_own_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "net.py").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link.py").symlink_to(tmp_path / "elsewhere" / "net.py")
    assert run("check", "here").stdout.startswith("here/link.py:4:17: ")


def test_names_are_uris_in_sarif(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my net.py").write_text(BROKEN, encoding="utf-8")
    (result,) = json.loads(run("check", "my net.py", "--format", "sarif").stdout)["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "my%20net.py", "uriBaseId": "%SRCROOT%"}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    answer = run("check", str(tmp_path / "my net.py"), "--format", "sarif", cwd=elsewhere)
    (result,) = json.loads(answer.stdout)["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": (tmp_path / "my net.py").as_uri()}


def test_a_folder_without_python_is_mentioned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = run("check", "empty")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr == "layerhints: there is no Python file in empty\n"


def test_how_much_was_checked_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "plain.py").write_text("x = 1\n", encoding="utf-8")
    assert run("check", ".").stderr == "layerhints: 1 problem in 2 files\n"
    assert run("check", "plain.py").stderr == "layerhints: no problem in 1 file\n"
    assert run("check", ".", "--format", "json").stderr == ""


@pytest.mark.parametrize(
    ("excluded", "left"),
    [
        ("third_party", ["models/net.py", "models/broken/old.py"]),
        ("third_party/", ["models/net.py", "models/broken/old.py"]),
        ("models/*.py", ["third_party/models/net.py"]),
        ("./models/broken", ["models/net.py", "third_party/models/net.py"]),
        ("**/models/net.py", ["models/broken/old.py"]),
        ("n*.py", ["models/broken/old.py"]),
        ("models/net", ["models/net.py", "models/broken/old.py", "third_party/models/net.py"]),
    ],
)
def test_files_are_left_out_of_folders(run: Run, tmp_path: Path, excluded: str, left: list[str]) -> None:
    for name in ("models/net.py", "models/broken/old.py", "third_party/models/net.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BROKEN, encoding="utf-8")
    answer = run("check", ".", "--exclude", excluded)
    assert [line.split(":")[0] for line in answer.stdout.splitlines()] == left
    (tmp_path / "pyproject.toml").write_text(f"[tool.layerhints]\ncheck.exclude = ['{excluded}']\n", encoding="utf-8")
    assert run("check", ".").stdout == answer.stdout
    assert run("check", str(tmp_path), cwd=tmp_path / "models").stdout.count("[wrong-features]") == len(left)
    assert run("check", "models/net.py", "--exclude", excluded).returncode == 1  # it was asked for by its name


def test_codes_are_ignored_by_a_team_and_by_a_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(BROKEN, encoding="utf-8")
    assert run("check", "net.py", "--ignore", "wrong-rank,wrong-features").returncode == 0
    assert run("check", "net.py", "--ignore", "wrong-rank").returncode == 1
    answer = run("check", "net.py", "--ignore", "wrong-feature")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no problem with the code `wrong-feature`. Did you mean `wrong-features`?" in answer.stderr
    settings = "[tool.layerhints]\ndiagnostics.ignore = ['wrong-features']\n"
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    assert run("check", "net.py", "--ignore", "wrong-rank").returncode == 0


def test_what_cannot_be_parsed_is_told_and_the_rest_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(f"{BROKEN}def f(:\n", encoding="utf-8")
    answer = run("check", "net.py")
    assert answer.stdout.startswith("net.py:4:17: [wrong-features] ")
    assert answer.stderr.startswith("layerhints: net.py:5: not Python 3.")
    (tmp_path / "net.py").write_text("\ufeffx = '\\d'\n", encoding="utf-8")
    assert run("check", "net.py").stderr == "layerhints: no problem in 1 file\n"


def test_a_problem_is_printed_as_soon_as_it_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(BROKEN, encoding="utf-8")
    answer = run("check", "net.py", "nowhere.py")
    assert answer.returncode == 2
    assert answer.stdout.startswith("net.py:4:17: [wrong-features] ")
    assert "there is no file nowhere.py" in answer.stderr
    for whole in ("json", "sarif"):
        assert run("check", "net.py", "nowhere.py", "--format", whole).stdout == ""


def test_problems_that_nobody_reads_count(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(BROKEN + "nn.Linear(3, 4)(torch.zeros(2, 5))\n" * 2000, encoding="utf-8")
    assert status_where_the_pipe_closes("check", str(tmp_path / "net.py")) == 1


def test_what_an_editor_does_not_show_is_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.layerhints]\ndiagnostics.enable = false\n", encoding="utf-8")
    (tmp_path / "net.py").write_text(BROKEN, encoding="utf-8")
    assert run("check", "net.py").returncode == 1


@pytest.mark.parametrize(
    ("comment", "status"),
    [
        ("# layerhints: ignore", 0),
        ("# noqa; layerhints: ignore[wrong-features]", 0),
        ("# layerhints: ignore[wrong-rank, wrong-features]", 0),
        ("# layerhints: ignore[wrong-rank]", 1),
        ("# layerhints: ignored", 1),
    ],
)
def test_a_comment_says_what_to_ignore(run: Run, tmp_path: Path, comment: str, status: int) -> None:
    (tmp_path / "net.py").write_text(f"{BROKEN.rstrip()}  {comment}\n", encoding="utf-8")
    assert run("check", "net.py").returncode == status


def test_what_a_test_expects_is_no_problem(run: Run, tmp_path: Path) -> None:
    source = "import pytest\nimport torch\nfrom torch import nn\n\n\ndef test():\n    with {}:\n        {}\n"
    call = "nn.Linear(3, 4)(torch.zeros(2, 5))"
    expected = {"pytest.raises(RuntimeError)": 0, "self.assertRaises(Error)": 0, "torch.no_grad()": 1}
    for manager, status in expected.items():
        (tmp_path / "test_net.py").write_text(source.format(manager, call), encoding="utf-8")
        assert run("check", "test_net.py").returncode == status, manager


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.layerhints\n", "pyproject.toml is not TOML"),
        ("[tool]\nlayerhints = 3\n", "is not a table"),
        ("[tool.layerhints]\nhints.maximumlength = 20\n", "hints.maximumlength`; did you mean `hints.maximumLength`?"),
        ("[tool.layerhints.hints]\nmaximumLength = 3\n", "cannot be 3: The most characters that a hint may have"),
        ("[tool.layerhints]\ndiagnostics.ignore = ['wrong-rnk']\n", "diagnostics.ignore` cannot be ['wrong-rnk']: "),
        ("[tool.layerhints]\ncheck.exclude = 'models'\n", "check.exclude` cannot be 'models': "),
        ("[tool.layerhints]\ntrace.server = 'off'\n", ""),
        ("tool = 3\n", ""),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_are_named(run: Run, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "net.py").write_text("x = 1\n", encoding="utf-8")
    answer = run("check", "net.py")
    assert answer.returncode == 0
    complaint, _, rest = answer.stderr.rpartition("layerhints: no problem in 1 file\n")
    assert (complaint.count("\n"), rest) == (1 if said else 0, "")
    assert said in complaint


def test_a_terminal_without_our_signs_shows_no_question_marks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("from torch import nn\n\nlayer = nn.Linear(3, 4)\n", encoding="utf-8")
    answer = run("hints", "net.py", PYTHONIOENCODING="ascii")
    assert answer.stdout.splitlines()[2].endswith("<<(..., 4) * 16>>")


@pytest.mark.parametrize("columns", ["20", "60", "300"])
def test_no_shape_is_broken_in_a_narrow_terminal(tmp_path: Path, columns: str) -> None:
    (tmp_path / "net.py").write_text(
        "from torch import nn\nfrom torch import zeros\n\nnetwork_with_a_name = nn.Sequential(nn.Linear(1000, 2000))\n"
        "network_with_a_name(zeros(128, 256, 1000))\n",
        encoding="utf-8",
    )
    ours, theirs = pty.openpty()
    variables = {"PYTHONPATH": str(ROOT / "server"), "COLUMNS": columns, "TERM": "xterm", "NO_COLOR": "1"}
    environment = {**os.environ, **variables}
    with subprocess.Popen(
        [sys.executable, "-m", "layerhints", "summary", "net.py"], cwd=tmp_path, env=environment, stdout=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while process.poll() is None or not shown.endswith(b"\n"):
            try:
                shown += os.read(ours, 10_000)
            except OSError:  # Linux says so that the other end is closed
                break
    os.close(ours)
    lines = shown.decode("utf-8").splitlines()
    (row,) = (line for line in lines if "0 (Linear)" in line)
    assert [cell.strip() for cell in row.strip("│ ").split("│")] == [
        "0 (Linear)", "(128, 256, 1000)", "(128, 256, 2000)", "2,002,000", "512,000,000",
    ]  # fmt: skip
