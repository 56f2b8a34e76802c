"""How a call is read that is like an earlier one: as if there had been none."""

from __future__ import annotations

import pytest

from layerhints.ide.diagnostics import diagnostics
from layerhints.ide.hints import hints
from layerhints.ide.hover import hover
from layerhints.libraries.keras.reading import READ
from layerhints.project.project import Project
from layerhints.project.text import Position, Text

FILE = "/workspace/model.py"
CALLS = (
    "Dense(1)", "Dense(True)", "Dense(1.0)", "Dense(units=1)", "Dense(8, name='a')", "Dense(8, name='b')", "Dense(8)",
    "Dense(8, 'relu')", "Dense(8, activation='relu')", "Dense(8, activation='rleu')", "Dense(8, activation=5)",
    "Dense(8, trainable=False)", "Dense(8, trainable=True)", "Dense(8, unit=8)", "Dense(8, input_shape=(4,))",
    "Dense(8, kernel_initializer={'class_name': 'Ones'})", "Dense(8, kernel_initializer=Dense(2))", "Dense(8, *more)",
    "Dense(8, init='ones')", "Dense(8, kernel_initializer='ones')", "Dense(8, **{'name': 'c'})", "Dense((8, 8))",
    "Conv1D(8, 3, padding='same')", "Conv1D(8, [3], padding='same')", "Conv1D(8, (3,), padding='valid')",
    "Conv1D(8, 3, border_mode='same')", "Conv1D(8, 3, padding='sme')", "Conv1D(8, 3, data_format='channels_first')",
    "Convolution1D(8, 3)", "Dropout(0.5)", "Dropout(2)", "BatchNormalization(axis=-1)", "BatchNormalization(axis=1)",
    "TimeDistributed(Dense(3))", "MultiHeadAttention(2, 4, name='d')", "LSTM(4, return_sequences=True)", "Dense()",
)  # fmt: skip


OWN = "class Own(Dense):\n    def __init__(self, **rest):\n        super().__init__(8, name='own', **rest)\n"


def said() -> object:
    """All that is shown of a program in which each call stands twice."""
    lines = [f"y = {call}(x)" for call in (*CALLS, "Own()", "Own(activation='relu')")]
    head = "from keras import Input\nfrom keras.layers import *\n" + OWN + "x = Input((12, 6))\nmore = unknown()\n"
    text = head + "\n".join([*lines, *reversed(lines)]) + "\n"
    project = Project({})
    project.open(FILE, Text(text))
    view = project.view(FILE)
    rows = range(text.count("\n"))
    hovers = [hover(view, Position(row, column)) for row in rows for column in (4, 11)]
    return hints(view), list(diagnostics(view)), hovers


def test_what_is_known_of_earlier_calls_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    READ.clear()
    found = READ.found
    with_memory = said()
    assert READ.found >= found + 15
    monkeypatch.setattr(READ, "keep", lambda question, answer: None)
    READ.clear()
    assert said() == with_memory


def test_no_call_holds_what_another_was_given() -> None:
    """Settings may be objects of the program, which lead to all of a run."""
    READ.clear()
    said()
    kept = {**READ._recent, **READ._older}.values()
    assert len(kept) > 10
    for reading in kept:
        assert not reading.given
        assert not reading.keywords
        assert reading.rule.unread.isdisjoint(vars(reading.rule))
