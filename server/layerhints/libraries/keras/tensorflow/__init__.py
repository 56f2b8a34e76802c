"""The functions of TensorFlow that model code uses, with TensorFlow's own names and parameters.

The shapes are those of the same functions in keras.ops. TensorFlow's functions take no names in a model.
"""

from __future__ import annotations

from typing import Any

from layerhints.libraries.keras.initializers import OF_TENSORFLOW
from layerhints.libraries.keras.tensorflow import (
    control,
    data,
    differentiation,
    images,
    layers,
    making,
    matrices,
    networks,
    numbers,
    segments,
    shapes,
    signals,
)
from layerhints.values.objects import ABSENT

SUBMODULES = frozenset(
    {
        "nn", "math", "image", "linalg", "random", "compat", "compat.v1", "compat.v2", "experimental", "data",
        "data.experimental", "signal", "debugging",
        "layers",
    }
)  # fmt: skip
"""The modules of which the functions below are known."""

_SHARED: dict[str, Any] = {
    name: native
    for family in (control, making, matrices, networks, numbers, segments, shapes)
    for name, native in family.FUNCTIONS.members.items()
}
_OWN = {**making.DTYPES, **OF_TENSORFLOW, **differentiation.MEMBERS}
"""What is in `tensorflow` itself and in none of its modules."""
_RANDOM = {
    "normal": _SHARED["random_normal"], "uniform": _SHARED["random_uniform"],
    "truncated_normal": _SHARED["random_normal"], "stateless_normal": _SHARED["random_normal"],
    "stateless_uniform": _SHARED["random_uniform"], "categorical": _SHARED["random_categorical"],
    "gamma": _SHARED["random_gamma"], "shuffle": _SHARED["random_shuffle"],
}  # fmt: skip


def member(path: str, name: str) -> Any:
    """What `name` is in the module at `path` behind `tensorflow.`, or ABSENT."""
    place = path.removeprefix("compat.").removeprefix("v1").removeprefix("v2").lstrip(".")
    if place in ("data", "data.experimental"):
        return data.MEMBERS.get(name, ABSENT)
    if place == "image":
        return images.FUNCTIONS.members.get(name, ABSENT)
    if place == "layers":
        return layers.MEMBERS.get(name, ABSENT)
    if place == "signal":
        return signals.FUNCTIONS.members.get(name, ABSENT)
    if place == "compat":
        return _SHARED["dimension_value"] if name == "dimension_value" else ABSENT
    if place == "random":
        return _RANDOM.get(name, ABSENT)
    if place in ("", "math", "nn", "linalg", "debugging"):
        if name == "newaxis":
            return None
        found = ABSENT if place else _OWN.get(name, ABSENT)
        return _SHARED.get(name, ABSENT) if found is ABSENT else found
    return ABSENT


__all__ = ["SUBMODULES", "member"]
