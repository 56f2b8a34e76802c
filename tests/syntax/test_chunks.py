"""A text that is read as a whole is cut where it is cut while somebody edits it and its logical lines are told."""

from __future__ import annotations

import pytest

from layerhints.syntax.parse import image
from layerhints.syntax.text import chunks

TEXT = '''\
@decorated
class Net(Module):
    """Docstring with "quotes".

    And a second row
    """

    @property
    def first(self): return [x for x in (1, (2, 3))]  # a comment

  # shallow
# in the first column
    def forward(self, x,
                y):
        """def f(): of one row"""
        return x[
            "a"]
# behind it
    # inside, it seems

# alone

if first:
    pass
else:
    pass
x = """
class A: ...
"""
'''


@pytest.mark.parametrize("cut", range(0, len(TEXT), 7))
@pytest.mark.parametrize("change", ["", '"""', "(", '"', "\r\n", "\t", "\n@", "\\\n"])
def test_what_is_not_told_apart_ends_no_chunk(cut: int, change: str) -> None:
    text = image(TEXT[:cut] + change + TEXT[cut:])
    plain, told = ([chunk[:4] for chunk in chunks(text, known)] for known in (None, {}))
    assert plain == told


def test_many_comments_with_carriage_returns_are_looked_at_once() -> None:
    """Where a row could be matched in two ways, forty of them in front of a row that ends a block took hours."""
    text = "def f():\r\n    pass\r\n" + "# a comment\r\n" * 400 + "x = 1\r\n"
    assert [chunk[:2] for chunk in chunks(text, None)] == [(0, 2), (2, 403)]
