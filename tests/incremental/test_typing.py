"""While a line is typed letter by letter, the hints of the lines that it does not concern stay, without a problem."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session

TORCH = """\
import torch
from torch import nn
{module}

class Net(nn.Module):
    {member}
    def __init__(self, width=8):
        super().__init__()
        {made}
        self.fc = nn.Linear(4, width)
        self.head = nn.Linear(width, 2)
    {method}
    def forward(self, x):
        {used}
        h = self.fc(x)
        {done}
        return self.head(h)


net = Net()
y = net(torch.zeros(3, 4))
{behind}
"""
KERAS = """\
import keras
from keras import layers
{module}
model = keras.Sequential()
model.add(layers.Input((8, 8, 3)))
model.add(layers.Conv2D(4, 3))
{done}
model.add(layers.Flatten())
model.add(layers.Dense(5))
{behind}
"""
ANYWHERE = [
    "size: int = 3", "@register('it', 2)", "w = [i * 2 for i in (1, 2) if i]", "w = lambda a, b=(1, 2): (a, b)",
    "print('(', f\"{1 + 2:>4}\")", "assert 1 < 2, 'no (such'", "w, z = (1, [2, {'a': 3}])", "w = {'a': (1, 2), **{}}",
    "if 1 > 2: pass", "for i in range(3): pass", "with open('a') as f: pass", "w = 3 if 1 > 2 else -4",
    "'''prose (it's'''",
]  # fmt: skip
LINES = [
    *((TORCH, "module", line) for line in (
        *ANYWHERE, "import torch.nn.functional as F", "from torch import nn, optim", "torch.manual_seed(0)",
        "from torch.nn import (Linear, ReLU)", "def other(a, *b, c=(1, 2)): return a", "class Other(nn.Module): pass",
    )),
    *((TORCH, "member", line) for line in ("width: int = 3", "def size(self): return self.fc")),
    *((TORCH, "made", line) for line in (*ANYWHERE, "self.act = nn.ReLU()", "self.sizes[0] = (1, 2)", "w += [1]")),
    *((TORCH, "method", line) for line in ("@torch.no_grad()", "def size(self, a=1): return self.fc")),
    *((TORCH, "used", line) for line in (
        *ANYWHERE, "a, b = x.chunk(2, 1)", "print(x.shape, self.fc)", "self.fc.weight.data[0] = 2",
    )),
    *((TORCH, "done", line) for line in ("a, *b = torch.split(h, [4, 4], dim=1)", "self.seen = lambda t: self.fc(t)")),
    *((TORCH, "behind", line) for line in ("net.eval().apply(print)", "print(net.fc.weight[0, 1].item())")),
    *((KERAS, "module", line) for line in ("from keras.layers import Dense, Conv2D", "keras.utils.set_random_seed(1)")),
    *((KERAS, "done", line) for line in (*ANYWHERE, "model.layers[0].trainable = False", "layers.Dense(3).build(4)")),
    *((KERAS, "behind", line) for line in (
        "model.compile(optimizer='adam', loss=['mse'])", "model.fit(x, y, epochs=3)", "print(model.layers[0].name[1:])",
    )),
]  # fmt: skip


def texts(program: str, place: str, line: str) -> list[tuple[str, int]]:
    """What stands there after each letter, without brackets that are closed at once and with them; and in which row."""
    row = program[: program.index(f"{{{place}}}")].count("\n")
    found = []
    for closes in (False, True):
        for end in range(len(line) + 1):
            typed = line[:end]
            closing = [{"(": ")", "[": "]", "{": "}"}[sign] for sign in open_brackets(typed)] if closes else []
            parts = dict.fromkeys(("module", "member", "made", "method", "used", "done", "behind"), "")
            parts[place] = typed + "".join(reversed(closing))
            found.append((program.format_map(parts), row))
    return found


def open_brackets(typed: str) -> list[str]:
    """The brackets that are open where somebody types, unless that is inside of a string."""
    found: list[str] = []
    quote = ""
    for sign in typed:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            found.append(sign)
        elif sign in ")]}":
            found.pop()
    return [] if quote else found


@pytest.mark.parametrize(("program", "place", "line"), LINES, ids=[f"{place}: {line}" for _, place, line in LINES])
def test_what_a_line_does_not_concern_stays_while_it_is_typed(program: str, place: str, line: str) -> None:
    session = Session()
    (first, row), *following = texts(program, place, line)
    before = [hint for hint in session.shows(first) if hint[0] != row]
    for text, _ in following:
        assert [hint for hint in session.shows(text) if hint[0] != row] == before, text.split("\n")[row]
        problems = [problem for problem in session.problems() if problem[0] != row]
        assert problems == [], text.split("\n")[row]
    assert session.says(text) == Session().says(text)
