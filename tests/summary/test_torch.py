"""The tree of a PyTorch model, judged by real PyTorch: hooks see what goes in and comes out, its counter of operations
sees two for each multiplication.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from layerhints.ide.summary.as_json import as_json
from layerhints.ide.summary.as_text import as_text
from layerhints.project.project import Project
from layerhints.project.text import Text

pytestmark = pytest.mark.oracle

HEAD = "import torch\nfrom torch import nn\n\n"

RESIDUAL = """
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(x + self.act(self.norm(self.conv(x))))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3, 1, 1))
        self.stem = nn.Conv2d(3, 16, 4, stride=4)
        self.blocks = nn.Sequential(Block(16), Block(16))
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = self.blocks(self.stem(x * self.scale))
        return self.head(x.mean((2, 3)))


model = Net()
y = model(torch.zeros(2, 3, 32, 32))
"""

TIED = """
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Linear(50, 8, bias=False)
        self.body = nn.Linear(8, 8)
        self.again = self.body
        self.out = nn.Linear(8, 50)
        self.back = nn.Linear(50, 8, bias=False)
        self.back.weight = self.emb.weight

    def forward(self, x):
        x = self.body(self.again(self.body(self.emb(x))))
        return self.back(self.out(x))


model = Tied()
y = model(torch.zeros(2, 7, 50))
"""

TRAINED = """
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 8))


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(self.net(x))


model = Twice()
for _ in range(5):
    y = model(torch.zeros(4, 8))
with torch.no_grad():
    y = model(torch.zeros(1, 8))
"""

UNPACKED = """
class Stack(nn.Module):
    def __init__(self, depth):
        super().__init__()
        blocks = nn.ModuleList()
        for _ in range(depth):
            blocks.append(nn.Linear(8, 8))
        self.blocks = nn.Sequential(*blocks)

    def forward(self, x):
        return self.blocks(x)


