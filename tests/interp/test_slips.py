"""Which words are certainly others that were misspelt."""

from __future__ import annotations

import pytest

from layerhints.rules.misspelt import slip

KNOWN = ("Conv2D", "Dense", "GRU", "MaxPooling2D", "ReLU")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Conv2d", "Conv2D"),
        ("Maxpooling2D", "MaxPooling2D"),
        ("Relu", "ReLU"),
        ("MaxPoling2D", "MaxPooling2D"),  # one letter too few, too many, wrong, exchanged
        ("Densee", "Dense"),
        ("Densa", "Dense"),
        ("Desne", "Dense"),
        ("Dense", None),
        ("Dens", None),  # which is on its way
        ("Conv4D", None),  # a number makes another thing of it
        ("GRUD", None),
        ("MaxPool2D", None),
    ],
)
def test_a_word_of_capitals_or_one_letter(written: str, meant: str | None) -> None:
    found = slip(written, KNOWN)
    assert (found and found.meant) == meant
