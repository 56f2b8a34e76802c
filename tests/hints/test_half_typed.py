"""Half-typed files: whatever line is missing and wherever the file ends, the lines before keep their hints."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.incremental.check import fresh

SEEDS = sorted((Path(__file__).parent.parent / "corpus" / "seeds").glob("*.py"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_deleted_line_leaves_the_hints_before_it(path: Path) -> None:
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    whole = dict(fresh(text))
    for deleted in range(len(lines)):
        left = dict(fresh("".join(lines[:deleted] + lines[deleted + 1 :])))
        for row, label in whole.items():
            if row < deleted and not _in_one_call(lines, row, deleted):
                assert left.get(row) == label, f"line {row + 1}, after line {deleted + 1} was deleted"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_file_that_ends_anywhere_keeps_the_hints_of_its_complete_lines(path: Path) -> None:
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    whole = dict(fresh(text))
    for end in range(len(text) + 1):
        part = text[:end]
        last = part.count("\n")
        left = dict(fresh(part))
        for row, label in whole.items():
            if row < last and not _in_one_call(lines, row, last):
                assert left.get(row) == label, f"line {row + 1}, in the first {end} characters"


TYPED = """\
import keras
from keras import layers


def block(x, width):
    kept = layers.Conv2D(width, 3)(x)
    {line}
    return layers.Flatten()(kept)


x = keras.Input((32, 32, 3))
y = block(x, 8)
"""


@pytest.mark.parametrize("line", ["", "z = layers.", "z = layers.Dense(10)(x", "layers.", "z =", "z = kept + "])
def test_a_line_that_is_being_typed_leaves_the_hints_behind_it(line: str) -> None:
    labels = [label for _, label in fresh(TYPED.format(line=line))]
    assert "(None, 30, 30, 8) · 224" in labels  # (3·3·3 + 1)·8
    assert "(None, 7200)" in labels  # 30·30·8


def _in_one_call(lines: list[str], row: int, other: int) -> bool:
    """Does the hint of line `row` depend on line `other` below it?

    So it does when it belongs to a call that is spread over lines and still open there, and when it is the last item of
    a list of which `other` holds only the closing brackets: without them, it may as well be a statement of its own.
    """
    if other == row + 1 and other < len(lines) and not lines[other].strip().strip("])"):
        return True
    depth = 0
    for line in lines[row : other + 1]:
        if depth == 0 and line is not lines[row]:
            return False
        depth += line.count("(") - line.count(")")
        if depth < 0:
            return False
    return depth >= 0 and row < other