model = Stack(2)
y = model(torch.zeros(4, 8))
"""

ATTENTION = """
model = nn.MultiheadAttention(16, 4, batch_first=True)
x = torch.zeros(2, 5, 16)
y = model(x, x, x)
"""

PROGRAMS = {"residual": RESIDUAL, "tied": TIED, "trained": TRAINED, "unpacked": UNPACKED}
INPUTS = {"residual": (2, 3, 32, 32), "tied": (2, 7, 50), "trained": (4, 8), "unpacked": (4, 8)}
"""What each program sends through its model first."""


def summaries(program: str, folder: Path) -> tuple[dict[str, Any], str]:
    """The summary of `model` as JSON, and as text."""
    file = folder / "program.py"
    file.write_text(HEAD + program)
    view = Project({}).view(str(file))
    models = [model for model in view.analysis.models if model.symbol == "model"]
    answer: dict[str, Any] = as_json(view, models)["models"][0]
    return answer, as_text(view, models, 200)


def cells(text: str) -> list[list[str]]:
    """The rows of the table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def run(program: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(HEAD + program, names)
    return names


def seen(model: torch.nn.Module, x: torch.Tensor) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Each module that is called, with the first shapes of what goes in and comes out, in the order of modules."""
    calls: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def hook(module: torch.nn.Module, inputs: Any, output: Any) -> None:
        calls.setdefault(id(module), (tuple(inputs[0].shape), tuple(output.shape)))

    for module in model.modules():
        module.register_forward_hook(hook)
    model(x)
    return [(name.rpartition(".")[2], *calls[id(module)]) for name, module in model.named_modules()]


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_module_stands_once_with_the_shapes_of_its_calls(program: str, tmp_path: Path) -> None:
    names = run(PROGRAMS[program])
    rows = cells(summaries(PROGRAMS[program], tmp_path)[1])
    named = [row for row in rows if row[0]]
    shown = [(re.sub(r" .*", "", row[0]), row[1], row[2]) for row in named]
    expected = [
        (name, str(before), str(after)) for name, before, after in seen(names["model"], torch.zeros(INPUTS[program]))
    ]
    expected[0] = (names["model"]._get_name(), *expected[0][1:])
    assert shown == expected


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_parameters_of_all_lines_add_up(program: str, tmp_path: Path) -> None:
    found, text = summaries(PROGRAMS[program], tmp_path)
    total = sum(parameter.numel() for parameter in run(PROGRAMS[program])["model"].parameters())
    assert found["params"]["total"] == total
    column = [re.sub(r"\+? *[\d,]+ shared", "", row[3]).replace(",", "") for row in cells(text)]
    assert sum(int(cell) for cell in column if cell.strip()) == total


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_multiplications_of_one_call_are_those_that_torch_counts(program: str, tmp_path: Path) -> None:
    names = run(PROGRAMS[program])
    x = torch.zeros(INPUTS[program])
    with FlopCounterMode(display=False) as counter:
        names["model"](x)
    _, text = summaries(PROGRAMS[program], tmp_path)
    (line,) = [line for line in text.splitlines() if line.startswith("MACs for one sample:")]
    assert 2 * int(line.split()[-1].replace(",", "")) * len(x) == counter.get_total_flops()
    column = [row[4].replace(",", "") for row in cells(text)]
    assert 2 * sum(int(cell) for cell in column if cell) * len(x) == counter.get_total_flops()


def test_an_attention_multiplies_with_all_its_weights(tmp_path: Path) -> None:
    names = run(ATTENTION)
    x = names["x"]
    with FlopCounterMode(display=False) as counter:
        names["model"].train()(x, x, x, need_weights=True)
    scores = 2 * 2 * x.shape[1] ** 2 * x.shape[2] * x.shape[0]
    top = cells(summaries(ATTENTION, tmp_path)[1])[0]
    assert 2 * int(top[4].replace(",", "")) * len(x) == counter.get_total_flops() - scores


def test_what_is_shared_is_said_where_it_stands_again(tmp_path: Path) -> None:
    rows = {row[0]: row[3] for row in cells(summaries(TIED, tmp_path)[1])}
    assert rows["emb (Linear)"] == "400"
    assert rows["back (Linear)"] == "400 shared"
    assert rows["body (Linear), 3 calls"] == "72"
    assert "again (Linear)" not in rows


def test_the_memory_of_the_innermost_results(tmp_path: Path) -> None:
    """Megabytes are millions of bytes, as torchinfo counts them."""
    names = run(RESIDUAL)
    elements = []
    for module in names["model"].modules():
        if not list(module.children()):
            module.register_forward_hook(lambda module, inputs, output: elements.append(output.numel()))
    names["model"](torch.zeros(2, 3, 32, 32))
    text = summaries(RESIDUAL, tmp_path)[1]
    assert f"forward pass:             {sum(elements) * 4 / 1e6:.2f} MB as float32" in text
    parameters = sum(parameter.numel() for parameter in names["model"].parameters())
    assert f"parameters:               {parameters * 4 / 1e6:.2f} MB as float32" in text


CHANGED = """
model = nn.Sequential(nn.LazyLinear(4), nn.utils.weight_norm(nn.Linear(4, 3)), nn.Linear(3, 2))
model(torch.zeros(2, 5))
model[0].requires_grad_(False)
nn.utils.remove_weight_norm(model[1])
"""


def test_the_lines_say_what_the_modules_are_in_the_end(tmp_path: Path) -> None:
    real = run(CHANGED)["model"]
    found = [
        (row["path"], row["type"].rpartition(".")[2], row["params"], row["trainable"], row["outputs"])
        for row in summaries(CHANGED, tmp_path)[0]["layers"]
    ]
    assert found == [
        (
            path,
            type(module).__name__,
            sum(each.numel() for each in module.parameters()),
            sum(each.numel() for each in module.parameters() if each.requires_grad),
            [[2, module.out_features]],
        )
        for path, module in real.named_children()
    ]


def test_sizes_that_nothing_gives_are_formulas(tmp_path: Path) -> None:
    open_program = RESIDUAL[: RESIDUAL.index("model = Net()")].replace("x * self.scale", "x")
    file = tmp_path / "program.py"
    file.write_text(HEAD + open_program)
    text = as_text(Project({}).view(str(file)), None, 200)
    assert "input:                    12·H·N·W bytes as float32" in text
    assert cells(text)[0][:3] == ["Net", "(N, 3, H, W)", "(N, 10)"]


def test_a_layer_that_fails_has_no_count_of_multiplications(tmp_path: Path) -> None:
    wrong = RESIDUAL.replace("nn.Linear(16, 10)", "nn.Linear(32, 10)")
    rows = {row[0]: row for row in cells(summaries(wrong, tmp_path)[1])}
    assert rows["head (Linear)"][3:] == ["330", "?"]


EITHER = """
import os


class Net(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.wide = wide
        self.first = nn.Linear(3, 4)
        self.second = nn.Linear(3, 4)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.first(x) if self.wide else self.second(x))


model = Net(os.environ["WIDE"] == "yes")
y = model(torch.zeros(5, 3))
"""


def test_what_is_called_in_some_courses_of_events_only_is_not_known(tmp_path: Path) -> None:
    rows = {row[0]: row for row in cells(summaries(EITHER, tmp_path)[1])}
    assert rows["first (Linear)"][1:] == rows["second (Linear)"][1:] == ["?", "?", "16", "?"]
    assert rows["head (Linear)"][1:] == ["(5, 4)", "(5, 2)", "10", "8"]

LOOPED = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(6, 4)
        self.never = nn.Linear(4, 4)

    def forward(self, x):
        return self.body(self.body.weight @ x.mT).mT if x.dim() > 5 else self.body(x)


def train():
    net = Net()
    for x in loader:
        net(x)
    return net


loader = torch.utils.data.DataLoader(torch.zeros(20, 3, 6), batch_size=5)
model = train()
"""


def test_a_model_that_is_only_called_in_the_loop_over_a_loader(tmp_path: Path) -> None:
    file = tmp_path / "looped.py"
    file.write_text(HEAD.replace("import torch\n", "import torch\nimport torch.utils.data\n") + LOOPED)
    names: dict[str, Any] = {}
    exec(compile(file.read_text(), str(file), "exec"), names)
    seen: list[Any] = []
    hook = names["model"].body.register_forward_hook(lambda module, given, out: seen.append(list(out.shape)))
    names["model"](next(iter(names["loader"])))
    hook.remove()
    (model,) = as_json(Project({}).view(str(file)))["models"]
    assert [(layer["path"], layer["outputs"]) for layer in model["layers"]] == [("body", seen), ("never", [])]
    assert model["inputs"] == [{"name": "x", "shape": list(next(iter(names["loader"])).shape), "source": "data"}]


@pytest.mark.parametrize("where", ["if unheard_of():", "for _ in unheard_of():", "try:", "while unheard_of():"])
def test_a_model_that_is_perhaps_assigned_again_stands_at_one_of_the_places(where: str) -> None:
    behind = "except unheard_of:\n    pass\n" * (where == "try:")
    file = "/workspace/model.py"
    project = Project({})
    project.open(file, Text(f"{HEAD}net = nn.Linear(2, 3)\n{where}\n    net = net.to('cpu')\n{behind}"))
    [model] = as_json(project.view(file))["models"]
    assert (model["symbol"], model["params"]["total"]) == ("net", 3 * (2 + 1))
    assert model["line"] in (4, 6)
