"""What is found of layers that a module makes and does not use is what a fresh session finds."""

from __future__ import annotations

import random

import pytest
from tests.incremental.check import Session, fresh

from layerhints.interp.steps import group

HEAD = "import torch\nfrom torch import nn\n\n\n"
UNUSED = HEAD + """\
def pooled(x):
    return x.mean((2, 3))


class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3)
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        return self.head(pooled(self.stem(x)))


net = Net()
other = Net(16)
"""


@pytest.mark.parametrize("body", ["x.mean(1)", "x.flatten(2)", "None.mean", "unheard_of(x)", "x.mean((2, 3))[:4]"])
def test_a_function_that_only_an_unused_model_calls_gets_another_body(body: str) -> None:
    session = Session()
    for text in (UNUSED, UNUSED.replace("x.mean((2, 3))", body), UNUSED):
        session.shows(text)
        assert session.says(text) == Session().says(text)


def test_uses_are_in_the_order_of_the_file() -> None:
    session = Session()
    session.shows(UNUSED)
    for text in (UNUSED + "net(torch.zeros(1, 3, 8, 8))\n", UNUSED, UNUSED.replace("Net()", "Net(4)"), UNUSED):
        assert session.says(text) == Session().says(text)
        lines = text.split("\n")
        lines[-3:-1] = reversed(lines[-3:-1])
        swapped = "\n".join(lines)
        assert session.says(swapped) == Session().says(swapped)


TRAINED = HEAD + """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(3, 5)

    def forward(self, x):
        return self.head(x)


data = [torch.zeros(2, 3)]
net = Net()
loss = nn.CrossEntropyLoss()
width = 3
for epoch in range(9):
    net.train()
    for x in data:
        loss(x, x)
"""
EDITS = [
    ("3, 5", "3, {}"), ("data = [", "data = [{}, "), ("net = Net()", "net = Net(); q = {}"), ("range(9)", "range({})"),
    ("Loss()", "Loss({})"), ("width", "w{}"),
]  # fmt: skip


def test_after_many_edits_nothing_is_left_of_groups_that_are_gone() -> None:
    session, chance = Session(), random.Random(2)
    session.shows(TRAINED)
    for number in range(90):
        old, new = chance.choice(EDITS)
        text = TRAINED.replace(old, new.format(number))
        text = text if number % 7 else text.replace("class Net(nn.Module)", "Module)")
        shown = session.shows(text)
        program = session.program()
        assert program._unused.ends.keys() <= {group(step) for step in program._course.steps if step.made}
    assert shown == fresh(text)
