"""The outline is what a newly started server says, whatever was typed, shown and asked before; also that of a file of
which not all entry points are run for it.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session
from tests.incremental.test_equals_fresh import CHANGES, LIBRARY, edits

from layerhints.ide import symbols


@settings(max_examples=40, deadline=None)
@given(edits(), st.sets(st.integers(0, 5)))
def test_incremental_equals_fresh(texts: list[str], asked: set[int]) -> None:
    session = Session()
    for number, text in enumerate(texts):
        if number in asked:
            session.outlined(text)
        else:
            session.shows(text)
    assert session.outlined(texts[-1]) == Session().outlined(texts[-1])


@pytest.mark.parametrize("most", [0, 100, 1000, 60_000])
def test_what_was_looked_at_before_decides_nothing(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbols, "MOST_STEPS", most)

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.sets(st.sampled_from(CHANGES), max_size=4), min_size=2, max_size=5), st.data())
    def check(steps: list[set[tuple[str, str]]], data: st.DataObject) -> None:
        session = Session()
        for changes in steps:
            text = LIBRARY
            for old, new in changes:
                text = text.replace(old, new)
            if data.draw(st.booleans()):
                first = data.draw(st.integers(0, text.count("\n")))
                session.shows(text, first, first + 10)
            assert session.outlined(text) == Session().outlined(text)

    check()


BUILDER = """\
def builder{0}():
    x = Input((32, 32, 3))
    for _ in range(300):
        x = Conv2D(8, 3, padding="same")(x)
"""


def test_an_outline_runs_few_of_many_entry_points() -> None:
    text = "from keras import Input\nfrom keras.layers import Conv2D\n" + "".join(map(BUILDER.format, range(60)))
    session = Session()
    outline = session.outlined(text)
    assert 0 < len(outline) == session.counters()["entry_points_run"] < 30
