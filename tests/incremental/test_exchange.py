"""Edits inside the bodies of functions and methods: what made them is not run again, and all see the new body."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session, fresh

HEAD = """\
import functools
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn

"""
PROGRAMS = {
    "a registry": """\
BUILDERS = {}


def register(function):
    BUILDERS[function.__name__] = function
    return function


@register
def small(width=8):
    return nn.Linear(4, width + 1)


@register
def large(width=64):
    return nn.Linear(4, width)


def make(name='small'):
    return BUILDERS[name]()(torch.zeros(2, 4))
""",
    "a method": """\
class Block(nn.Module):
    scale = 2

    def __init__(self, width=8):
        super().__init__()
        self.inner = nn.Linear(width, width + 1)

    def forward(self, x):
        return self.inner(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def forward(self, x):
        return self.block(torch.zeros(3, 8))
""",
    "an inherited method": """\
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = self.make()

    def forward(self, x):
        return self.layer(torch.zeros(3, 8))


class Net(Base):
    kinds = ['linear', 'conv']

    @staticmethod
    def width():
        return 8 + 1

    @property
    def size(self):
        return self.width()

    def make(self):
        return nn.Linear(8, self.size)
""",
    "a partial": """\
def layer(size, width):
    return nn.Linear(size, width + 1)


narrow = functools.partial(layer, width=2)


def build():
    return narrow(8)(torch.zeros(5, 8))
""",
    "another name": """\
def layer(size):
    return nn.Linear(size, 8 + 1)


make = layer


def build():
    return make(8)(torch.zeros(5, 8))
""",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_whoever_holds_a_function_sees_its_new_body(program: str) -> None:
    session = Session()
    text = HEAD + PROGRAMS[program]
    assert session.shows(text)
    for old, new in (("+ 1", "+ 23"), ("+ 23", "+ 4\n        # a word"), ("+ 4", "+ (")):
        text = text.replace(old, new)
        before = session.counters()
        assert session.shows(text) == fresh(text)
        assert "definitions_run" not in session.counters() - before
    text = text.replace("+ (", "+ 7)")
    assert session.shows(text) == fresh(text)


RUN = {
    "the module called it": (
        "def layer(size):\n    return nn.Linear(size, 8 + 1)\n\n\nx = layer(8)(torch.zeros(5, 8))\n",
        "+ 1",
        "+ 2",
        2,
    ),
    "the module made one": (
        "class Net(nn.Module):\n    def forward(self, x):\n        return x + 1\n\n\nx = Net()(torch.zeros(5, 8))\n",
        "+ 1",
        "+ 2",
        2,
    ),
    "its parameters changed": (
        "def layer(size=8):\n    return nn.Linear(size, 1)(torch.zeros(5, 8))\n",
        "size=8",
        "size=9",
        1,
    ),
    "its decorator changed": (
        "def once(f):\n    return f\n\n\n@once\ndef layer(size=8):\n    return nn.Linear(size, 1)(torch.zeros(5, 8))\n",
        "@once",
        "@once  # it",
        0,
    ),
    "an attribute of the class changed": (
        "class Net(nn.Module):\n    width = 4\n\n    def forward(self, x):\n        return torch.zeros(self.width)\n",
        "width = 4",
        "width = 5",
        1,
    ),
    "it is held by something else": (
        "@contextmanager\ndef inside():\n    yield 8 + 1\n\n\ndef build():\n    with inside() as width:\n"
        "        return nn.Linear(8, width)(torch.zeros(5, 8))\n",
        "+ 1",
        "+ 2",
        1,
    ),
}


@pytest.mark.parametrize("reason", RUN)
def test_what_may_have_seen_the_body_is_run(reason: str) -> None:
    program, old, new, run = RUN[reason]
    session = Session()
    session.shows(HEAD + program)
    before = session.counters()
    text = HEAD + program.replace(old, new)
    assert session.shows(text) == fresh(text)
    assert (session.counters() - before)["definitions_run"] == run


def test_hints_below_an_edit_in_a_class_move() -> None:
    session = Session()
    text = HEAD + PROGRAMS["a method"]
    before = session.shows(text)
    assert before
    text = text.replace("super().__init__()\n        self.inner", "super().__init__()\n\n\n        self.inner")
    assert session.shows(text) == fresh(text)
    assert [label for _, label in session.shows(text)] == [label for _, label in before]
