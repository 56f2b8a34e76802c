"""Real Keras on jax as the judge: what it makes of a layer and of input shapes."""

from __future__ import annotations

import math
import re
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import keras
from keras.src.layers.merging.base_merge import Merge

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Verdict:
    """What Keras says: shapes that come out, weights by their path in the layer, and which of them are trained."""

    outputs: tuple[Shape, ...]
    weights: dict[str, Shape]
    trainable: frozenset[str]
    total: int
    trainable_total: int


def keras_layer(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(keras.layers, name)(*positional, **keywords)


def judge(layer: Any, inputs: tuple[Shape, ...]) -> Verdict:
    """Apply the layer symbolically, without filling any array. Raises what Keras raises."""
    # A stateful layer makes its state at once.
    stateful = getattr(layer, "stateful", False)
    with nullcontext() if stateful else keras.StatelessScope(initialize_variables=False):
        if isinstance(layer, keras.layers.InputLayer):
            outputs = (tuple(layer.batch_shape),)
        else:
            dtype = "int32" if isinstance(layer, keras.layers.Embedding) else "float32"
            tensors = [keras.KerasTensor(shape, dtype=dtype) for shape in inputs]
            several = isinstance(layer, Merge) or len(tensors) > 1
            result = layer(tensors if several else tensors[0])
            outputs = tuple(tuple(tensor.shape) for tensor in keras.tree.flatten(result))
    weights = {relative_path(layer, variable): tuple(variable.shape) for variable in layer.weights}
    return Verdict(
        outputs=outputs,
        weights=weights,
        trainable=frozenset(relative_path(layer, variable) for variable in layer.trainable_weights),
        total=layer.count_params(),
        trainable_total=sum(math.prod(variable.shape) for variable in layer.trainable_weights),
    )


def relative_path(layer: Any, variable: Any) -> str:
    """The variable's path inside the layer, without the numbers that tell namesakes apart."""
    path = variable.path.removeprefix(layer.path or layer.name).lstrip("/")
    return "/".join(re.sub(r"_\d+$", "", part) for part in path.split("/"))
