"""Names that are bound again and again: an edit between two of them sees the one above it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session

HEAD = "from torch import nn\n"
LINES = [
    "w = 8", "w = 9", "w = 4 * 2", "v = w", "w = v + 1", "v, w = w, 5", "w += 1", "del w", "w: int = 6", "w = (",
    "sizes = [w]", "sizes = [w, 7]", "sizes.append(w)", "w = sizes[-1]", "other = sizes", "for w in (2, 3): v = w",
    "with open('x') as w: pass", "import w", "if layer: w = 3", "try: w = q\nexcept NameError: w = 2",
    "if layer: w = 8", "while layer: w = 8", "for v in layer: w = 9", "w = 8 if layer else 9",
    "layer = nn.Linear(w, v)", "layer = nn.Linear(w, w)", "net = nn.Sequential(layer, nn.ReLU())", "net = layer",
    "def f(): return nn.Linear(w, 3)", "def f(n=w): return nn.Linear(n, 4)", "layer = f()", "layer", "f = w",
    "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.head = nn.Linear(w, 2)",
    "class Net(f): pass", "layer = Net()", "Net.width = w", "w = Net.width",
]  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> list[str]:
    """The texts of a document of short statements, each an edit of the one before."""
    lines = draw(st.lists(st.sampled_from(LINES), min_size=2, max_size=7))
    texts = [lines]
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(lines)))
        gone = draw(st.integers(0, 2))
        come = draw(st.lists(st.sampled_from(LINES), max_size=2))
        lines = [*lines[:place], *come, *lines[place + gone :]]
        texts.append(lines)
    return [HEAD + "".join(f"{line}\n" for line in lines) for lines in texts]


@settings(max_examples=200, deadline=None)
@given(sessions())
def test_whatever_is_bound_again_the_answer_is_that_of_a_fresh_server(texts: list[str]) -> None:
    session = Session()
    for text in texts:
        said = session.says(text)
    assert said == Session().says(texts[-1])


def test_a_line_between_two_bindings_sees_the_first_as_it_is_now() -> None:
    session = Session()
    session.shows(HEAD + "w = 8\nw = 3\n")
    session.shows(HEAD + "w = 9\nw = 3\n")
    assert session.shows(HEAD + "w = 9\nlayer = nn.Linear(w, w)\nw = 3\n") == [(2, "(…, 9) · 90")]  # (9 + 1) · 9


@pytest.mark.parametrize(
    "perhaps",
    [
        "if asked: w = 8", "while asked: w = 8", "for one in asked: w = 8", "if asked: del w",
        "try: w = asked()\nexcept NameError: w = 8", "if asked: w = 8\nelse: v = 8", "with asked: w = 8",
    ],
)  # fmt: skip
def test_what_is_perhaps_bound_again_hangs_on_what_was(perhaps: str) -> None:
    before, after = (HEAD + f"w = {width}\n{perhaps}\nlayer = nn.Linear(w, w)\n" for width in (8, 9))
    session = Session()
    session.says(before)
    assert session.says(after) == Session().says(after)


def test_what_was_bound_by_a_definition_that_is_gone_is_gone_with_the_next() -> None:
    f, g = (f"\n\ndef {name}():\n    return nn.Linear(2, 3)\n" for name in "fg")
    session = Session()
    for text in (HEAD + f + f, HEAD + g + f, HEAD):
        said = session.says(text)
    assert said == Session().says(HEAD)


@pytest.mark.parametrize("typed", ["width = width * 3", "width += 3", "width, depth = width + 1, 3", "width = -width"])
def test_a_statement_that_reads_what_it_binds_reads_what_stood_before_it(typed: str) -> None:
    session = Session()
    text = "from torch import nn\n\nwidth = 4\nwidth = width * 2\n\n\ndef build():\n    return nn.Linear(3, width)\n"
    session.shows(text)
    text = text.replace("width = width * 2", typed)
    assert session.says(text) == Session().says(text)
