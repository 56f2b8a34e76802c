"""What the interpreter says is known holds whatever the unknown values are."""

from __future__ import annotations

from itertools import product

import pytest
from tests.interp.choices import contradictions
from tests.interp.random_programs import CHOICES, PRELUDE, UNKNOWN, Writer

EVERY_CHOICE = [dict(zip(UNKNOWN, values, strict=True)) for values in product(CHOICES, repeat=len(UNKNOWN))]


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_known_values_hold_for_every_choice(first: int) -> None:
    for seed in range(first, first + 100):
        program = Writer(seed).program()
        assert not contradictions(PRELUDE + program, EVERY_CHOICE), program
