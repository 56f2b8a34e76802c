"""A question for a whole document looks at what an edit changed, and has the rest from the question before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session, fresh

from layerhints.interp.news import News

HEAD = """\
import torch
from torch import nn

WIDTH = 4


class Block(nn.Module):
    def __init__(self, width=WIDTH):
        super().__init__()
        self.linear = nn.Linear(width, width)

    def forward(self, x):
        x = self.linear(x)
        return x

"""
MODEL = """
def build_{number}(width={width}):
    stack = nn.Sequential(Block(width), nn.Linear(width, {number}))
    return stack


net_{number} = nn.Sequential(nn.Linear(WIDTH, 5 + {number}), nn.ReLU())
out_{number} = net_{number}(torch.zeros(2, WIDTH))

"""


def text(models: int) -> str:
    return HEAD + "".join(MODEL.format(number=number, width=8 + number) for number in range(models))


EDITS = {
    "a digit in a function": ("nn.Linear(width, 1))", "nn.Linear(width, 11))"),
    "a digit in a layer of the module": ("5 + 1)", "6 + 1)"),
    "a line without an effect": ("    stack = nn.Sequential(Block(width), nn.Linear(width, 1))", "{}\n    y = nn"),
    "a comment": ("net_1 = ", "net_1 =  "),
}


def looked(models: int, old: str, new: str) -> int:
    """In how many definitions an edit has somebody look."""
    before = text(models)
    after = before.replace(old, new.replace("{}", old))
    assert after != before
    session = Session()
    session.shows(before)
    count = session.looked()
    shown = session.shows(after)
    count = session.looked() - count
    assert shown == fresh(after)
    return count


@pytest.mark.parametrize("edit", [name for name in EDITS if name != "a line without an effect"])
def test_what_is_looked_at_does_not_grow_with_the_file(edit: str) -> None:
    assert looked(40, *EDITS[edit]) == looked(2, *EDITS[edit]) <= 3


def test_a_line_more_moves_what_stands_behind_it_and_nothing_else() -> None:
    """Behind the function stand two definitions of its own model and three of the next."""
    assert looked(3, *EDITS["a line without an effect"]) == 1 + 2 + 3


CHANGES = [
    ("WIDTH = 4", "WIDTH = 6"),
    ("WIDTH = 4", "WIDTH = 4\n"),
    ("        x = self.linear(x)\n", "        x = self.linear(x)\n        y = nn\n"),
    ("        x = self.linear(x)\n", "        x = self.linear(x)\n        x = self.linear(x)\n"),
    ("def build_1(", "# a comment\ndef build_1("),
    ("def build_1(width=9", "def build_1(width=10"),
    ("net_2 = ", "net_2 = net_1 = "),
    ("net_0(torch", "net_1(torch"),
    ("def build_3", "build_2.note = Block\n\n\ndef build_3"),
    ("nn.Linear(width, 2)", "nn.Linear(width, 2), build_1()"),
    ("nn.Linear(width, 3)", "nn.Linear(width, 3), Block("),
    ("nn.ReLU())\nout_2", "nn.ReLU()).eval()\nout_2"),
    ("\n\ndef build_2", "\n\nfor each in (1, 2):\n    last = Block(each)\n\n\ndef build_2"),
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(CHANGES), max_size=3), st.none() | st.tuples(st.integers(0, 40), st.integers(0, 40))
        ),
        min_size=2,
        max_size=8,
    )
)
def test_whatever_part_is_asked_for_is_that_of_a_fresh_server(
    steps: list[tuple[set[tuple[str, str]], tuple[int, int] | None]],
) -> None:
    session = Session()
    for changes, rows in steps:
        edited = text(4)
        for old, new in changes:
            edited = edited.replace(old, new)
        if rows is None:
            assert session.shows(edited) == fresh(edited)
        else:
            first, last = min(rows), max(rows)
            assert session.shows(edited, first, last) == Session().shows(edited, first, last)


def test_who_asked_too_long_ago_has_to_look_at_everything() -> None:
    news = News()
    start = news.time
    for number in range(30):
        news.tell({("definition", number)})
    assert news.since(start) == {("definition", number) for number in range(30)}
    assert news.since(news.time) == set()
    news.tell(None)
    assert news.since(news.time - 1) is None
    news.refine({("other", 0)})
    assert news.since(news.time - 1) == {("other", 0)}
    for _ in range(10):
        news.tell(set())
    assert news.since(start) is None
