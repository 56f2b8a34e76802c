"""Nothing makes a call raise."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keras_ops.check import values

from layerhints.libraries.keras.ops import MEMBERS, images, random
from layerhints.libraries.keras.tensorflow import backend, making, numbers, shapes
from layerhints.libraries.keras.tensorflow import images as tf_images

ODD = ("unknown", "None", "-7", "2.5", "'word'", "(1, unknown)", "[]", "x", "flat", "open_", "{'a': x}", "object()")
"""What no signature has in mind."""
FUNCTIONS = {
    **{f"ops.{name}": native for name, native in MEMBERS.items()},
    **{f"ops.image.{name}": native for name, native in images.OPERATIONS.members.items()},
    **{f"keras.random.{name}": native for name, native in random.OPERATIONS.members.items()},
    **{f"K.{name}": native for name, native in backend.FUNCTIONS.members.items()},
    **{
        f"tf.{name}": native
        for family in (making, numbers, shapes)
        for name, native in family.FUNCTIONS.members.items()
    },
    **{f"tf.image.{name}": native for name, native in tf_images.FUNCTIONS.members.items()},
}
START = """
import keras
import tensorflow as tf
from keras import ops, backend as K
import somewhere
unknown = somewhere.something()
x = keras.Input((4, None))
flat = keras.Input(batch_shape=())
open_ = ops.reshape(x, unknown)
"""


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.sampled_from(ODD), max_size=5), min_size=8, max_size=8))
def test_odd_arguments(name: str, calls: list[list[str]]) -> None:
    lines = [f"result_{index} = {name}({', '.join(call)})" for index, call in enumerate(calls)]
    assert "result_7" in values("\n".join([START, *lines]))


