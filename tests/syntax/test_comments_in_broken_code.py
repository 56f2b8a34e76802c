"""What is read of broken code does not depend on whether a line is blank or a comment."""

from __future__ import annotations

import re

import pytest
from tests.incremental.test_unnoticed import TORCH, TYPED, typed

from layerhints.syntax import read

ROWS = range(16, 56, 3)


def tree(text: str) -> str:
    """The statements of a text, written out. A block may end behind its last comment."""
    written = "\n".join(repr((row, definition.body)) for row, definition in read(text).definitions)
    return re.sub(r"end_row=\d+, end_column=\d+", "", written)


@pytest.mark.parametrize("row", ROWS)
def test_a_comment_is_as_a_blank_line(row: int) -> None:
    for number, line in enumerate(TYPED):
        broken = typed(TORCH, row, line, (-4, 0, 4)[number % 3]).split("\n")
        for place in (row - number % 3, row + 1, row + 2):
            above, below = broken[:place], broken[place:]
            blank, comment = ("\n".join([*above, sign, *below]) for sign in ("", "        # a, b ="))
            assert tree(comment) == tree(blank)


def test_a_comment_before_a_broken_argument() -> None:
    lines = ["net = Stack(", "", "q = 5;", "    First(),", "    Second(),", ")", ""]
    commented = [*lines]
    commented[1] = "    # what comes first"
    assert tree("\n".join(commented)) == tree("\n".join(lines))
