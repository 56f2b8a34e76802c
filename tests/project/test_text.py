"""Texts: lines end where editors and Python end them, and edits are those of a plain string."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layerhints.project.text import Position, Range, Text

ALPHABET = st.text(alphabet="ab\n\r\f\x0b\u2028ü🚂", max_size=40)


@given(ALPHABET)
def test_lines_are_those_of_a_file_with_universal_newlines(content: str) -> None:
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = Text(content)
    assert [text.line(row) for row in range(text.line_count)] == lines


@given(ALPHABET, st.data())
def test_every_offset_has_a_position_that_leads_back_to_it(content: str, data: st.DataObject) -> None:
    text = Text(content)
    row = data.draw(st.integers(0, text.line_count - 1))
    column = data.draw(st.integers(0, len(text.line(row))))
    offset = text.offset(Position(row, column))
    assert content[text.starts[row] : offset] == text.line(row)[:column]


@given(ALPHABET, st.data(), ALPHABET)
def test_an_edit_is_that_of_a_string(content: str, data: st.DataObject, new: str) -> None:
    text = Text(content)
    rows = st.integers(0, text.line_count - 1)
    drawn = data.draw(rows), data.draw(rows)
    start, end = sorted(Position(row, data.draw(st.integers(0, len(text.line(row))))) for row in drawn)
    edited = text.edited(Range(start, end), new)
    assert edited.content == content[: text.offset(start)] + new + content[text.offset(end) :]
    assert edited.lines == Text(edited.content).lines


def test_positions_outside_are_moved_to_the_nearest_place() -> None:
    text = Text("ab\ncd")
    assert text.offset(Position(0, 9)) == 2
    assert text.offset(Position(7, 0)) == 5
    assert text.line(-1) == text.line(2) == ""


def test_a_cursor_at_either_end_is_on_the_word() -> None:
    word = Range(Position(1, 2), Position(1, 5))
    assert Position(1, 2) in word
    assert Position(1, 5) in word
    assert Position(1, 6) not in word
