"""What is typed in a function before it says anything is shown without running anything, and shown right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session

KERAS = (Path(__file__).parent / "library.py.txt").read_text()
TORCH = '''\
import functools

import torch
from torch import nn
from torch.nn import functional as F

WIDTH = 8


def scale(x, by=2):
    """Scale x (a tensor), layers by layers."""
    y = torch.cat([x] * by, 1)
    return y


class Block(nn.Module):
    """A block of nn layers."""

    def __init__(self, width=WIDTH):
        super().__init__()
        # what comes in has so many channels
        self.first = nn.Conv2d(width, 2 * width, 3, padding=1)
        self.rest = nn.ModuleList()
        for _ in range(2):
            self.rest.append(nn.Conv2d(2 * width, 2 * width, 1))

    @property
    def width(self):
        return self.first.out_channels

    def forward(self, x):
        x = self.first(x)
        for layer in self.rest:
            x = F.relu(layer(x))
        if x.shape[1] != self.width:
            raise ValueError
        return scale(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTH, 3)
        self.block = Block()
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),  # one by one
            nn.Flatten(),
            nn.Linear(32, 10),
        )

    def forward(self, x):
        def inner(value):
            return self.block(value)

        x = self.stem(x)
        x = inner(x)
        return self.head(x)


def guarded(width=4):
    try:
        block = Block(width)
        block.last = nn.Linear(2, width)
    except ValueError:
        return nn.Linear(width, 3)
    return block


def build(name=None):
    net = Net()
    return net
'''
TYPED = [
    "y = nn.Linear(64, 10)(x)", "q = layers.Dense(WIDTH)(x)", "x", "self.first", "# of shape (N, 3, 8, 8)", "# a word",
    "width = WIDTH", "return x", "z = K.relu", "r = scale(x)", '"""more"""', "q = q", "q = [x, WIDTH", "del x", "pass",
    "import torch", "nn = None", "q = self.width", "raise", "x = Dense", "x: int", "q = F.", "torch.nn.Linear.foo",
    "WIDTH = torch", "q = locals()", "global WIDTH", "yield", "q = Conv2D", "for q in x:", "if x:", "q = 5; x = 3",
]  # fmt: skip


def typed(text: str, row: int, line: str, margin: int = 0) -> str:
    """The text with one line more behind a row, as far in as the code there."""
    lines = text.split("\n")
    here = lines[row]
    indent = len(here) - len(here.lstrip()) + 4 * (here.endswith(":")) + margin
    return "\n".join([*lines[: row + 1], " " * max(0, indent) + line, *lines[row + 1 :]])


@st.composite
def sessions(draw: st.DrawFn) -> list[str]:
    """The texts of a document while lines are typed into it, and sometimes taken away."""
    text = draw(st.sampled_from([KERAS, TORCH]))
    texts = [text]
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, text.count("\n") - 1))
        line = draw(st.sampled_from(TYPED))
        margin = draw(st.sampled_from([0, 0, 0, -4, 4]))
        for end in sorted(draw(st.sets(st.integers(0, len(line)), min_size=1, max_size=4))):
            texts.append(typed(text, row, line[:end], margin))
        kept = draw(st.sampled_from([0, 1, 2]))
        if kept == 1:
            text = texts[-1]
        elif kept == 2:  # at the end of the line that stands there
            lines = text.split("\n")
            text = "\n".join([*lines[:row], f"{lines[row]}  # {line}", *lines[row + 1 :]])
            texts.append(text)
        else:
            texts.append(text)
    return texts


@settings(max_examples=150, deadline=None)
@given(sessions())
def test_whatever_is_typed_the_answer_is_that_of_a_fresh_server(texts: list[str]) -> None:
    session = Session()
    for text in texts:
        said = session.says(text)
    assert said == Session().says(texts[-1])


@pytest.mark.parametrize(
    ("behind", "margin"),
    [("nn.Sequential(", 0), ("except ValueError:", -4), ("for _ in", -4), ("block.last = nn.Linear", -4)],
)
def test_what_broke_a_statement_and_is_gone_leaves_it_whole(behind: str, margin: int) -> None:
    row = next(row for row, code in enumerate(TORCH.split("\n")) if behind in code)
    session = Session()
    for text in (TORCH, *(typed(TORCH, row, line, margin) for line in ("", "t", "torch.nn")), TORCH):
        said = session.says(text)
    assert said == Session().says(TORCH)


ROWS = {
    "y = nn.Linear": (TORCH, "x = self.first(x)"),
    "y = torch.nn.": (TORCH, "x = self.stem(x)"),
    "# a word about (this)": (TORCH, "return self.head(x)"),
    "y = F": (TORCH, "x = F.relu(layer(x))"),
    "unheard_of": (TORCH, "net = Net()"),
    "y = Add": (KERAS, "x = BatchNormalization()(x)"),
    "y = K.": (KERAS, "model.add(Dense(units * n))"),
}


@pytest.mark.parametrize("line", ROWS)
def test_nothing_is_run_while_a_line_says_nothing_yet(line: str) -> None:
    text, behind = ROWS[line]
    row = next(row for row, code in enumerate(text.split("\n")) if code.strip() == behind)
    session = Session()
    session.shows(text)
    for end in range(len(line) + 1):
        if "(" not in line[:end]:
            cost = session.cost(typed(text, row, line[:end]))
            assert cost.pop("definitions_lowered", 0) <= 1
            assert cost.pop("drawings_run", 0) <= 1
            assert cost == {}, line[:end]


def test_where_an_exception_is_caught_what_is_not_known_may_be_one() -> None:
    row = next(row for row, code in enumerate(TORCH.split("\n")) if "super().__init__()" in code)
    session = Session()
    session.shows(TORCH)
    text = typed(TORCH, row, "y = nn.Lin")
    assert "entry_points_run" in session.cost(text)
    assert session.says(text) == Session().says(text)


def test_a_comment_behind_a_line_of_code_runs_nothing() -> None:
    session = Session()
    session.shows(TORCH)
    code = "self.stem = nn.Conv2d(3, WIDTH, 3)"
    for comment in ("  ", "  #", "  # the", "  # the stem"):
        cost = session.cost(TORCH.replace(code, code + comment))
        assert cost.keys() <= {"definitions_lowered", "drawings_run"}


def test_sizes_in_a_comment_are_read() -> None:
    session = Session()
    text = TORCH.replace("def forward(self, x):\n        def", "def forward(self, x):\n        # a word\n        def")
    assert session.says(text) == Session().says(text)
    sized = text.replace("# a word", "# x: (5, 3, 8, 8)")
    assert session.says(sized) == Session().says(sized)
    assert any("(5, 8, 6, 6)" in label for _, label in session.shows(sized))  # a kernel of 3 takes 2 of 8


BRANCHES = """\
import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        if self.training:
            x = nn.Linear(8, 4)(x)
        else:
            x = nn.Linear(8, 5)(x)
        return x


