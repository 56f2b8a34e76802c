"""Each operation on drawn arguments, with tensors of drawn types: what torch takes has the type that torch says."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from layerhints.libraries.torch.ops.refused_types import is_particular

from .check import MACHINE, Call, Given, compare, ours, theirs
from .judging import OPERATIONS, drawn_call

pytestmark = pytest.mark.oracle
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
CASES = int(os.environ.get("TORCH_CASES_PER_OPERATION", "4"))
TYPES = st.sampled_from(["float32", "float32", "float64", "float16", "int64", "int32", "uint8", "bool", "complex64"])


def of_types(value: Any, data: st.DataObject) -> Any:
    if isinstance(value, Given):
        return replace(value, dtype=data.draw(TYPES))
    return type(value)(of_types(each, data) for each in value) if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_types(name: str) -> None:
    @settings(
        max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=PHASES
    )
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        drawn = drawn_call(name, data.draw)
        keywords = {word: of_types(value, data) for word, value in drawn.keywords.items()}
        made = Call(name, of_types(drawn.positional, data), keywords, drawn.attribute)
        expected = theirs(made)
        if not isinstance(expected, Exception):  # which types torch refuses is mostly not followed
            compare(made, expected, ours(made), False)

    agrees()


PARTICULAR = [name for name in sorted(OPERATIONS) if is_particular(name.rpartition(".")[2])]


@pytest.mark.parametrize("name", PARTICULAR)
def test_refused_types(name: str) -> None:
    """What is said to be refused for its type is, and some types of each are."""
    met = []

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=PHASES)
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        drawn = drawn_call(name, data.draw)
        if isinstance(theirs(drawn), Exception):
            return
        keywords = {word: of_types(value, data) for word, value in drawn.keywords.items()}
        made = Call(name, of_types(drawn.positional, data), keywords, drawn.attribute)
        ours(made)
        if MACHINE.findings:
            met.append(made)
            assert isinstance(theirs(made), Exception), f"{made}: {MACHINE.findings[0].message}"

    agrees()
    assert met
