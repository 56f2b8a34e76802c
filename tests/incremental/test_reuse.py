"""Calls that are done once more instead of being run: nobody can tell, but from the counters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.incremental.check import Session, rehearsals
from tests.incremental.picture import Picture

from layerhints.interp import rehearsal, reuse, track

if TYPE_CHECKING:
    from layerhints.values.facts import Fact

ROUNDS = 5
"""A call is seen, kept, and done once more: three runs show what reuse does, and the next what it left behind."""

HEAD = """\
import copy

import torch
from torch import nn

"""
BLOCK = """\
class Block(nn.Module):
    def __init__(self, width, act=nn.ReLU):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.inner = nn.Linear(width, 4 * width)
        self.act = act()
        self.outer = nn.Linear(4 * width, width)

    def forward(self, x):
        return x + self.outer(self.act(self.inner(self.norm(x))))


"""
PROGRAMS = {
    "equal blocks": BLOCK
    + """\
class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


def build():
    edited = {number}
    return Net(16, 4)(torch.zeros(2, 16))
""",
    "inputs that are learned": BLOCK
    + """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        edited = {number}
        self.blocks = nn.Sequential(Block(8), Block(8), Block(8))

    def forward(self, x):
        x = x.view(-1, 8)
        n, f = x.shape
        return self.blocks(x).reshape(n, 2, f // 2)
""",
    "a count that all calls share": """\
class Numbered(nn.Module):
    made = 0
    names = []

    def __init__(self):
        super().__init__()
        Numbered.made += 1
        self.names.append(f'layer {{Numbered.made}}')
        self.layer = nn.Linear(Numbered.made, 2 + len(self.names))


def build():
    edited = {number}
    return nn.Sequential(*[Numbered().layer for _ in range(3)])
""",
    "one thing or two": """\
def tie(first, second):
    first.weight = second.weight
    return [first, second]


def add(items, more):
    items.append(more)
    return items


def build():
    edited = {number}
    shared = tie(nn.Linear(4, 4), nn.Linear(4, 4))
    one = nn.Linear(4, 4)
    same = tie(one, one)
    mine, yours = [], []
    add(mine, one)
    add(mine, shared[0])
    add(yours, add(yours, shared[1])[0])
    return nn.Sequential(*shared, *same, *mine, *yours)
""",
    "keys in their order": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.second = nn.Linear(4, 5)

    def forward(self, x):
        for child in self.children():
            x = child(x)
        return x


def swap(net, width):
    del net.first
    net.first = nn.Linear(5, width)
    net.extra = nn.Linear(width, 3)
    return net


def build():
    edited = {number}
    return [swap(Net(), 6)(torch.zeros(1, 4)), swap(Net(), 7)(torch.zeros(2, 4)), swap(Net(), 6)(torch.zeros(3, 4))]
""",
    "arguments that are changed": """\
def layer(config, made):
    width = config.pop('width')
    config['width'] = width + config.get('more', 0)
    made[len(made)] = width
    return nn.Linear(width, config['width'])


def build():
    edited = {number}
    config, made = dict(width=4, more=3), {{}}
    layers = [layer(config, made) for _ in range(3)]
    again = layer(dict(width=4, more=3), {{}})
    return nn.Sequential(*layers), again, nn.Linear(len(made), sum(made.values()))
""",
    "frozen weights": BLOCK
    + """\
def freeze(module, but=''):
    for name, parameter in module.named_parameters():
        parameter.requires_grad = bool(but) and but in name
    return module


def build():
    edited = {number}
    first, second = freeze(Block(8)), freeze(Block(8), 'inner')
    third = copy.deepcopy(first)
    return nn.Sequential(first, second, third, Block(8))(torch.zeros(1, 8))
""",
    "mistakes": """\
def pair(inner, outer):
    return nn.Sequential(nn.Linear(8, inner), nn.Linear(outer, 8))


def checked(width):
    if width > 10:
        raise ValueError('too wide')
    return pair(width, width)


def build():
    edited = {number}
    wrong = pair(9, 7)(torch.zeros(1, 8))
    wrong = pair(9, 7)(torch.zeros(1, 8))
    try:
        return checked(4), checked(40)
    except ValueError:
        return pair(5, 5)(torch.zeros(2, 8))
""",
    "functions as values": """\
def apply(function, x, times=2):
    for _ in range(times):
        x = function(x)
    return x


def twice(layer):
    def both(x):
        return layer(layer(x))

    return both


def build():
    edited = {number}
    layer = nn.Linear(3, 3)
    items = iter([nn.Linear(3, 4), nn.Linear(4, 5)])
    x = apply(twice(layer), torch.zeros(1, 3))
    x = apply(lambda value: next(items)(value), x)
    return apply(torch.relu, x)
""",
    "tensors that change": """\
def widen(x, by):
    x.unsqueeze_(0)
    x.data = torch.zeros(2, by)
    return x


def scaled(module, x):
    module.scale = x.shape[-1]
    module.register_buffer('seen', x)
    return nn.Linear(module.scale, module.seen.shape[0])


def build(flag):
    edited = {number}
    x = widen(torch.zeros(3), 5)
    y = widen(torch.zeros(3), 6 if flag else 7)
    return scaled(nn.Identity(), x), scaled(nn.Identity(), x.to(x.device)), scaled(nn.Identity(), y)
""",
    "a forward of a forward": """\
class Own(nn.Linear):
    def forward(self, x):
        return super().forward(x) + 1


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Own(4, 4)

    def forward(self, x):
        return self.inner(x) + self.inner.forward(x)


def build():
    edited = {number}
    return Outer()(torch.zeros(1, 4)), Outer()(torch.zeros(1, 4)), Own(4, 4).forward(torch.zeros(1, 4))
""",
}
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the smallest call is kept, and runs begin at their beginning, where calls are looked up."""
    monkeypatch.setattr(track, "difference", lambda old, new: None)
    monkeypatch.setattr(reuse, "LEAST", 1)
    monkeypatch.setattr(reuse, "TOKENS", 1_000_000)


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_said_is_what_a_fresh_server_says(program: str, eager: None) -> None:
    session = Session()
    for number in range(ROUNDS):
        text = HEAD + PROGRAMS[program].format(number=number)
        assert session.says(text) == Session().says(text)


@pytest.mark.parametrize("program", ["equal blocks", "inputs that are learned", "frozen weights"])
def test_new_bodies_are_run(program: str, eager: None) -> None:
    session = Session()
    text = HEAD + PROGRAMS[program].format(number=0)
    for number in range(3 * ROUNDS):
        wider = text.replace("4 * width", f"{4 + number // ROUNDS} * width")
        text_now = wider.replace("edited = 0", f"edited = {number}")
        assert session.says(text_now) == Session().says(text_now)


@pytest.mark.parametrize(
    "program", ["equal blocks", "inputs that are learned", "frozen weights", "keys in their order"]
)
def test_calls_are_reused(program: str, eager: None) -> None:
    session = Session()
    reused = [session.reused()]
    for number in range(ROUNDS):
        session.says(HEAD + PROGRAMS[program].format(number=number))
        reused.append(session.reused())
    assert reused[-1] - reused[-2] == reused[-2] - reused[-3] > 0


def test_what_is_charged_is_the_same(eager: None) -> None:
    session = Session()
    costs = []
    for number in range(ROUNDS):
        before = session.counters()
        session.says(HEAD + PROGRAMS["equal blocks"].format(number=number + 1))
        costs.append((session.counters() - before)["interpreter_steps"])
    assert len(set(costs[1:])) == 1  # the first run is also that of the module


def test_without_patience_for_small_calls_the_parts_of_a_large_model_are_reused() -> None:
    text = (EXAMPLES / "gpt.py").read_text(encoding="utf-8")
    text += "\n\ndef build():\n    edited = 0\n    return GPT(Config(layers=6))\n"
    session = Session()
    reused = [session.reused()]
    for number in range(ROUNDS):
        session.says(text.replace("edited = 0", f"edited = {number}"))
        reused.append(session.reused())
    assert reused[-1] - reused[-2] == reused[-2] - reused[-3] > 0


@pytest.mark.parametrize("program", [*PROGRAMS, "gpt.py"])
def test_a_run_finds_the_same_things_and_the_same_ones_are_one(
    program: str, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Down to each tensor and layer, and also where nothing shows it."""
    found: list[object] = []
    by_definition = rehearsal.by_definition

    def noted(facts: list[Fact], file: str) -> Any:
        found[:] = facts
        return by_definition(facts, file)

    monkeypatch.setattr(rehearsal, "by_definition", noted)
    own = program in PROGRAMS
    text = HEAD + PROGRAMS[program].format(number=0) if own else (EXAMPLES / program).read_text(encoding="utf-8")
    for runs in rehearsals(text, ROUNDS):
        drawn = []
        for run in runs:
            step = run.step
            about = (run.model, run.paths, step.findings, step.called, step.instantiated, list(step.reads), step.steps)
            drawn.append(Picture().of((found, about)))
        assert drawn.count(drawn[0]) == ROUNDS
