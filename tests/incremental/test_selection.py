"""Of several entry points that reach a line the selected one counts: by a command, or by a comment."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session, fresh

BUILDERS = (Path(__file__).parent / "builders.py.txt").read_text()
NETS = """\
from torch import nn, zeros


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.block = Block(width)

    def forward(self, x):
        return self.block(x)


def small():
    return Net(16)


def large():
    return Net(32)


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
"""
FC = 6
"""The line of Block's layer."""
SAYS_SO = "def large():  # layerhints: entry point"


def cost(width: int) -> str:
    """What torch's own layer costs, as a hint has it."""
    return f"{sum(weight.numel() for weight in torch.nn.Linear(width, width).parameters()):,}"


def counted(session: Session, text: str) -> str:
    """The parameters that Block's layer is shown with."""
    (label,) = (label for row, label in session.shows(text) if row == FC)
    return label.rpartition(" ")[2]


def test_the_first_counts_until_one_is_selected() -> None:
    session = Session()
    assert counted(session, NETS) == cost(16)
    session.selects("large")
    assert counted(session, NETS) == cost(32)
    session.selects("Net")
    assert counted(session, NETS) == cost(8)
    session.selects(None)
    assert counted(session, NETS) == cost(16)


@pytest.mark.parametrize(
    "selecting",
    [
        NETS.replace("def large():", SAYS_SO),
        NETS.replace("def large():", "# layerhints: entry point\n# of the paper\ndef large():"),
        NETS.replace(
            "def large():", "def kept(make):\n    return make\n\n\n# layerhints: entry-point\n@kept\ndef large():"
        ),
    ],
)
def test_a_comment_selects(selecting: str) -> None:
    session = Session()
    assert counted(session, NETS) == cost(16)
    assert counted(session, selecting) == cost(32)
    assert counted(session, NETS) == cost(16)
    assert session.shows(selecting) == fresh(selecting)


@pytest.mark.parametrize(
    "elsewhere",
    [
        NETS.replace("    return Net(32)", "    return Net(32)  # layerhints: entry point"),
        NETS.replace("def large():", "# layerhints: entry point\nDEPTH = 3\n\n\ndef large():"),
        NETS.replace("def large():", "def large():  # the entry point"),
    ],
)
def test_other_comments_do_not(elsewhere: str) -> None:
    assert counted(Session(), elsewhere) == cost(16)


def test_the_command_counts_more_than_the_comment() -> None:
    session = Session()
    session.selects("small")
    assert counted(session, NETS.replace("def large():", SAYS_SO)) == cost(16)


def test_it_counts_more_than_what_the_module_runs() -> None:
    used = f"{NETS}\n\nsmall()(zeros(1, 16))\n"
    session = Session()
    assert counted(session, used) == cost(16)
    session.selects("large")
    assert counted(session, used) == cost(32)


def test_what_is_not_there_any_more_is_not_selected() -> None:
    session = Session()
    session.selects("large")
    assert counted(session, NETS) == cost(32)
    assert counted(session, NETS.replace("def large", "def larger")) == cost(16)
    assert counted(session, NETS) == cost(32)


def test_what_the_selected_one_does_not_reach_is_shown_as_ever() -> None:
    session = Session()
    other = NETS[: NETS.index("class Other")].count("\n")
    shown = [hint for hint in session.shows(NETS) if hint[0] >= other]
    assert shown
    session.selects("large")
    assert [hint for hint in session.shows(NETS) if hint[0] >= other] == shown


def test_only_what_is_chosen_from_is_offered() -> None:
    session = Session()
    session.shows(NETS)
    small, large = NETS[: NETS.index("def small")].count("\n"), NETS[: NETS.index("def large")].count("\n")
    shows = [(small, "Show hints for small", "small"), (large, "Show hints for large", "large")]
    assert session.offers() == shows
    session.selects("large")
    assert session.offers() == [shows[0], (large, "Hints are for large · reset", None)]
    session.selects(None)
    session.shows(NETS.replace("def large():", SAYS_SO))
    assert session.offers() == [shows[0], (large, "Hints are for large, as a comment says", None)]


def test_nothing_is_offered_where_there_is_no_choice() -> None:
    session = Session()
    session.shows(NETS.replace("def large():\n    return Net(32)\n", ""))
    assert session.offers() == []


def test_an_entry_point_beside_what_the_module_runs_is_offered() -> None:
    session = Session()
    session.shows(f"{NETS}\n\nsmall()(zeros(1, 16))\n")
    assert [selects for _, _, selects in session.offers()] == ["large"]


def test_a_class_that_stands_there_twice_is_one_entry_point() -> None:
    made = "        super().__init__()\n        self.head = nn.Linear(w, 2)\n"
    net = f"class Net(nn.Module):\n    def __init__(self):\n{made}"
    session = Session()
    session.shows(f"from torch import nn\nw = 8\n{net}")
    twice = f"from torch import nn\n{net}w = 8\n{net}"
    assert session.shows(twice) == fresh(twice)
    assert session.offers() == []


def test_lenses_run_nothing() -> None:
    session = Session()
    session.shows(NETS)
    before = session.counters()
    session.offers()
    assert session.counters() == before


SELECTED = [None, "build", "other", "Custom", "stack", "gone"]
CHANGES = [
    ("def build(classes=10):", "def build(classes=10):  # layerhints: entry point"),
    ("def other():", "# layerhints: entry point\ndef other():"),
    ("class Custom(layers.Layer):", "class Custom(layers.Layer):  # layerhints: entry point"),
    ("WIDTH = 8", "WIDTH = 12"),
    ("x = Custom(3)(x)", "x = Custom(5)(x)"),
    ("Dense(64)", "Dense(48)"),
    ("def build(", "def built("),
    ("MADE = []", "MADE = []\nCOUNT = 3"),
    ("    x = Flatten()(x)\n", "    x = Flatten()(x)\n    y = lay\n"),
]

Move: TypeAlias = "tuple[tuple[str, str] | None, str | None]"
"""An edit, if there is one, and what is selected before it is shown."""
MOVES = st.lists(st.tuples(st.sampled_from([*CHANGES, None]), st.sampled_from(SELECTED)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(MOVES)
def test_any_selection_amid_edits_shows_what_a_fresh_server_shows(moves: list[Move]) -> None:
    session = Session()
    text, selected = BUILDERS, None
    for change, selected in moves:
        if change is not None:
            old, new = change if change[0] in text else change[::-1]
            text = text.replace(old, new)
        session.selects(selected)
        shown = session.shows(text)
    assert shown == fresh(text, selected)


def test_a_hover_says_whose_numbers_it_shows() -> None:
    session = Session()
    session.shows(NETS)
    column = NETS.split("\n")[FC].index("Linear")
    assert session.hovers(FC, column).rstrip().endswith("These are the numbers of small")
    session.selects("large")
    assert session.hovers(FC, column).rstrip().endswith("These are the numbers of large")
    session.shows(NETS.replace("def large():\n    return Net(32)\n", ""))
    assert "These are the numbers" not in session.hovers(FC, column)
