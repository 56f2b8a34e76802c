"""Half-typed files: whatever line is missing and wherever the file ends, the lines before keep their hints."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.incremental.check import fresh

SEEDS = sorted((Path(__file__).parent.parent / "corpus" / "seeds").glob("*.py"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_deleted_line_leaves_the_hints_before_it(path: Path) -> None:
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    whole = dict(fresh(text))
    for deleted in range(len(lines)):
        left = dict(fresh("".join(lines[:deleted] + lines[deleted + 1 :])))
        for row, label in whole.items():
            if row < deleted and not _in_one_call(lines, row, deleted):
                assert left.get(row) == label, f"line {row + 1}, after line {deleted + 1} was deleted"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_file_that_ends_anywhere_keeps_the_hints_of_its_complete_lines(path: Path) -> None:
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    whole = dict(fresh(text))
    for end in range(len(text) + 1):
        part = text[:end]
        last = part.count("\n")
        left = dict(fresh(part))
        for row, label in whole.items():
            if row < last and not _in_one_call(lines, row, last):
                assert left.get(row) == label, f"line {row + 1}, in the first {end} characters"


TYPED = """\
import keras
from keras import layers


def block(x, width):
    kept = layers.Conv2D(width, 3)(x)
    {line}
    return layers.Flatten()(kept)


x = keras.Input((32, 32, 3))
y = block(x, 8)
"""


@pytest.mark.parametrize("line", ["", "z = layers.", "z = layers.Dense(10)(x", "layers.", "z =", "z = kept + "])
def test_a_line_that_is_being_typed_leaves_the_hints_behind_it(line: str) -> None:
    labels = [label for _, label in fresh(TYPED.format(line=line))]
    assert "(None, 30, 30, 8) · 224" in labels  # (3·3·3 + 1)·8
    assert "(None, 7200)" in labels  # 30·30·8


METHODS = """\
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        {made}
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        y = self.conv(x)
        {applied}
        return self.head(y.mean((2, 3)))


out = Net()(torch.zeros(1, 3, 32, 32))
"""
CONV, HEAD = "(1, 16, 30, 30) · 448", "(1, 10) · 170"  # (3·3·3 + 1)·16 and (16 + 1)·10


@pytest.mark.parametrize(
    "applied", ["self.", "self.co", "z = self.co", "z = self.extra(y)", "z = Block()", "z = self.forward()", "y.foo"]
)
def test_a_line_of_a_method_that_is_being_typed_leaves_the_hints_behind_it(applied: str) -> None:
    labels = [label for _, label in fresh(METHODS.format(made="pass", applied=applied))]
    assert {CONV, HEAD, "(1, 10) · 618"} <= set(labels)  # 448 + 170


@pytest.mark.parametrize("made", ["self.", "self.ex", "self.extra", "self.extra =", "self.extra = nn.Lin"])
def test_a_line_of_a_constructor_that_is_being_typed_leaves_the_hints_behind_it(made: str) -> None:
    labels = [label for _, label in fresh(METHODS.format(made=made, applied="pass"))]
    assert {CONV, HEAD, "(1, 10) · 618"} <= set(labels)


@pytest.mark.parametrize("made", ["Block()", "Block(1, 2)", "Block(wide=3)", "nn.Sequential(Block())", "self.b"])
def test_something_that_is_being_typed_leaves_the_hints_behind_it(made: str) -> None:
    labels = [label for _, label in fresh(METHODS.format(made=f"self.extra = {made}", applied="pass"))]
    assert {CONV, HEAD, "(1, 10) · ?"} <= set(labels)  # nobody knows what the block will cost


CAUGHT = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        try:
            {tried}
            self.fc = nn.Linear(2, 3)
        except {error}:
            self.fc = nn.Linear(4, 5)

    @property
    def width(self):
        return self.missing

    def forward(self, x):
        return self.fc(x)


def make(width):
    return Net()


net = Net()
"""


@pytest.mark.parametrize(
    ("tried", "error", "label"),
    [
        ("self.missing", "AttributeError", "(…, 5) · 25"),
        ("self.width", "AttributeError", "(…, 5) · 25"),
        ("x = make()", "TypeError", "(…, 5) · 25"),
        ("getattr(self, 'width', 1)", "AttributeError", "(…, 3) · 9"),
        ("hasattr(self, 'width') or self.width", "AttributeError", "(…, 5) · 25"),
    ],
)
def test_an_exception_that_is_caught_is_raised(tried: str, error: str, label: str) -> None:
    assert label in [shown for _, shown in fresh(CAUGHT.format(tried=tried, error=error))]


def _in_one_call(lines: list[str], row: int, other: int) -> bool:
    """Does the hint of line `row` depend on line `other` below it?

    So it does when it belongs to a call that is spread over lines and still open there, and when it is the last item of
    a list of which `other` holds only the closing brackets: without them, it may as well be a statement of its own.
    """
    if other == row + 1 and other < len(lines) and not lines[other].strip().strip("])"):
        return True
    depth = 0
    for line in lines[row : other + 1]:
        if depth == 0 and line is not lines[row]:
            return False
        depth += line.count("(") - line.count(")")
        if depth < 0:
            return False
    return depth >= 0 and row < other
