"""What a program asks of its own text is asked again when the text changes, also by edits that no run can notice."""

from __future__ import annotations

import pytest
from tests.incremental.check import Session, fresh

PROGRAM = """\
import inspect
import sys

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        text = inspect.getsource(sys.modules[type(self).__module__])
        self.layer = nn.Linear(2, 5 if "# wi" + "de" in text else 6)

    def forward(self, x):
        return self.layer(x)


# {note}
def build():
    # {note}
    return Net()
"""


@pytest.mark.parametrize("row", [16, 18])
def test_a_word_that_the_program_looks_for_is_typed_in_a_comment(row: int) -> None:
    lines = PROGRAM.replace("{note}", "").splitlines()
    session = Session()
    for note, width in (("", 6), ("w", 6), ("wide", 5), ("wid", 6), ("wider", 5), ("narrow", 6)):
        lines[row] = lines[row][: lines[row].index("#") + 1] + f" {note}"
        text = "\n".join(lines)
        shown = session.shows(text)
        assert shown == fresh(text)
        assert (10, f"(…, {width}) · {3 * width}") in shown
