"""The commands and their exit statuses. The counts of the CNN are those that "Parameters in a Convolutional Neural
Network" prints for the first layers of its CIFAR-10 model.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layerhints import __version__

from .conftest import Run, status_where_the_pipe_closes

CNN = """\
from keras.models import Sequential
from keras.layers import Activation, Conv2D, MaxPooling2D

model = Sequential()
model.add(Conv2D(32, (3, 3), padding='same', input_shape=(32, 32, 3)))
model.add(Activation('relu'))
model.add(Conv2D(32, (3, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
"""
BROKEN = CNN.replace("(2, 2)", "(40, 40)")


def test_the_version(run: Run) -> None:
    answer = run("--version")
    assert (answer.returncode, answer.stdout) == (0, f"layerhints {__version__}\n")


def test_hints_are_drawn_behind_the_lines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cnn.py").write_text(CNN, encoding="utf-8")
    answer = run("hints", "cnn.py")
    assert answer.returncode == 0
    lines = answer.stdout.splitlines()
    assert [line.partition("«")[0].rstrip() for line in lines] == CNN.splitlines()
    assert lines[6].endswith("«(None, 30, 30, 32) · 9,248»")
    assert "\x1b" not in answer.stdout


def test_the_summary_is_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cnn.py").write_text(CNN, encoding="utf-8")
    answer = run("summary", "cnn.py")
    assert answer.returncode == 0
    assert "conv2d_1 (Conv2D)" in answer.stdout
    assert "total parameters:         10,144" in answer.stdout
    assert "\x1b" not in answer.stdout


def test_the_summary_as_json_has_every_field(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cnn.py").write_text(CNN, encoding="utf-8")
    answer = run("summary", "cnn.py", "--format", "json")
    assert answer.returncode == 0
    content = json.loads(answer.stdout)
    assert content["layerhints"] == __version__
    (model,) = content["models"]
    assert model["file"] == str(tmp_path / "cnn.py")
    assert {key: model[key] for key in ("symbol", "kind", "framework", "line", "output", "params")} == {
        "symbol": "model",
        "kind": "variable",
        "framework": "keras",
        "line": 4,
        "output": [None, 15, 15, 32],
        "params": {"total": 10144, "trainable": 10144, "non_trainable": 0},
    }
    assert model["problems"] == []
    assert model["unknown"] == []
    assert [entry["shape"] for entry in model["inputs"]] == [[None, 32, 32, 3]]
    second = model["layers"][2]
    assert second == {
        "path": "conv2d_1",
        "type": second["type"],
        "line": 7,
        "file": str(tmp_path / "cnn.py"),
        "outputs": [[None, 30, 30, 32]],
        "params": 9248,
        "trainable": 9248,
        "formula": "(3·3·32 + 1)·32",
        "macs": 9216 * 30 * 30,
    }
    assert second["type"].endswith("Conv2D")


BUILDER = """\
from keras import Input, Model
from keras.layers import Dense

def build(classes=10):
    inputs = Input((20,))
    return Model(inputs, Dense(classes)(inputs))
"""


def test_a_symbol_with_an_argument_in_place_of_its_default(run: Run, tmp_path: Path) -> None:
    (tmp_path / "builder.py").write_text(BUILDER, encoding="utf-8")
    answer = run("summary", "builder.py::build", "--arg", "classes=7", "--format", "json")
    (model,) = json.loads(answer.stdout)["models"]
    assert (model["kind"], model["output"], model["params"]["total"]) == ("function", [None, 7], (20 + 1) * 7)


def test_a_module_that_is_installed(run: Run, tmp_path: Path) -> None:
    packages = tmp_path / "env" / "lib" / "python3.11" / "site-packages" / "zoo"
    packages.mkdir(parents=True)
    (packages / "__init__.py").write_text("", encoding="utf-8")
    (packages / "small.py").write_text(BUILDER, encoding="utf-8")
    (tmp_path / "env" / "pyvenv.cfg").write_text("version = 3.11.0\n", encoding="utf-8")
    answer = run("summary", "zoo.small::build", "--python", "env", "--format", "json")
    assert answer.returncode == 0, answer.stderr
    (model,) = json.loads(answer.stdout)["models"]
    assert model["file"] == str(packages / "small.py")
    assert model["params"]["total"] == (20 + 1) * 10


@pytest.mark.parametrize("format", ["text", "json", "github", "sarif"])
def test_check_finds_a_problem_at_its_argument(run: Run, tmp_path: Path, format: str) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "broken.py").write_text(BROKEN, encoding="utf-8")
    (folder / "clean.py").write_text(CNN, encoding="utf-8")
    answer = run("check", "models", "--format", format)
    assert answer.returncode == 1, answer.stderr
    column = BROKEN.splitlines()[8].index("(40") + 1
    match format:
        case "text":
            assert answer.stdout.startswith(f"models/broken.py:9:{column}: [window-too-large] ")
            assert answer.stdout.count("\n") == 1
        case "json":
            (problem,) = json.loads(answer.stdout)["problems"]
            assert (problem["file"], problem["line"], problem["column"]) == ("models/broken.py", 9, column)
        case "github":
            place = f"file=models/broken.py,line=9,col={column}"
            assert answer.stdout.startswith(f"::error {place},title=window-too-large::")
        case "sarif":
            (found,) = json.loads(answer.stdout)["runs"][0]["results"]
            region = found["locations"][0]["physicalLocation"]["region"]
            assert (found["ruleId"], region["startLine"], region["startColumn"]) == ("window-too-large", 9, column)


def test_check_of_a_clean_file_reports_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cnn.py").write_text(CNN, encoding="utf-8")
    answer = run("check", "cnn.py")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr == "layerhints: no problem in 1 file\n"


def test_a_file_of_a_folder_that_cannot_be_read_is_mentioned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "binary.py").write_bytes(b"\0")
    (tmp_path / "cnn.py").write_text(CNN, encoding="utf-8")
    answer = run("check", ".")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr.startswith("layerhints: binary.py cannot be read: the file is binary")
    assert answer.stderr.splitlines()[1:] == ["layerhints: no problem in 1 file"]
    assert run("check", "binary.py").returncode == 2


def test_a_code_is_explained(run: Run) -> None:
    answer = run("explain", "window-too-large")
    assert answer.returncode == 0
    assert answer.stdout.startswith("window-too-large: ")
    assert run("explain", "window-to-large").stderr.endswith("did you mean `window-too-large`?\n")


def test_a_pipe_that_closes_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cnn.py").write_text(CNN + "x = 1\n" * 50_000, encoding="utf-8")
    assert status_where_the_pipe_closes("hints", str(tmp_path / "cnn.py")) == 0
