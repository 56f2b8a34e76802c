"""Methods that nothing calls, of a network that the module makes: what they show is what a fresh session shows."""

from __future__ import annotations

import random

import pytest
from tests.incremental.check import Session

HEAD = "import torch\nfrom torch import nn\n\n\n"
NET = """\
class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.width = width
        self.stem = nn.Linear(4, width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        return self.head(self.stem(x))

    def sample(self, n):
        z = torch.randn(n, self.width)
        return self.head(z)

    def features(self, x):
        return scaled(self.stem(x))


"""
SCALED = "def scaled(x):\n    return torch.relu(2 * x)\n\n\n"
USE = "def use():\n    return Net(32).sample(9)\n\n\n"
MADE = "net = Net()\n"
CALLED = "net(torch.zeros(2, 4))\n"
WHOLE = HEAD + NET + SCALED + MADE + CALLED
STATEMENTS = (
    "net.sample(5)\n",
    "net.sample(unheard_of)\n",
    "net.features(torch.zeros(7, 4))\n",
    "net.head = nn.Linear(8, 6)\n",
    "net.width = 8 + 8\n",
    "net = Net(12)\n",
    "other = Net(16)\nother(torch.zeros(3, 4))\n",
    "del net\n",
    USE,
    "# layerhints: entry point\n" + USE,
)
BODIES = (
    ("randn(n, self.width)", "randn(n, 2, self.width)"),
    ("randn(n, self.width)", "randn(n, 7)"),
    ("self.head(z)", "self.stem(z)"),
    ("self.head(self.stem(x))", "self.stem(x)"),
    ("nn.Linear(width, 3)", "nn.Linear(width, 5)"),
    ("torch.relu(2 * x)", "x.mean(-1)"),
    ("def features", "def __features__"),
    ("def sample", "def again(self, x):\n        return self.head(x)\n\n    def sample"),
)


def test_they_are_shown() -> None:
    shown = dict(Session().shows(WHOLE))
    rows = WHOLE.split("\n")
    assert shown[rows.index("        z = torch.randn(n, self.width)")] == "(n, 8)"
    assert shown[rows.index("        self.head = nn.Linear(width, 3)")] == "(2, 3) · 27"


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_comes_and_goes(statement: str) -> None:
    session = Session()
    for text in (WHOLE, WHOLE + statement, WHOLE, HEAD + NET + SCALED + MADE + statement + CALLED, WHOLE):
        session.shows(text)
        assert session.says(text) == Session().says(text)


@pytest.mark.parametrize("seed", range(12))
def test_edits_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    session = Session()
    bodies: set[tuple[str, str]] = set()
    behind: list[str] = [MADE, CALLED]
    for _ in range(14):
        if chance.random() < 0.5:
            bodies ^= {chance.choice(BODIES)}
        elif len(behind) > 2 and chance.random() < 0.5:
            behind.pop(chance.randrange(len(behind)))
        else:
            behind.insert(chance.randint(0, len(behind)), chance.choice((*STATEMENTS, MADE, CALLED)))
        text = HEAD + NET + SCALED + "".join(behind)
        for old, new in sorted(bodies):
            text = text.replace(old, new)
        if chance.random() < 0.6:
            session.shows(text)
        assert session.says(text) == Session().says(text)
