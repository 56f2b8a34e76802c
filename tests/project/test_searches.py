"""What is looked for in a file that is being edited is found as if the whole file were looked through."""

from __future__ import annotations

import re
import sys
from types import FrameType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from layerhints.libraries.keras.era import _KERAS_1_WORDS, _KERAS_3_WORDS, _MODERN_WORDS
from layerhints.project.searches import search
from layerhints.project.text import Text
from layerhints.project.world import Document, World
from layerhints.syntax import Module, read
from layerhints.values.host import Sought

FILE = "/project/model.py"
ROWS = (
    "", "", "x = 1", "def f(x):", "    return x", "    y = f(", "    border_mode", "    =", "    'same')", "'", '"""',
    "print 'loss'", "    print", "    kernel_size=3", "    padding", "    = 'same'", "    subsample = ", "    (2, 2)",
    "from keras import layers, ops", "import keras.ops", "    x.init='he'", "    init = 'he'", "    nb_epoch=1)",
)  # fmt: skip
SMALL_EDITS = st.tuples(st.integers(0, 30), st.integers(0, 3), st.lists(st.sampled_from(ROWS), max_size=2))


@given(st.lists(st.sampled_from(ROWS), min_size=8, max_size=30), st.lists(SMALL_EDITS, max_size=8))
def test_who_edits_finds_what_is_found_anew(rows: list[str], edits: list[tuple[int, int, list[str]]]) -> None:
    world = World()
    for row, gone, come in [(0, 0, []), *edits]:
        rows = [*rows[:row], *come, *rows[row + gone :]]
        document = Document(Text("\n".join(rows)), None)
        world.open(FILE, document)
        fresh = World()
        fresh.open(FILE, document)
        for pattern in (_KERAS_1_WORDS, _KERAS_3_WORDS, _MODERN_WORDS):
            assert world.search(FILE, pattern) == fresh.search(FILE, pattern)


def read_through(before: str, after: str) -> int:
    """How many characters are looked through when a text was edited in which nothing was found."""
    seen = 0

    class Counting(Sought):
        def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
            nonlocal seen
            seen += end - start
            return super().search(text, start, end)

    pattern = Counting(re.compile("nowhere"), re.compile("nowhere"))
    old = read(before.splitlines(keepends=True))
    found = search(pattern, old, None)
    assert seen == sum(len(definition.text) for _, definition in old.definitions)
    seen = 0
    new: Module = read(after.splitlines(keepends=True), old)
    assert search(pattern, new, found).first is None
    return seen


def test_a_letter_is_looked_for_in_its_lines_and_those_around() -> None:
    rows = ["def f(x):\n", *[f"    x = f(x, {row:03})\n" for row in range(500)], "    return x\n"]
    width = len(rows[1])
    assert 0 < read_through("".join(rows), "".join(rows).replace("250", "2505")) < 8 * width
    assert 0 < read_through("".join(rows), "".join(rows).replace("250)\n", "250)\n    y\n")) < 8 * width


def lines_run(definitions: int, line: str) -> int:
    """How many lines of our own Python a search runs where nothing was found and a line in the middle has changed."""
    rows = [f"x{number} = {number}\n" for number in range(definitions)]
    pattern = Sought(re.compile("nowhere"), re.compile("nowhere"))
    old = read(rows)
    found = search(pattern, old, None)
    rows[definitions // 2] = line
    new = read(rows, old)
    run = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal run
        run += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert search(pattern, new, found).first is None
    finally:
        sys.settrace(before)
    return run


def test_a_letter_in_a_long_file_costs_what_it_costs_in_a_short_one() -> None:
    for line in ("x = 2\n", "x = 2\ny = 3\n"):
        assert lines_run(2000, line) < lines_run(20, line) + 100
