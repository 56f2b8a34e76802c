"""Torch's own sample inputs of its modules: shapes, parameters and the modules inside are torch's."""

from __future__ import annotations

import os
from itertools import islice

import pytest

from .samples import ENTRIES, compare, samples

pytestmark = pytest.mark.oracle
CASES = int(os.environ.get("TORCH_CASES_PER_MODULE", "40"))
"""How many samples of each module are judged."""
WITHOUT_PLAIN_ARGUMENTS = {"TransformerEncoder"}
"""Modules whose samples all pass a module."""


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_samples(name: str) -> None:
    kinds = [compare(sample).kind for sample in islice(samples(ENTRIES[name]), CASES)]
    assert "taken" in kinds or name in WITHOUT_PLAIN_ARGUMENTS
