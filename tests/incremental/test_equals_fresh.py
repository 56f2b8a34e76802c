"""After any sequence of edits, every hint is what a newly started server shows for the same text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session, fresh

SEEDS = [path.read_text() for path in sorted((Path(__file__).parent.parent / "corpus" / "seeds").glob("*.py"))]
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
