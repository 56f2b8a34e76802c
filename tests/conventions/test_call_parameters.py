"""What the table says of each layer's `call` is what real Keras says."""

from __future__ import annotations

import inspect

import keras
import pytest

from layerhints.libraries.keras.call_parameters import ANY, call_parameters

LAYERS = sorted(
    name
    for name, cls in vars(keras.layers).items()
    if inspect.isclass(cls) and issubclass(cls, keras.layers.Layer) and cls.__name__ == name
)


@pytest.mark.parametrize("name", LAYERS)
def test_call_parameters(name: str) -> None:
    taken = list(inspect.signature(getattr(keras.layers, name).call).parameters.values())[1:]
    if name in ANY:
        assert any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken)
    else:
        assert call_parameters(name) == tuple(parameter.name for parameter in taken)
