"""What an entry point costs: what it makes is made once, however often applying it has to start again."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Position, Range, Text

MODEL = """
from torch import nn


def effort():
    for _ in range(500):
        pass


class Net(nn.Module):
    def __init__(self, {parameters}):
        super().__init__()
        {made}
        self.first = nn.Conv2d({channels}, 8, 3, padding=1)
        self.last = nn.Linear(8, 10)

    def forward(self, x):
        {applied}
        return self.last(self.first(x).mean((2, 3)))


effort()
{run}
"""
FIRST, LAST = "(N, 8, H, W) · 224", "(N, 10) · 90"  # (3·3·3 + 1)·8 and (8 + 1)·10


def steps(made: str = "", applied: str = "", run: str = "", parameters: str = "channels=3") -> int:
    """The interpreter's steps until all hints are there, and these are right."""
    project = Project(variables={})
    text = MODEL.format(made=made, applied=applied, run=run, parameters=parameters, channels="channels")
    project.open("/project/net.py", Text(text))
    labels = [hint.label for hint in hints(project.view("/project/net.py"))]
    if "=" in parameters:
        assert FIRST in labels
    assert LAST in labels
    found = project.status()["interpreter_steps"]
    assert isinstance(found, int)
    return found


def turns(found: int, without: int) -> int:
    """How often the effort was made."""
    one = steps(run="effort()") - steps()
    times, rest = divmod(found - without, one)
    assert rest == 0
    return times


def test_what_asks_for_nothing_is_made_once() -> None:
    assert turns(steps(made="effort()"), steps()) == 1


def test_what_asks_for_a_parameter_that_nothing_gives_is_made_again_when_something_is_learned_of_it() -> None:
    assert turns(steps(made="effort()", parameters="channels"), steps(parameters="channels")) > 1


def test_applying_starts_again_until_nothing_new_is_learned() -> None:
    assert turns(steps(applied="effort()"), steps()) == 2


SEARCHED = """
from torch import nn


def converted(weights, layer=nn.Linear(3, 4)):
    return layer(weights)


def large(turns):
    for _ in [None] * turns:
        pass
    return nn.Linear(1, 1) if turns else converted


def first():
    return large({turns})


def second():
    return large({turns})


def third():
    return large({turns})
"""


def run_in_search(turns: int) -> int:
    """How many entry points are run for the hints of a function that the others mention and do not call."""
    project = Project(variables={})
    project.open("/project/net.py", Text(SEARCHED.format(turns=turns)))
    view = project.view("/project/net.py")
    hints(view, Range(Position(4, 0), Position(6, 0)))
    found = project.status()["entry_points_run"]
    assert isinstance(found, int)
    return found


def test_the_search_for_an_entry_point_that_reaches_a_definition_ends_after_a_large_model() -> None:
    assert run_in_search(10) == 5  # the three, `large` without a number, and the function by itself
    assert run_in_search(60_000) == 3  # two of the three are left out


TABLE = """\
from torch import nn

sizes = {table}


def first():
    return nn.Linear(3, sizes[3])


def second():
    return nn.Linear(3, sizes[3])
"""


@pytest.mark.parametrize(
    ("table", "tried"),
    [
        ("{n: n + 1 for n in [3]}", 0),
        ("{3: 4, 5: nn.ReLU()}", 2),
        ("{3: 4, 5: lambda n: nn.Linear(n, n)}", 2),
        ("{3: 4, 5: (nn.Linear(n, n) for n in [1])}", 2),
    ],
)
def test_of_a_statement_that_left_nothing_to_find_nobody_is_asked(table: str, tried: int) -> None:
    project = Project(variables={})
    project.open("/project/net.py", Text(TABLE.format(table=table)))
    hints(project.view("/project/net.py"), Range(Position(2, 0), Position(3, 0)))
    assert project.status()["entry_points_run"] == tried


NETS = """\
import torch
from torch import nn

{lines}

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(16) for _ in range(3)])

    def forward(self, x):
        return self.blocks(x)
"""


@pytest.mark.parametrize("line", ["", "__all__ = ['Block', 'Net']", "WIDTH = 3", "'A text.'", "import math as nn_math"])
def test_nothing_is_run_to_find_what_is_done_in_an_import_or_a_constant(line: str) -> None:
    session = Session()
    session.shows(NETS.format(lines=line))
    assert session.counters()["entry_points_run"] == 1