y = Net()(torch.zeros(2, 8))
"""


@pytest.mark.parametrize("line", ["", "        ", "        e"])
def test_the_header_of_a_block_that_is_gone_is_noticed(line: str) -> None:
    session = Session()
    text = BRANCHES.replace("self.training", "input()")
    without = text.replace("        else:", line)
    session.shows(text)
    assert session.says(without) == Session().says(without)


@pytest.mark.parametrize("end", ["@pr", "@", "@x\n        y = nn"])
def test_half_a_decorator_breaks_what_stands_behind_it(end: str) -> None:
    session = Session()
    text = BRANCHES.replace("return x\n", "{}\n        x = nn.Linear(5, 6)(x)\n        return x\n")
    session.shows(text.format(""))
    for line in (end.partition("\n")[0], end):
        said = session.says(text.format(line))
    assert said == Session().says(text.format(end))


def test_a_line_behind_half_a_decorator_is_part_of_it() -> None:
    session = Session()
    text = BRANCHES.replace("        return x\n", "        if x:\n            @x\n        return nn.Linear(5, 7)(x)\n")
    session.shows(text)
    typed = text.replace("@x\n", "@x\n            y = nn\n")
    assert session.says(typed) == Session().says(typed)


CONTINUED, ENDED, APART = "(8,\\\n 4)(x)", "(8,\\ \n 4)(x)", "(8, 4)(x) \\\n\n            x = x + 1"


@pytest.mark.parametrize(
    ("before", "behind"), [(CONTINUED, ENDED), (ENDED, CONTINUED), (APART, APART.replace("\n\n", "\n"))]
)
def test_what_stands_behind_a_backslash_is_noticed(before: str, behind: str) -> None:
    session = Session()
    for code in (before, behind):
        text = BRANCHES.replace("(8, 4)(x)", code)
        assert session.says(text) == Session().says(text)


CAUGHT = """\
import torch
from torch import nn


def layered(x):
    x = nn.Linear(3, 4)(x)
    return x


def build():
    return layered(torch.zeros(2, 3))


def guarded(x=torch.zeros(2, 3)):
    try:
        x = layered(x)
    except AttributeError:
        x = nn.Linear(3, 7)(x)
    return x
"""


@pytest.mark.parametrize("is_model", [False, True])
def test_who_catches_exceptions_is_looked_at_when_the_line_is_there_already(is_model: bool) -> None:
    text = CAUGHT + "\n\nlast = nn.ReLU()\n" * is_model
    typed = text.replace("    return x\n\n\ndef build", "    y = nn.Lin\n    return x\n\n\ndef build")
    session = Session()
    for each in (text, text.replace("    return x\n\n\ndef build", "    y = nn\n    return x\n\n\ndef build"), typed):
        session.shows(each, 4, 6)  # which runs `build` and not `guarded`
    assert session.says(typed) == Session().says(typed)
    session = Session()
    for each in (text, typed):
        session.shows(each, 4, 6)
    assert session.shows(typed, 13, 19) == Session().shows(typed, 13, 19)
    assert session.shows(typed) == Session().shows(typed)
