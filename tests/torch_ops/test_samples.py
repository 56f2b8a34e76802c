"""Torch's own sample inputs: whatever of them is known of a result is what torch gives."""

from __future__ import annotations

import os
from itertools import islice

import pytest

from layerhints.algebra import Unknown

from .check import ours
from .judging import compare_sample
from .samples import ENTRIES, samples

pytestmark = pytest.mark.oracle
CASES = int(os.environ.get("TORCH_CASES_PER_OPERATION", "12"))
"""How many calls of each operation are judged."""


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_samples(key: str) -> None:
    for sample in islice(samples(ENTRIES[key]), CASES):
        compare_sample(sample)


def test_that_what_is_unknown_is_rare() -> None:
    """Of the calls that a person makes, nearly all have a known shape."""
    counted = {True: 0, False: 0}
    for key in ("add", "sum", "matmul", "nn.functional.conv2d", "nn.functional.linear", "softmax", "linalg.svd"):
        for sample in samples(ENTRIES[key]):
            if not isinstance(sample.result, Exception):
                found = ours(sample.call)
                counted[isinstance(getattr(found, "shape", ()), Unknown)] += 1
    assert counted[True] == 0 and counted[False] > 100
