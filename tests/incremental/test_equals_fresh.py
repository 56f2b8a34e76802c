"""After any sequence of edits, every hint is what a newly started server shows for the same text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session, fresh

SEEDS = [path.read_text() for path in sorted((Path(__file__).parent.parent / "corpus" / "seeds").glob("*.py"))]
LIBRARY = (Path(__file__).parent / "library.py.txt").read_text()
CHANGES = [
    ("WIDTH = 16", "WIDTH = 24"),
    ("[2, 1]", "[1]"),
    ('"classes": 10', '"classes": 7'),
    ("strides=stride", "strides=1"),
    ("DEPTHS.append(1)", "DEPTHS.append(3)"),
    ("DEPTHS.append(1)", "K.set_image_data_format('channels_first')"),
    ("DEPTHS.append(1)", "small()"),
    ("def plain(", "\n\ndef plain("),
    ("Dense(units * n)", "Dense(units + n)"),
    ("Dense(units * n)", "Dense(units * "),
    ("sizes = (WIDTH, 8)", "sizes = (WIDTH, 9, 8)"),
    ("y = unit(y, filters)\n", ""),
    ("factor * WIDTH", "WIDTH"),
    ("from keras.layers import Add", "from keras.layers import Multiply as Add"),
]
TYPED = ["", "\n", "model.add(Dense(", ")", "(", "x = 1\n", "    ", "if flag:\n    ", "# note\n", '"""', "def f(", "32"]


@st.composite
def edits(draw: st.DrawFn) -> list[str]:
    """The texts of a document while it is edited: stretches are replaced one after the other."""
    text = draw(st.sampled_from(SEEDS))
    texts = [text]
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        text = text[:start] + draw(st.sampled_from(TYPED)) + text[end:]
        texts.append(text)
    return texts


@settings(max_examples=60, deadline=None)
@given(edits())
def test_incremental_equals_fresh(texts: list[str]) -> None:
    session = Session()
    for text in texts:
        shown = session.shows(text)
    assert shown == fresh(texts[-1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.sampled_from(CHANGES), max_size=3), min_size=2, max_size=5))
def test_what_was_rehearsed_before_is_what_would_be_rehearsed_now(steps: list[set[tuple[str, str]]]) -> None:
    session = Session()
    session.shows(LIBRARY)
    for changes in steps:
        text = LIBRARY
        for old, new in changes:
            text = text.replace(old, new)
        assert session.shows(text) == fresh(text)


def test_an_edit_in_one_function_rehearses_only_what_reads_it() -> None:
    session = Session()
    session.shows(LIBRARY)
    before = session.counters()
    session.shows(LIBRARY.replace("Dense(units * n)", "Dense(units + n)"))
    after = session.counters()
    assert after["queries_run"] - before["queries_run"] == 2  # the module's own statements, and `plain`
    session.shows(LIBRARY.replace("WIDTH = 16", "WIDTH = 24"))
    again = session.counters()
    assert again["queries_run"] - after["queries_run"] == 5  # all of them read WIDTH, as a default or in their bodies


def test_a_comment_or_a_blank_line_above_runs_nothing_again() -> None:
    session = Session()
    text = SEEDS[0]
    before = session.shows(text)
    counted = session.counters()
    after = session.shows("\n\n" + text)
    assert after == [(row + 2, label) for row, label in before]
    again = session.counters()
    assert again["queries_run"] == counted["queries_run"]
    assert again["definitions_lowered"] == counted["definitions_lowered"]


def test_only_the_definition_that_changed_is_lowered() -> None:
    session = Session()
    text = next(text for text in SEEDS if "Dense(512)" in text)
    session.shows(text)
    counted = session.counters()["definitions_lowered"]
    shown = session.shows(text.replace("Dense(512)", "Dense(256)"))
    assert session.counters()["definitions_lowered"] == counted + 1
    assert "(None, 256) · 590,080" in [label for _, label in shown]  # 256 · (2304 + 1), as keras counts it
