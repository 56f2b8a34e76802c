"""To look for what may be written at the cursor supposes another text; that leaves nothing behind."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session
from tests.incremental.test_equals_fresh import CHANGES, LIBRARY, edits

TORCH = """\
from torch import nn

class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3)
        self.mix = nn.Conv2d(width, 32, 1)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.mix(self.stem(x)).mean((2, 3)))
"""
WRONG = ["Conv2d(width", "Linear(32"]
CALLS = ["Conv2D(|8, 3", 'padding="|', "Dense(|", "Dense(4, activation=|", "model.add(Dense(|"]


@settings(max_examples=30, deadline=None)
@given(edits(), st.data())
def test_hints_and_items_are_those_of_a_fresh_server(texts: list[str], data: st.DataObject) -> None:
    session = Session()
    for text in texts:
        place = data.draw(st.integers(0, len(text)))
        call = data.draw(st.sampled_from(["|", *CALLS]))
        before, _, behind = call.partition("|")
        typed = f"{text[:place]}{before}{behind}{text[place:]}"
        offered = session.completed(typed, place + len(before))
        assert offered == Session().completed(typed, place + len(before))
        if data.draw(st.booleans()):
            assert session.shows(typed) == Session().shows(typed)
    assert session.shows(texts[-1]) == Session().shows(texts[-1])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from(CHANGES), max_size=3), st.integers(0, 40)), min_size=2, max_size=5))
def test_whatever_is_run_for_the_items_is_taken_back(steps: list[tuple[set[tuple[str, str]], int]]) -> None:
    session = Session()
    for changes, number in steps:
        text = LIBRARY
        for old, new in changes:
            text = text.replace(old, new)
        brackets = [place + 1 for place, sign in enumerate(text) if sign == "("]
        place = brackets[number % len(brackets)]
        assert session.completed(text, place) == Session().completed(text, place)
        assert session.says(text) == Session().says(text)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WRONG), st.sampled_from([8, 16])), min_size=1, max_size=5))
def test_numbers_that_fit_are_those_of_a_fresh_server(looks: list[tuple[str, int]]) -> None:
    """The first layer changes its width, and with it what fits into the next one."""
    session = Session()
    for call, width in looks:
        wrong = f"{call.partition('(')[0]}(7"
        text = TORCH.replace("16", str(width)).replace(call, wrong)
        place = text.index(wrong) + len(wrong)
        fits = str(width) if call.startswith("Conv2d") else "32"
        assert [item.text for item in session.completed(text, place)] == [fits]
        assert session.shows(text) == Session().shows(text)
