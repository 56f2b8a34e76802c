"""Calls of a tracked run of Keras that are recalled: what is shown is what a run from the beginning shows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session
from tests.incremental.test_resuming import LONG_REST
from tests.incremental.test_unnoticed import typed

BLOCKS = (Path(__file__).parent / "blocks.py.txt").read_text()
RESIDUAL = """\
from keras import Input, Model, layers


def block(x, filters, tag):
    shortcut = layers.Conv2D(filters, 1, name=tag + '_0')(x)
    x = layers.Conv2D(filters, 3, padding='same', name=tag + '_1')(x)
    x = layers.BatchNormalization(name=tag + '_2')(x)
    return layers.add([shortcut, x], name=tag + '_out')


def build():
    inputs = Input((32, 32, 3))
    x = layers.Conv2D({stem}, 7, name='stem')(inputs)
    for i in range({depth}):
        x = block(x, 16, f'block{{i}}')
    x = layers.GlobalAveragePooling2D()(x)
    return Model(inputs, layers.Dense(10)(x))
"""


def recalled(*texts: str) -> tuple[Counter[str], int]:
    """What the last of some texts costs behind the others, and how many calls were not run for it."""
    session = Session()
    for text in texts[:-1]:
        session.shows(text)
    before = session.reused()
    return Counter(session.cost(texts[-1])), session.reused() - before


def test_a_digit_of_the_stem_runs_the_first_block_however_many_stand_behind_it() -> None:
    four, forty = (recalled(*(RESIDUAL.format(stem=stem, depth=depth) for stem in (8, 9, 10))) for depth in (4, 40))
    assert (four[1], forty[1]) == (3, 39)
    steps = forty[0]["interpreter_steps"] - four[0]["interpreter_steps"]
    assert steps < 36 * 20  # what the loop says of a block: to run one takes 450


def test_the_first_edit_has_calls_to_recall_and_one_that_changes_all_runs_everything() -> None:
    texts = [RESIDUAL.format(stem=stem, depth=4) for stem in (8, 9)]
    assert recalled(*texts)[1] == 3
    assert recalled(*texts, texts[-1].replace("x, 16", "x, 17"))[1] == 0


@pytest.mark.parametrize("rests", [True, False])
def test_who_rests_behind_an_edit_that_changes_all_has_calls_to_recall_for_the_next_one(rests: bool) -> None:
    texts = [RESIDUAL.format(stem=stem, depth=4) for stem in (8, 9)]
    wider = [RESIDUAL.format(stem=stem, depth=4).replace("x, 16", "x, 17") for stem in (9, 10)]
    session = Session()
    for text in (*texts, wider[0]):
        session.shows(text)
    tracked = session.counters()["tracks_run"]
    for _ in range(2):
        session.rests(LONG_REST if rests else 0)
    assert session.counters()["tracks_run"] == tracked + rests
    before = session.reused()
    session.shows(wider[1])
    assert session.reused() - before == (3 if rests else 0)


BUILD, ENCODED, HELD, TEXT = "Conv2D(8, 3", "Conv2D(4, 3", "Conv2D(2, 3", "100, 24)(other)"
EDITS = {
    "a tensor of other numbers": (BUILD, "name='stem')", "name='stem', dtype='float16')"),
    "an input of other numbers": (TEXT, "kind = 'int32'", "kind = 'float32'"),
    "a layer with a number more": (BUILD, "    x = planned(", "    x = BatchNormalization()(x)\n    x = planned("),
    "a layer more that nobody uses": (HELD, "    x = numbered(", "    BatchNormalization()(x)\n    x = numbered("),
    "a layer more before all others": (BUILD, "name='stem')", "name='stem')\n    x = Activation('relu')(x)"),
    "what others can see": (BUILD, "    x = stack(x, 16, 3, 's')", "    MADE.append(x)\n    x = stack(x, 16, 3, 's')"),
    "a layer that is asked for by name": (BUILD, "'n1a'", "'n1b'"),
    "a call that is made twice": (BUILD, "    x = cached('head', c)", "    x = cached('head', cached('head', c))"),
    "a setting of the library": (ENCODED, "skips = []", "skips = backend.set_image_data_format('channels_first')"),
    "a list that a call may have kept": (HELD, "widths = plan.widths", "widths.append(3)"),
    "a list that a call has kept": (HELD, "widths = plan.widths", "plan.widths.append(3)"),
    "a choice that is not known": (TEXT, "    if flag:", "    if not flag:"),
    "a name that is taken": (BUILD, "stack(x, 16, 2, 't')", "stack(x, 16, 2, 's')"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_recalled_is_what_would_be_run(edit: str) -> None:
    stem, before, behind = EDITS[edit]
    text = "from keras import backend\n" + BLOCKS
    edited = text.replace(before, behind)
    assert stem in text
    assert edited != text

    def with_stem(text: str, digit: str) -> str:
        return text.replace(stem, re.sub(r"\d+(?=[,)])", digit, stem, count=1))

    for shown in ([(text, "3"), (text, "5"), (edited, "5"), (edited, "3"), (text, "6")], [(edited, d) for d in "356"]):
        session = Session()
        for place, (wanted, digit) in enumerate(shown):
            if place < 2:
                session.shows(with_stem(wanted, digit))
            else:
                assert session.says(with_stem(wanted, digit)) == Session().says(with_stem(wanted, digit))


TYPED = [
    "x = Dense(10)(x)", "y = Dense(10)(x)", "x = BatchNormalization()(x)", "x = named(x, 16, 'z')", "x = plain(x, 16)",
    "m = Model(inputs, x)", "x = SHARED(x)", "MADE.append(x)", "skips = []", "x = layers.Dropout(0.5)(x)", "return x",
    "x = Conv2D(16, 3, padding='same', name='n1b')(x)", "filters = 16", "raise ValueError", "x = x * 2", "a = c = x",
    "for q in range(3): x = Dense(16)(x)", "x = Dense(16, dtype='float16')(x)", "i = Input((8, 8, 16))", "import math",
    "sizes.append(3)", "sizes = sizes + [3]", "tokens = Input((20,))", "widths.insert(0, 4)", "x = Gate()(x)", "del x",
    "layer.trainable = False", "x = inner(3)(x)", "if flag: a, x = pair(x, [3, 4])", "CACHE.clear()",
]  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> list[str]:
    """The texts of a document while digits are changed, and lines typed, taken out and moved, in one place after the
    other.
    """
    text = BLOCKS
    texts = [text]
    row = draw(st.integers(0, text.count("\n") - 1))
    for _ in range(draw(st.integers(2, 5))):
        lines = text.split("\n")
        row = max(0, min(len(lines) - 2, row + draw(st.integers(-3, 3))))
        way = draw(st.sampled_from(["digits", "digits", "line", "out", "swap", "back"]))
        if way == "digits":
            near = range(max(0, row - 4), min(len(lines), row + 5))
            places = [(place, column) for place in near for column, each in enumerate(lines[place]) if each.isdigit()]
            place, column = draw(st.sampled_from(places)) if places else (row, len(lines[row]))
            for digit in draw(st.lists(st.sampled_from("123468"), min_size=1, max_size=3)):
                lines[place] = lines[place][:column] + digit + lines[place][column + 1 :]
                texts.append("\n".join(lines))
        elif way == "line":
            texts.append(typed(text, row, draw(st.sampled_from(TYPED)), draw(st.sampled_from([0, 0, 0, 4, -4]))))
        elif way == "back":
            texts.append(BLOCKS)
        else:
            lines[row : row + 2] = lines[row + 1 : row + 2] if way == "out" else reversed(lines[row : row + 2])
            texts.append("\n".join(lines))
        text = texts[-1] if draw(st.booleans()) else text
        texts.append(text)
    return texts


@settings(max_examples=25, deadline=None)
@given(sessions(), st.lists(st.sampled_from([0, 0, 1, 3, LONG_REST]), min_size=1, max_size=5))
def test_whatever_is_edited_the_answer_is_that_of_a_fresh_session(texts: list[str], rests: list[int]) -> None:
    session = Session()
    for place, text in enumerate(texts[:-1]):
        session.shows(text)
        session.rests(rests[place % len(rests)])
    assert session.says(texts[-1]) == Session().says(texts[-1])


@pytest.mark.parametrize("rest", [1, 3, 30, 300])
def test_what_was_typed_elsewhere_before_costs_no_calls(rest: int) -> None:
    """Letters without an effect in one function, then numbers in another, each of which goes on with a run."""
    texts = [RESIDUAL.format(stem=stem, depth=4) for stem in (8, 9, 10, 11)]
    line = "    return layers.add("
    typed = [texts[0].replace(line, f"    y = {word}\n{line}") for word in ("l", "la", "layers.De")]
    session = Session()
    for text in (texts[0], *typed, texts[0]):
        session.shows(text)
        session.rests(rest)
    before = session.reused()
    for text in texts[1:]:
        session.shows(text)
        session.rests(rest)
    assert session.reused() - before == 9
