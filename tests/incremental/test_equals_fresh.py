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
    ("DEPTHS.append(1)", "WIDTH = 20"),
    ("DEPTHS.append(1)", "net = small()\nnet.summary()\nhead = Sequential([net, Dense(WIDTH)])"),
    ("WIDTH = 16", "WIDTH = len(OPTIONS)"),
    ("DEPTHS = [2, 1]", "DEPTHS = [2, 1]\nbase = Dense(WIDTH)\nDEPTHS.append(2)"),
    ("def plain(", "del WIDTH\n\n\ndef plain("),
    ("def outer(", "stack = Sequential()\nstack.add(Dense(4))\nstack.add(Dense(WIDTH))\n\n\ndef outer("),
    ("def outer(", "class Registry:\n    made = []\n\n\nRegistry.made.append(plain())\n\n\ndef outer("),
    ("DEPTHS.append(1)", "for model in Registry.made:\n    model.summary()"),
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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.sampled_from(CHANGES), max_size=4), min_size=2, max_size=6))
def test_what_was_rehearsed_before_is_what_would_be_rehearsed_now(steps: list[set[tuple[str, str]]]) -> None:
    session = Session()
    session.shows(LIBRARY)
    for changes in steps:
        text = LIBRARY
        for old, new in changes:
            text = text.replace(old, new)
        assert session.shows(text) == fresh(text)


def cost(session: Session, text: str) -> dict[str, int]:
    """The queries that an edit costs; the steps of the interpreter aside, which test_cost.py counts."""
    return {name: count for name, count in session.cost(text).items() if name != "interpreter_steps"}


def test_an_edit_in_one_function_rehearses_only_what_reads_it() -> None:
    session = Session()
    session.shows(LIBRARY)
    changed = LIBRARY.replace("Dense(units * n)", "Dense(units + n)")
    assert cost(session, changed) == {"definitions_lowered": 1, "entry_points_run": 1, "drawings_run": 1}
    # of what WIDTH is a default or in a body, the four entry points that show something
    changed = LIBRARY.replace("WIDTH = 16", "WIDTH = 24")
    assert cost(session, changed)["entry_points_run"] == 4


def test_a_comment_or_a_blank_line_above_runs_nothing_again() -> None:
    session = Session()
    text = SEEDS[0]
    before = session.shows(text)
    assert cost(session, "\n\n" + text) == {}
    assert session.shows("\n\n" + text) == [(row + 2, label) for row, label in before]


def test_only_the_definition_that_changed_is_lowered() -> None:
    session = Session()
    text = next(text for text in SEEDS if "Dense(512)" in text)
    session.shows(text)
    assert cost(session, text.replace("Dense(512)", "Dense(256)"))["definitions_lowered"] == 1
    shown = session.shows(text.replace("Dense(512)", "Dense(256)"))
    assert "(None, 256) · 590,080" in [label for _, label in shown]  # 256 · (2304 + 1), as keras counts it
