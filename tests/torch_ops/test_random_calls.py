"""Each operation on drawn shapes and arguments, judged by real torch 2.13."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .judging import OPERATIONS, compare, drawn_call

pytestmark = pytest.mark.oracle
PHASES = tuple(phase for phase in Phase if phase is not Phase.explain)
"""A call that fails is small enough to explain itself."""
CASES = int(os.environ.get("TORCH_CASES_PER_OPERATION", "12"))


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_call(name: str) -> None:
    @settings(
        max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=PHASES
    )
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        compare(name, drawn_call(name, data.draw))

    agrees()
