"""Random configurations of every module: our rule against real torch.

`configurations_<family>.py` holds `CONFIGURATIONS`, for each module a strategy of `check.Configuration`, and may hold
`DEVICES` (the device on which torch judges a module, by default the processor) and `SAYS_LESS` (modules whose rule does
not always know the shape).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, event, given, settings

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers import FAMILIES

from . import check, torch_oracle
from .check import Configuration

pytestmark = pytest.mark.oracle

CASES = int(os.environ.get("TORCH_CASES_PER_MODULE", "0"))
"""How many calls of each module are drawn; by default at least 30, and 200 for a family."""


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_the_rule_agrees_with_torch(family: str, name: str) -> None:
    drawn_from = check.configurations(name)
    device = getattr(drawn_from, "DEVICES", {}).get(name, "cpu")
    says_less = name in getattr(drawn_from, "SAYS_LESS", ())
    cases = CASES or max(30, -(-200 // len(FAMILIES[family])))

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(drawn_from.CONFIGURATIONS[name])
    def agrees(drawn: Configuration) -> None:
        try:
            verdict = torch_oracle.judge_drawn(drawn, device)
        except torch_oracle.REFUSALS:
            event("refused")
            assert refused(drawn)
            return
        event("taken")
        ours = check.judged(drawn)
        assert ours.problems == ()
        if says_less:
            assert len(ours.outputs) == len(verdict.outputs) and all(map(check.agrees, ours.outputs, verdict.outputs))
        else:
            assert ours.outputs == verdict.outputs
        assert ours.explained == ours.outputs
        assert ours.weights == verdict.weights and list(ours.weights) == list(verdict.weights)
        assert ours.buffers == verdict.buffers
        less_knowledge_is_no_error(drawn, verdict)

    agrees()


def refused(drawn: Configuration) -> bool:
    """Whether our rule reports a problem, or does not know what comes out."""
    try:
        ours = check.judged(drawn)
    except TypeError:
        return True  # `forward` does not take these arguments
    if ours.problems:
        return True
    return any(isinstance(shape, Unknown) or any(isinstance(size, Unknown) for size in shape) for shape in ours.outputs)


def less_knowledge_is_no_error(drawn: Configuration, verdict: torch_oracle.Verdict) -> None:
    """What is right for numbers stays right for symbols, and where sizes or arguments are not known."""
    for ours in (check.with_symbols(drawn), *check.with_less_known(drawn)):
        assert ours.problems == ()
        if len(ours.outputs) == len(verdict.outputs):
            assert all(map(check.agrees, ours.outputs, verdict.outputs))
        else:
            assert all(isinstance(shape, Unknown) for shape in ours.outputs)
        if not isinstance(ours.weights, Unknown):
            common = ours.weights.keys() & verdict.weights.keys()
            assert all(check.weight_agrees(ours.weights[name], verdict.weights[name]) for name in common)
