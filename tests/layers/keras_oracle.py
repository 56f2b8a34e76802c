"""Real Keras on jax as the judge: what it makes of a layer and of input shapes."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import keras
import numpy as np
from keras.src.backend import compute_output_spec
from keras.src.layers.merging.base_merge import Merge

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Verdict:
    """What Keras says: shapes that come out, weights by their path in the layer, and which of them are trained.

    `name` is the layer's own, without the number that tells it from others of its class.
    """

    name: str
    outputs: tuple[Shape, ...]
    weights: dict[str, Shape]
    trainable: frozenset[str]
    total: int
    trainable_total: int


INDICES = (keras.layers.Embedding, keras.layers.CategoryEncoding)
"""Layers whose input is integers."""
PROJECTED = (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)
"""Layers that take several tensors one by one."""
CELLS = (
    keras.layers.SimpleRNNCell,
    keras.layers.LSTMCell,
    keras.layers.GRUCell,
    keras.layers.StackedRNNCells,
)
"""Layers that take the input of a step, and states."""


def keras_layer(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(keras.layers, name)(*positional, **keywords)


def judge(layer: Any, inputs: tuple[Shape, ...], flags: dict[str, bool] | None = None) -> Verdict:
    """Apply the layer symbolically, without filling any array. Raises what Keras raises."""
    with scope_for(layer):
        if isinstance(layer, keras.layers.InputLayer):
            outputs = (tuple(layer.batch_shape),)
        else:
            result = call(layer, [keras.KerasTensor(shape, dtype_for(layer)) for shape in inputs], flags or {})
            outputs = tuple(tuple(tensor.shape) for tensor in keras.tree.flatten(result))
    weights = {relative_path(layer, variable): tuple(variable.shape) for variable in layer.weights}
    return Verdict(
        name=re.sub(r"_\d+$", "", layer.name),
        outputs=outputs,
        weights=weights,
        trainable=frozenset(relative_path(layer, variable) for variable in layer.trainable_weights),
        total=layer.count_params(),
        trainable_total=sum(math.prod(variable.shape) for variable in layer.trainable_weights),
    )


def run(layer: Any, inputs: tuple[Shape, ...], flags: dict[str, bool] | None = None) -> None:
    """Run the layer on arrays of these shapes, two samples where the batch is None, as jax would without computing.

    Keras's own word about shapes is not asked. Raises what Keras and jax raise.
    """
    tensors = [keras.KerasTensor([2 if size is None else size for size in shape], dtype_for(layer)) for shape in inputs]
    with scope_for(layer):
        compute_output_spec(lambda *given: call(layer, list(given), flags or {}), *tensors)


def _zeros(self: Any, shape: Shape, dtype: Any = None, **options: Any) -> Any:
    """Numbers of no interest, without the time that random ones take."""
    return np.zeros(shape, dtype)


@contextmanager
def scope_for(layer: Any) -> Iterator[None]:
    """No variable is filled, but that a stateful layer makes its state, and with it all its weights, at once."""
    stateful = getattr(layer, "stateful", False)
    with (
        nullcontext() if stateful else keras.StatelessScope(initialize_variables=False),
        patch.object(keras.initializers.VarianceScaling, "__call__", _zeros),
        patch.object(keras.initializers.Orthogonal, "__call__", _zeros),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def dtype_for(layer: Any) -> str:
    return "int32" if isinstance(layer, INDICES) else "float32"


def call(layer: Any, tensors: list[Any], flags: dict[str, bool]) -> Any:
    """The tensors as the layer takes them: each by itself, a cell's states in a list, or all in a list."""
    if isinstance(layer, CELLS):
        first, *states = tensors
        return layer(first, states if len(states) > 1 else states[0])
    if isinstance(layer, PROJECTED) or (len(tensors) == 1 and not isinstance(layer, Merge)):
        return layer(*tensors, **flags)
    return layer(tensors, **flags)


def relative_path(layer: Any, variable: Any) -> str:
    """The variable's path inside the layer, without the numbers that tell namesakes apart."""
    path = variable.path.removeprefix(layer.path or layer.name).lstrip("/")
    return "/".join(re.sub(r"_\d+$", "", part) for part in path.split("/"))
