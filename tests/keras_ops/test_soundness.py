"""What is said of sizes that are not known holds for every size that they may have, and nothing makes a call raise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keras_ops import neural, numeric
from tests.keras_ops.check import Call, ours, values
from tests.keras_ops.draw import FAMILIES, Draw

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops import MEMBERS, images, random
from layerhints.libraries.keras.tensorflow import backend, making, numbers, shapes
from layerhints.libraries.keras.tensorflow import images as tf_images
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

MODULES = (neural, numeric)
ODD = ("unknown", "None", "-7", "2.5", "'word'", "(1, unknown)", "[]", "x", "flat", "open_", "{'a': x}", "object()")
"""What no signature has in mind."""


def flat(value: Any) -> list[Any]:
    if isinstance(value, (tuple, List)):
        content = value.content if isinstance(value, List) else value
        return [] if isinstance(content, Unknown) else [each for item in content for each in flat(item)]
    return [value]


@pytest.mark.parametrize("name", sorted(name for name in FAMILIES if not name.startswith("random.")))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_open_sizes(name: str, data: st.DataObject) -> None:
    """Whatever is drawn, the shapes for open sizes agree with those for the numbers that were there."""
    d = Draw(data.draw, holes=False)
    call = FAMILIES[name](d, name)
    opened = {
        each: (tuple(None if data.draw(st.booleans()) else size for size in shape), dtype)
        for each, (shape, dtype) in call.tensors.items()
    }
    exact, general = flat(ours(call)), flat(ours(Call(call.expression, opened)))
    if len(exact) != len(general):
        return  # how many there are is not known
    for one, other in zip(exact, general, strict=True):
        if isinstance(one, Tensor) and isinstance(other, Tensor):
            _agree(call, one.shape, other.shape)


def _agree(call: Call, exact: Any, general: Any) -> None:
    if isinstance(exact, Unknown) or isinstance(general, Unknown):
        return
    assert len(exact) == len(general), f"{call}: {exact} and {general}"
    for one, other in zip(exact, general, strict=True):
        if isinstance(one, int) and isinstance(other, int):
            assert one == other, f"{call}: {exact} and {general}"


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


