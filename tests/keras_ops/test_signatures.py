"""Every public function of keras.ops and keras.random is there, with Keras's own parameters and defaults."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import keras
import pytest

from layerhints.libraries.keras.ops import MEMBERS, images, random
from layerhints.libraries.keras.ops.kernel import Kind, Plain
from layerhints.values.objects import Native


def functions_of(module: ModuleType) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "SeedGenerator"
    }


PAIRS = {
    **{f"ops.{name}": (value, MEMBERS.get(name)) for name, value in functions_of(keras.ops).items()},
    **{f"linalg.{name}": (value, MEMBERS.get(name)) for name, value in functions_of(keras.ops.linalg).items()},
    **{f"nn.{name}": (value, MEMBERS.get(name)) for name, value in functions_of(keras.ops.nn).items()},
    **{f"numpy.{name}": (value, MEMBERS.get(name)) for name, value in functions_of(keras.ops.numpy).items()},
    **{
        f"image.{name}": (value, images.OPERATIONS.members.get(name))
        for name, value in functions_of(keras.ops.image).items()
    },
    **{
        f"random.{name}": (value, random.OPERATIONS.members.get(name))
        for name, value in functions_of(keras.random).items()
    },
}


def declared(native: Native) -> Any:
    implementation = native.implementation
    if isinstance(implementation, Plain):
        return implementation.function
    kind = getattr(implementation, "__self__", None)
    assert isinstance(kind, Kind)
    return kind.function


@pytest.mark.parametrize("name", PAIRS)
def test_signature(name: str) -> None:
    real, native = PAIRS[name]
    assert native is not None, f"{name} is missing"
    ours = list(inspect.signature(declared(native)).parameters.values())[1:]
    theirs = inspect.signature(real).parameters.values()
    assert [(p.name, p.default, p.kind) for p in ours] == [(p.name, p.default, p.kind) for p in theirs]
