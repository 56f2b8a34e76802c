"""What a PyTorch user gets at the terminal. Numbers come from real torchvision (the truth of tests/torch_corpus) and
from the arithmetic that stands beside them.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.torch_corpus.check import differences

from .conftest import Run

NET = """\
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return x + torch.relu(self.conv(x))


class Net(nn.Module):
    def __init__(self, width=8, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(Block(width), Block(width))
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))
"""
BROKEN = NET.replace("nn.Linear(width, classes)", "nn.Linear(16, classes)") + "\n\ny = Net()(torch.zeros(1, 3, 8, 8))\n"

FUSED = """\
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.b = nn.Linear(3, 3, bias=False)

    def forward(self, x):
        return self.a(x) + self.b(x)

    def fuse(self):
        del self.b
        self.c = nn.Linear(4, 4)

    def freeze(self):
        for parameter in self.parameters():
            parameter.requires_grad = False
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    (tmp_path / "broken.py").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def table(text: str) -> list[tuple[str, ...]]:
    """The rows of the summary's table, without its head."""
    rows = [line for line in text.splitlines() if line.startswith("│")]
    return [tuple(cell.rstrip() for cell in row.strip("│").replace("│ ", "│").split("│")) for row in rows]


STEM, BLOCK, HEAD = 3 * 3 * 3 * 8 + 8, 3 * 3 * 8 * 8 + 8, 8 * 10 + 10


def test_the_tree_of_a_class_on_an_input(run: Run, folder: Path) -> None:
    answer = run("summary", "net.py::Net", "--input", "2,3,32,32")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Net (class, line 14)\n")
    assert [row[:4] for row in table(answer.stdout)] == [
        (" Net", "(2, 3, 32, 32)", "(2, 10)", ""),
        ("   stem (Conv2d)", "(2, 3, 32, 32)", "(2, 8, 16, 16)", f"       {STEM}"),
        ("   blocks (Sequential)", "(2, 8, 16, 16)", "(2, 8, 16, 16)", ""),
        ("     0 (Block)", "(2, 8, 16, 16)", "(2, 8, 16, 16)", ""),
        ("       conv (Conv2d)", "(2, 8, 16, 16)", "(2, 8, 16, 16)", f"       {BLOCK}"),
        ("     1 (Block)", "(2, 8, 16, 16)", "(2, 8, 16, 16)", ""),
        ("       conv (Conv2d)", "(2, 8, 16, 16)", "(2, 8, 16, 16)", f"       {BLOCK}"),
        ("   head (Linear)", "(2, 8)", "(2, 10)", f"        {HEAD}"),
    ]
    total = STEM + 2 * BLOCK + HEAD
    macs = (3 * 3 * 3 * 8 + 2 * 3 * 3 * 8 * 8) * 16 * 16 + 8 * 10
    results = 3 * 2 * 8 * 16 * 16 + 2 * 10
    assert answer.stdout.splitlines()[-8:] == [
        f"total parameters:         {total:,}",
        f"trainable parameters:     {total:,}",
        "non-trainable parameters: 0",
        f"MACs for one sample:      {macs:,}",
        f"input:                    {2 * 3 * 32 * 32 * 4 / 1e6:.2f} MB as float32",
        f"forward pass:             {results * 4 / 1e6:.2f} MB as float32 (what the innermost modules give)",
        f"parameters:               {total * 4 / 1e6:.2f} MB as float32",
        "",
    ]


def test_a_depth_folds_what_is_deeper_into_its_module(run: Run, folder: Path) -> None:
    rows = table(run("summary", "net.py::Net", "--input", "2,3,32,32", "--depth", "1").stdout)
    assert [(row[0].strip(), row[3].strip()) for row in rows] == [
        ("Net", ""),
        ("stem (Conv2d)", str(STEM)),
        ("blocks (Sequential)", f"{2 * BLOCK:,}"),
        ("head (Linear)", str(HEAD)),
    ]
    ((name, *_, parameters, _),) = table(run("summary", "net.py::Net", "--depth", "0").stdout)
    assert (name.strip(), parameters.strip()) == ("Net", f"{STEM + 2 * BLOCK + HEAD:,}")
    wrong = run("summary", "net.py::Net", "--depth", "-1")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("layerhints summary: argument --depth: `-1` is not a number of levels\n")


def test_no_line_of_a_wide_tree_is_broken(run: Run, folder: Path) -> None:
    long = NET.replace("blocks", "the_blocks_of_the_middle_of_this_network").replace("Block", "BlockOfThisNetwork")
    (folder / "long.py").write_text(long, encoding="utf-8")
    rows = table(run("summary", "long.py::Net", "--input", "2,3,2048,2048").stdout)
    assert len(rows) == 8
    assert all(row[0].strip() for row in rows)


