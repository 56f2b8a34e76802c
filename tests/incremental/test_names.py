"""Names that Keras gives out in turn are those of a run from the beginning where a line is run in place, be it in loops
of any length or in a run that began again because it had taught something.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.incremental.check import Session
from tests.incremental.test_unnoticed import typed

from layerhints.values.facts import LayerApplied

LOOPS = (Path(__file__).parent / "loops.py.txt").read_text()
LEARNED = """\
from keras.layers import Conv2D, Dense, Dropout


def block(x, filters):
    x = Conv2D(filters, 3)(x)
    x = Dense(4)(x)
    return x


def stacked(x, filters):
    x = block(x, filters)
    x = block(x, 4 * filters)
    return x
"""
LINES = [
    "y = Dropout(0.5)(x)",
    "y = Dropout(0.5)(Dropout(0.1)(x))",
    "y = Dropout(0.5)(x) if filters == 1 else x",
    "y = Dense(4)(x)",
]


def names(session: Session) -> list[tuple[str, str | None, str]]:
    """Of each layer that was applied: what it is, what it is called, and what came out."""
    facts = (fact for fact in session.program().facts if isinstance(fact, LayerApplied))
    return sorted((fact.layer.type, fact.layer.name or "", str(fact.outputs)) for fact in facts)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("text", "row"), [(LOOPS, 8), (LOOPS, 9), (LOOPS, 10), (LEARNED, 4)])
def test_layers_are_called_as_in_a_run_from_the_beginning(text: str, row: int, line: str) -> None:
    session, fresh = Session(), Session()
    for shown in (text, typed(text, row, "y")):
        session.shows(shown)
    session.rests(1_000_000)
    session.shows(typed(text, row, line))
    fresh.shows(typed(text, row, line))
    assert names(session) == names(fresh)


def test_a_line_in_loops_of_any_length_is_all_that_is_run() -> None:
    session, fresh = Session(), Session()
    for text in (LOOPS, typed(LOOPS, 9, "y")):
        session.shows(text)
    session.rests(1_000_000)
    text = typed(LOOPS, 9, LINES[0])
    assert session.cost(text)["interpreter_steps"] < fresh.cost(text)["interpreter_steps"] / 4
