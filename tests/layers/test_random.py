"""Random configurations of every layer: our rule against real Keras. docs/keras-evidence.md has a longer run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from . import check
from .configurations import Configuration
from .judging import SAYS_LESS, compare, compare_named
from .rarer import EVERY_LAYER
from .variations import broken, named_sizes

pytestmark = pytest.mark.oracle

CASES = int(os.environ.get("CASES_PER_LAYER", "200"))
"""How many calls of each layer are drawn."""
JUDGED = [name for name in EVERY_LAYER if name not in check.NEED_TENSORFLOW]
DRAWN = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def test_every_layer_has_configurations() -> None:
    assert set(EVERY_LAYER) == set(check.LAYERS) - set(check.FOREIGN)


@pytest.mark.parametrize("name", JUDGED)
def test_the_rule_agrees_with_keras(name: str) -> None:
    @DRAWN
    @given(EVERY_LAYER[name])
    def agrees(drawn: Configuration) -> None:
        outcome = compare(drawn)
        event(outcome.kind)
        assert not outcome.unknown or name in SAYS_LESS, outcome.unknown

    agrees()


@pytest.mark.parametrize("name", [name for name in JUDGED if name != "InputLayer"])
def test_the_rule_on_named_sizes_agrees_with_keras_on_their_values(name: str) -> None:
    @settings(DRAWN, max_examples=max(1, CASES // 4))
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        drawn = data.draw(EVERY_LAYER[name])
        event(compare_named(drawn, data.draw(named_sizes(drawn))).kind)

    agrees()


@pytest.mark.parametrize("name", JUDGED)
def test_no_shape_is_given_for_a_broken_call_that_keras_refuses(name: str) -> None:
    @settings(DRAWN, max_examples=max(1, CASES // 4))
    @given(EVERY_LAYER[name].flatmap(broken))
    def agrees(drawn: Configuration) -> None:
        event(compare(drawn).kind)

    agrees()
