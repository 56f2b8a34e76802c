"""Hints as they are sent: whatever stands in them, they say the same wherever their definition is put."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from layerhints.lsp.wire import compact
from layerhints.lsp.written import Block, Written
from layerhints.project.text import Position, Range

ROWS = st.integers(0, 100_000)
HINTS = st.lists(st.tuples(ROWS, st.integers(0, 2_000), st.text(max_size=8), st.none() | ROWS), max_size=5)


def written(row: int, column: int, label: str, about: int | None) -> Written:
    body = f',"character":{column}}},{compact({"label": label})[1:-1]}'
    if about is None:
        return Written(Position(row, column), f"{body}}}", 0, "")
    return Written(Position(row, column), f'{body},"about":{{"line":', about, "}}")


def meant(row: int, column: int, label: str, about: int | None) -> dict[str, Any]:
    hint = {"position": {"line": row, "character": column}, "label": label}
    return hint if about is None else {**hint, "about": {"line": about}}


def read(text: bytes) -> object:
    return json.loads(b"[" + text[1:] + b"]")


@given(hints=HINTS, rows=st.integers(-100_000, 100_000))
def test_hints_stay_as_they_are_when_they_are_moved_kept_and_taken_apart(hints: list[Any], rows: int) -> None:
    rows = max(
        rows,
        -min((number for row, _, _, about in hints for number in (row, row if about is None else about)), default=0),
    )
    block = Block(written(*hint) for hint in hints)
    assert read(block.text) == [meant(*hint) for hint in hints]
    moved = [(row + rows, *rest, None if about is None else about + rows) for row, *rest, about in hints]
    assert read(block.moved(rows).text) == [meant(*hint) for hint in moved]
    assert block.moved(rows).moved(-rows).text == block.text
    again = Block.of(json.loads(json.dumps(block.plain())))
    assert again.text == block.text
    assert [*again] == [*block] == [written(*hint) for hint in hints]


@given(hints=HINTS, ends=st.tuples(ROWS, ROWS).map(sorted))
def test_of_a_stretch_those_are_given_that_stand_in_it(hints: list[Any], ends: list[int]) -> None:
    block = Block(written(*hint) for hint in hints)
    stretch = Range(*(Position(row, 0) for row in ends))
    there = [hint for hint in hints if stretch.start <= hint[:2] <= stretch.end]
    assert read(block.within(stretch)) == [meant(*hint) for hint in there]