def test_json_lists_the_leaves_by_their_paths(run: Run, folder: Path) -> None:
    answer = run("summary", "net.py::Net", "--input", "2,3,32,32", "--arg", "classes=7", "--format", "json")
    (model,) = json.loads(answer.stdout)["models"]
    assert model["inputs"] == [{"name": "x", "shape": [2, 3, 32, 32], "source": "override"}]
    assert (model["framework"], model["kind"], model["line"], model["output"]) == ("torch", "class", 14, [2, 7])
    leaves = [(row["path"], row["type"], row["line"], row["outputs"], row["params"]) for row in model["layers"]]
    image = [[2, 8, 16, 16]]
    convolution, linear = "torch.nn.modules.conv.Conv2d", "torch.nn.modules.linear.Linear"
    assert leaves == [
        ("stem", convolution, 17, image, STEM),
        ("blocks.0.conv", convolution, 8, image, BLOCK),
        ("blocks.1.conv", convolution, 8, image, BLOCK),
        ("head", linear, 19, [[2, 7]], 8 * 7 + 7),
    ]


def test_without_an_input_sizes_keep_their_names(run: Run, folder: Path) -> None:
    rows = table(run("summary", "net.py::Net").stdout)
    assert rows[1][1:3] == ("(N, 3, H, W)", "(N, 8, (H+1)//2, (W+1)//2)")
    named = table(run("summary", "net.py::Net", "--input", "x=B,3,64,64").stdout)
    assert named[1][1:3] == ("(B, 3, 64, 64)", "(B, 8, 32, 32)")


def test_long_formulas_do_not_blow_the_table_up(run: Run, folder: Path) -> None:
    text = NET.replace("self.blocks(self.stem(x))", "self.blocks(grown(self.stem(x)))") + (
        "\n\ndef grown(x):\n    for n in range(3, 6):\n"
        "        x = torch.cat([x, x[..., : x.shape[3] // n]], 3)\n    return x\n"
    )
    (folder / "grown.py").write_text(text, encoding="utf-8")
    rows = table(run("summary", "grown.py::Net").stdout)
    assert any(cell.endswith("…") for row in rows for cell in row)
    assert max(len(cell) for row in rows for cell in row) <= 80


def test_a_class_that_asks_for_sizes_has_formulas_in_them(run: Run, folder: Path) -> None:
    rows = table(run("summary", "net.py::Block").stdout)
    assert rows[1][1:3] == ("(N, width, H, W)", "(N, width, H, W)")
    assert rows[1][3].strip() == "9·width²+width"
    given = table(run("summary", "net.py::Block", "--arg", "width=8").stdout)
    assert given[1][3].strip() == str(BLOCK)


def test_what_methods_do_to_a_model_that_nothing_calls_is_not_in_its_summary(run: Run, folder: Path) -> None:
    (folder / "fused.py").write_text(FUSED, encoding="utf-8")
    (model,) = json.loads(run("summary", "fused.py", "--format", "json").stdout)["models"]
    assert [layer["path"] for layer in model["layers"]] == ["a", "b"]
    assert model["params"] == {"total": 21, "trainable": 21, "non_trainable": 0}



@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (["image=2,3,32,32"], "unexpected keyword argument 'image'"),
        (["2,3,32,32", "5"], "takes 2 positional arguments"),
    ],
)
def test_inputs_that_the_model_does_not_take(run: Run, folder: Path, inputs: list[str], said: str) -> None:
    answer = run("summary", "net.py::Net", *(word for each in inputs for word in ("--input", each)))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("layerhints: `Net` cannot be applied to these inputs: it raises TypeError: ")
    assert said in answer.stderr


def test_a_model_that_fails_on_the_way_shows_how_far_it_comes(run: Run, folder: Path) -> None:
    failing = NET.replace(
        "        return self.head(", "        self.stem(x)\n        raise ValueError('no')\n        return self.head("
    )
    (folder / "failing.py").write_text(failing, encoding="utf-8")
    answer = run("summary", "failing.py::Net", "--input", "2,3,32,32")
    assert answer.returncode == 0
    rows = {row[0].strip(): row for row in table(answer.stdout)}
    assert rows["stem (Conv2d)"][2] == "(2, 8, 16, 16)"
    assert rows["head (Linear)"][1:5] == ("", "", f"        {HEAD}", "")
    assert "not known: it raises ValueError: no\n" in answer.stdout


FORWARD = "    def forward(self, x):"
WRITTEN = {
    "inferred": FORWARD,
    "override": f"{FORWARD}  # (B, 3, 32, 32)\n        # layerhints: x = (4, 3, 8, 8)",
    "comment": f"{FORWARD}  # (B, 3, 32, 32)",
    "annotation": "    def forward(self, x: Float[Tensor, 'b 3 h w']):",
}


@pytest.mark.parametrize("source", WRITTEN)
def test_where_the_shape_of_an_input_comes_from(run: Run, folder: Path, source: str) -> None:
    before, _, behind = NET.rpartition(FORWARD)
    text = f"from jaxtyping import Float\nfrom torch import Tensor\n{before}{WRITTEN[source]}{behind}"
    (folder / "written.py").write_text(text, encoding="utf-8")
    (model,) = json.loads(run("summary", "written.py::Net", "--format", "json").stdout)["models"]
    assert [(each["name"], each["source"]) for each in model["inputs"]] == [("x", source)]


