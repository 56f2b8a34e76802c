"""Each function on drawn shapes and arguments, judged by real Keras 3.15.1. docs/keras-evidence.md has a longer run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keras_ops.draw import FAMILIES
from tests.keras_ops.drawn import as_drawn, broken, by_value
from tests.keras_ops.test_signatures import PAIRS

NOT_ON_TENSORS = {
    "shape": "gives a tuple; test_core",
    "dtype": "gives a string; test_core",
    "is_tensor": "gives a truth; test_core",
    "convert_to_numpy": "refuses symbolic tensors",
    "custom_gradient": "gives a function; test_core",
    "vectorize": "gives a function; what that gives is not followed",
}
EXAMPLES = int(os.environ.get("LAYERHINTS_OPS_EXAMPLES", "30"))
"""How many calls of each function are drawn, always the same: the longer run draws anew."""
DRAWN = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
FEWER = settings(DRAWN, max_examples=max(1, EXAMPLES // 3))


def test_every_function_is_drawn() -> None:
    public = {name.partition(".")[2] if not name.startswith(("image.", "random.")) else name for name in PAIRS}
    assert public == FAMILIES.keys() | NOT_ON_TENSORS.keys()


@pytest.mark.parametrize("name", sorted(FAMILIES))
@DRAWN
@given(st.data())
def test_call(name: str, data: st.DataObject) -> None:
    _, judge = as_drawn(name, data.draw)
    judge()


@pytest.mark.parametrize("name", sorted(FAMILIES))
@FEWER
@given(st.data())
def test_what_is_said_of_open_sizes_holds_for_numbers(name: str, data: st.DataObject) -> None:
    _, judge = by_value(name, data.draw)
    judge()


@pytest.mark.parametrize("name", sorted(FAMILIES))
@FEWER
@given(st.data())
def test_no_shape_is_given_for_a_broken_call_that_keras_refuses(name: str, data: st.DataObject) -> None:
    _, judge = broken(name, data.draw)
    judge()
