"""Each function on drawn shapes and arguments, judged by real Keras 3.15.1."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keras_ops import neural, numeric
from tests.keras_ops.check import check
from tests.keras_ops.draw import FAMILIES, UNFOLLOWED, Draw
from tests.keras_ops.test_signatures import PAIRS

MODULES = (neural, numeric)
NOT_ON_TENSORS = {
    "shape": "gives a tuple; test_core",
    "dtype": "gives a string; test_core",
    "is_tensor": "gives a truth; test_core",
    "convert_to_numpy": "refuses symbolic tensors",
    "custom_gradient": "gives a function; test_core",
    "vectorize": "gives a function; what that gives is not followed",
}
EXAMPLES = int(os.environ.get("LAYERHINTS_OPS_EXAMPLES", "4"))


def test_every_function_is_drawn() -> None:
    public = {name.partition(".")[2] if not name.startswith(("image.", "random.")) else name for name in PAIRS}
    assert public == FAMILIES.keys() | NOT_ON_TENSORS.keys()


@pytest.mark.parametrize("name", sorted(FAMILIES))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_call(name: str, data: st.DataObject) -> None:
    d = Draw(data.draw, holes=data.draw(st.booleans()))
    check(FAMILIES[name](d, name), followed=name not in UNFOLLOWED)
