"""What losses give, against real Keras."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from tests.keras_ops.check import values

from layerhints.libraries.keras.losses import CLASS_FUNCTIONS
from layerhints.values.tensor import Tensor

PREDICTED = np.full((4, 5, 6), 0.5, "float32")
TARGETS = {"sparse_categorical_crossentropy": np.zeros((4, 5), "int32")}
SETTINGS = ["", "reduction=None", "reduction='none'", "reduction='sum'", "reduction='mean'"]
CALLS = [
    "keras.losses.cosine_similarity(p, p, axis=1)",
    "keras.losses.categorical_crossentropy(p, p, axis=1)",
    "keras.losses.CosineSimilarity(axis=1, reduction='none')(p, p)",
    "keras.losses.BinaryCrossentropy(from_logits=True, reduction=None)(keras.ops.ones_like(p), p)",
    "keras.losses.MeanSquaredError(reduction='none')(p[:, 0, 0], p[:, 0, :1])",
    "keras.losses.MeanSquaredError('none')(p, p)",
    "keras.losses.mean_squared_error(p[..., :1], p)",
    "keras.losses.Huber(1.5)(p, p)",
    "keras.losses.sparse_categorical_crossentropy(p[..., 0], p, from_logits=True) * 0.5",
    "keras.losses.mean_squared_error(p, p) + keras.losses.BinaryCrossentropy()(p, p)",
]


def _shape(expression: str, **arrays: np.ndarray) -> tuple[int, ...]:
    """The shape that we give, for arrays that the program makes."""
    lines = [f"{name} = keras.ops.zeros({array.shape})" for name, array in arrays.items()]
    found = values("\n".join(["import keras", *lines, f"result = {expression}"]))["result"]
    assert isinstance(found, Tensor), found
    return tuple(found.shape)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("name", CLASS_FUNCTIONS)
def test_classes(name: str, settings: str) -> None:
    target = TARGETS.get(CLASS_FUNCTIONS[name], PREDICTED)
    real = eval(f"keras.losses.{name}({settings})", {"keras": keras})(target, PREDICTED)
    assert _shape(f"keras.losses.{name}({settings})(t, p)", t=target, p=PREDICTED) == real.shape


@pytest.mark.parametrize("name", CLASS_FUNCTIONS.values())
def test_functions(name: str) -> None:
    target = TARGETS.get(name, PREDICTED)
    real = getattr(keras.losses, name)(target, PREDICTED)
    assert _shape(f"keras.losses.{name}(t, p)", t=target, p=PREDICTED) == real.shape


@pytest.mark.parametrize("call", CALLS)
def test_calls(call: str) -> None:
    real = eval(call, {"keras": keras, "p": PREDICTED})
    assert _shape(call, p=PREDICTED) == real.shape
