"""An analysis that gives way goes on where it was: nothing is run twice, and the answer is that of one go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.incremental.check import FILE, Session, fresh

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.host import Interrupted

BUILDER = """
def build_{number}(width={number}):
    return Sequential([Input((8, 8, 3)), Conv2D(width + 1, 3), Flatten(), Dense(UNITS)])

"""
MODEL = """
model_{number} = Sequential([Input((8, 8, 3)), Conv2D({number} + 1, 3), Flatten(), Dense(UNITS)])

"""
HEAD = "from keras import Input, Sequential\nfrom keras.layers import Conv2D, Dense, Flatten\n\nUNITS = 4\n"
TEXT = HEAD + "".join(part.format(number=number) for number in range(6) for part in (BUILDER, MODEL))


def shows_with_pauses(project: Project, text: str) -> tuple[list[tuple[int, str]], int]:
    """The hints, and how often their analysis gave way before it had them."""
    project.open(FILE, Text(text))
    pauses = 0
    while True:
        try:
            return [(hint.position.row, hint.label) for hint in hints(project.view(FILE))], pauses
        except Interrupted:
            pauses += 1


def always() -> bool:
    return True


def every_third() -> Callable[[], bool]:
    calls = iter(range(1_000_000))
    return lambda: next(calls) % 3 == 0


@pytest.mark.parametrize("gives_way", [lambda: always, every_third])
def test_what_was_done_is_kept(gives_way: Callable[[], Callable[[], bool]]) -> None:
    project = Project({})
    project.gives_way = gives_way()
    shown, pauses = shows_with_pauses(project, TEXT)
    assert pauses > 5
    assert shown == fresh(TEXT)
    whole = Session()
    whole.shows(TEXT)
    status = project.status()
    assert {name: status[name] for name in whole.counters()} == dict(whole.counters())


def test_edits_amid_an_analysis_count() -> None:
    project = Project({})
    project.gives_way = always
    for units in (5, 6, 7):
        text = TEXT.replace("UNITS = 4", f"UNITS = {units}")
        project.open(FILE, Text(text))
        for _ in range(units):
            with pytest.raises(Interrupted):
                hints(project.view(FILE))
    shown, _ = shows_with_pauses(project, text)
    assert shown == fresh(text)
    text = text.replace("def build_3", "x = 1\n\n\ndef build_3").replace("Dense(UNITS)", "Dense(UNITS + 1)", 3)
    assert shows_with_pauses(project, text)[0] == fresh(text)