def test_the_calls_of_a_program_say_what_goes_in(run: Run, folder: Path) -> None:
    (folder / "called.py").write_text(NET + "\n\nnet = Net()\ny = net(torch.zeros(1, 3, 4, 4))\n", encoding="utf-8")
    (model,) = json.loads(run("summary", "called.py", "--format", "json").stdout)["models"]
    assert model["inputs"] == [{"name": "x", "shape": [1, 3, 4, 4], "source": "call"}]


def test_an_input_that_is_asked_for_replaces_what_the_file_does(run: Run, folder: Path) -> None:
    called = NET + "\n\nnet = Net()\nfor _ in range(3):\n    y = net(torch.zeros(1, 3, 8, 8))\n"
    (folder / "called.py").write_text(called, encoding="utf-8")
    asked = run("summary", "called.py::net", "--input", "2,3,32,32").stdout
    assert table(asked) == table(run("summary", "net.py::Net", "--input", "2,3,32,32").stdout)


def test_resnet50_from_the_source_that_is_installed(run: Run) -> None:
    models = json.loads(gzip.decompress(TRUTH.read_bytes()))["models"]
    truth: dict[str, Any] = next(model for model in models if model["name"] == "resnet50")
    (shape,) = truth["inputs"]
    target = ["torchvision.models.resnet::resnet50", "--input", ",".join(map(str, shape)), "--python", sys.prefix]
    answer = run("summary", *target, "--format", "json")
    (found,) = json.loads(answer.stdout)["models"]
    assert differences(truth, found) == []
    # The tree has the same leaves: joined, the names on the way down are the paths that torch gives.
    path: list[str] = []
    leaves: dict[str, tuple[str, str, str]] = {}
    for name, _, outputs, parameters, _ in table(run("summary", *target).stdout)[1:]:
        if not name.strip():
            continue
        level = (len(name) - len(name.lstrip())) // 2
        path[level - 1 :] = [name.split()[0]]
        leaves[".".join(path)] = (re.findall(r"\((\w+)\)", name)[0], outputs, parameters.strip())
    for layer in truth["layers"]:
        kind, outputs, parameters = leaves[layer["path"]]
        assert kind == layer["type"].rpartition(".")[2]
        assert outputs == str(tuple(layer["outputs"][0]))
        assert parameters == f"{layer['params']:,}"


TRUTH = Path(__file__).resolve().parents[1] / "torch_corpus" / "torchvision.json.gz"


def test_a_shape_that_does_not_fit_fails_the_check(run: Run, folder: Path) -> None:
    answer = run("check", "broken.py")
    assert answer.returncode == 1
    row = BROKEN.splitlines().index("        return self.head(self.blocks(self.stem(x)).mean((2, 3)))") + 1
    assert answer.stdout.startswith(f"broken.py:{row}:26: [wrong-features] the last axis of (1, 8) has 8 features")
    assert answer.stdout.count("\n") == 1
    assert run("check", "net.py").returncode == 0
    assert run("check", ".").returncode == 1
    assert run("check", "nowhere.py").returncode == 2


SCRIPT = (
    NET
    + """

def main(loader):
    model = Net()
    for image in loader:
        y = model(image)


if __name__ == "__main__":
    import data

    main(data.loader)
"""
)


def test_a_model_that_a_script_makes_in_a_function(run: Run, folder: Path) -> None:
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    answer = run("summary", "script.py")
    assert answer.stdout.startswith("Net (class, line 14)\n")
    assert table(answer.stdout) == table(run("summary", "net.py::Net").stdout)


def test_a_model_that_is_called_in_a_loop_of_unknown_length(run: Run, folder: Path) -> None:
    looped = NET + "\n\nfrom data import loader\n\nnet = Net()\nfor image in loader:\n    y = net(image)\n"
    (folder / "looped.py").write_text(looped, encoding="utf-8")
    assert table(run("summary", "looped.py").stdout) == table(run("summary", "net.py::Net").stdout)


def test_a_class_of_the_library_itself_has_a_summary(run: Run) -> None:
    made = "--arg", "in_features=3", "--arg", "out_features=4"
    answer = run("summary", "torch.nn::Linear", *made, "--input", "2,3", "--python", sys.executable)
    assert "total parameters:         16\n" in answer.stdout  # (3 + 1)·4
    assert "(2, 4)" in answer.stdout
    half = run("summary", "torch.nn::Linear", "--arg", "in_features=3", "--python", sys.executable)
    assert "not known: `Linear` needs the argument `out_features`" in half.stdout
    misspelt = run("summary", "torch.nn::Linaer", "--python", sys.executable)
    assert (misspelt.returncode, misspelt.stderr) == (2, "layerhints: there is no `Linaer` in torch.nn\n")
