"""Random configurations of every module: our rule against real torch.

`configurations_<family>.py` holds `CONFIGURATIONS`, for each module a strategy of `check.Configuration`, and may hold
`DEVICES` (the device on which torch judges a module, by default the processor) and `SAYS_LESS` (modules whose rule does
not always know the shape).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, event, given, settings

from layerhints.libraries.torch.layers import FAMILIES

from . import check, judging
from .check import Configuration

pytestmark = pytest.mark.oracle

CASES = int(os.environ.get("TORCH_CASES_PER_MODULE", "0"))
"""How many calls of each module are drawn; by default at least 30, and 200 for a family."""


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_the_rule_agrees_with_torch(family: str, name: str) -> None:
    cases = CASES or max(30, -(-200 // len(FAMILIES[family])))

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(check.configurations(name).CONFIGURATIONS[name])
    def agrees(drawn: Configuration) -> None:
        event(judging.compare(name, drawn).kind)

    agrees()
