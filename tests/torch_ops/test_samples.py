"""Torch's own sample inputs: whatever of them is known of a result is what torch gives."""

from __future__ import annotations

import os
from itertools import islice

import pytest

from layerhints.algebra import Unknown
from layerhints.values.objects import ABSENT

from .check import claims, compare, ours, shown, with_less_known
from .samples import ENTRIES, Sample, samples

pytestmark = pytest.mark.oracle
CASES = int(os.environ.get("TORCH_CASES_PER_OPERATION", "12"))
"""How many calls of each operation are judged."""
BY_NUMBERS = {"Tensor.as_strided_"}
"""Functions that refuse samples for other reasons than shapes: a place in memory."""


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_samples(key: str) -> None:
    for sample in islice(samples(ENTRIES[key]), CASES):
        judge(sample)


def judge(sample: Sample) -> None:
    call, expected = sample.call, sample.result
    found = ours(call)
    if found is ABSENT:
        return  # nothing is said about what layerhints does not have
    if isinstance(expected, Exception):
        message = f"{call}: torch raises {expected}, but it is {shown(found)}"
        assert call.name in BY_NUMBERS or not claims(found), message
        return
    compare(call, expected, found, False)
    for less in with_less_known(call):
        compare(call, expected, less, False)


def test_that_what_is_unknown_is_rare() -> None:
    """Of the calls that a person makes, nearly all have a known shape."""
    counted = {True: 0, False: 0}
    for key in ("add", "sum", "matmul", "nn.functional.conv2d", "nn.functional.linear", "softmax", "linalg.svd"):
        for sample in samples(ENTRIES[key]):
            if not isinstance(sample.result, Exception):
                found = ours(sample.call)
                counted[isinstance(getattr(found, "shape", ()), Unknown)] += 1
    assert counted[True] == 0 and counted[False] > 100
