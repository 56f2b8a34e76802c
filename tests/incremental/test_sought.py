"""Who is asked about a layer that the module makes and does not use: only what may read a name that leads to it."""

from __future__ import annotations

import pytest
from tests.incremental.check import FILE, Session, fresh

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Position, Range, Text

MODULE = """\
from torch import nn

for turn in range({turns}):
    {made}


def build(sizes):
    {body}
"""
MADE = "layer = nn.Linear(64, 10)"
LOCAL = "return [layer for layer in map(nn.ReLU, sizes)]"
READS = "return layer(torch.rand(3, 64))"


def text(made: str = MADE, body: str = LOCAL, turns: str = "1") -> str:
    return MODULE.format(made=made, body=body, turns=turns).replace("from torch", "import torch\nfrom torch")


def asked(typed: str, body: str) -> int:
    """How many entry points are run to show what is made in the loop."""
    session = Session()
    session.shows(text(typed, body), 3, 5)
    return session.counters()["entry_points_run"]


@pytest.mark.parametrize(
    "body",
    [
        LOCAL,
        "layer = sizes\n    return layer",
        "def layer(x): return x\n    return layer(sizes)",
        "return (lambda layer: layer)(sizes)",
        "import math as layer\n    return layer",
    ],
)
def test_a_name_of_a_functions_own_leads_to_nothing_of_the_module(body: str) -> None:
    assert asked(MADE, body) == 0


@pytest.mark.parametrize(
    "body",
    [
        READS,
        "global layer\n    layer = nn.ReLU()",
        "return [layer for _ in sizes]",
        "layer = 1\n    def inner(): global layer; return layer\n    return inner",
        "class Held:\n        layer = layer\n    return Held",
        "return layer(",
    ],
)
def test_a_name_of_the_modules_leads_to_what_it_holds(body: str) -> None:
    assert asked(MADE, body) == 1


@pytest.mark.parametrize("made", ["layer = 3; nn.Linear(64, 10)", "layer = turn; nn.ReLU()", "layer = 'a'; nn.ReLU()"])
def test_what_leads_to_no_layer_is_not_asked_about(made: str) -> None:
    assert asked(made, READS) == 0


def test_the_shape_comes_and_goes_as_a_body_reads_the_modules_layer_or_one_of_its_own() -> None:
    session = Session()
    own = "layer = nn.ReLU()\n    " + READS
    for body in (LOCAL, READS, own, READS, LOCAL):
        shown = session.shows(text(body=body))
        assert shown == fresh(text(body=body))
        assert any("(3, 10)" in label for _, label in shown) == (body == READS)


def test_a_class_from_elsewhere_that_gets_a_name_changes_nothing_for_others() -> None:
    session = Session()
    session.shows(text("layer = nn"))
    before = session.counters()
    session.shows(text("layer = nn.Linear"))
    after = session.counters()
    assert after["entry_points_run"] == before["entry_points_run"]
    assert after["drawings_run"] - before["drawings_run"] <= 1




WRAPPED = """\
from torch import nn
from workspace_tools import logged


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, 10)

    def forward(self, x):
        return self.layer(x)


@logged
def build(width):
    return Net(width)


def main():
    return build(32)
"""
TOOLS = "def logged(function):\n    def wrapper(*given):\n        return function(*given)\n    return wrapper\n"


def test_what_a_decorator_from_elsewhere_made_of_a_function_leads_to_what_that_mentions() -> None:
    project = Project({})
    project.open("/workspace/workspace_tools.py", Text(TOOLS))
    project.open(FILE, Text(WRAPPED))
    where = Range(Position(4, 0), Position(11, 0))
    assert "(…, 10) · 330" in [hint.label for hint in hints(project.view(FILE), where)]  # (32 + 1)·10
