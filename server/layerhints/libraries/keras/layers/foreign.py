"""Layers that run something that is not Keras. What that does to shapes is not Keras's to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import KerasLayer
from layerhints.rules import Problem, Ranks, Structure, Weight, at_least, factor
from layerhints.rules.fields import argument, setting


class Foreign(KerasLayer):
    """A layer whose shapes and weights are those of something else."""

    inside = ""
    """What it runs."""

    def ranks(self) -> Ranks:
        return at_least(0)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        return inputs, ()

    def output_of(self, x: Any) -> Structure:
        return Unknown(f"what comes out of {self.inside} is not known without running it")

    def weights_of(self, x: Any) -> Iterable[Weight]:
        weights = Unknown(f"the weights are those of {self.inside}")
        yield Weight("weights", (factor("weights", weights),), times=weights, because=f"they belong to {self.inside}")


class JaxLayer(Foreign):
    """A function of JAX as a layer.

    Source: https://keras.io/api/layers/backend_specific_layers/jax_layer/
    """

    inside = "a function of JAX"

    call_fn = setting()
    init_fn = setting(None)
    params = setting(None)
    state = setting(None)
    seed = setting(None)
    native_serialization_platforms = setting(None)


class FlaxLayer(Foreign):
    """A module of Flax as a layer.

    Source: https://keras.io/api/layers/backend_specific_layers/flax_layer/
    """

    inside = "a module of Flax"

    module = setting()
    method = setting(None)
    variables = setting(None)


class TorchModuleWrapper(Foreign):
    """A module of PyTorch as a layer.

    Source: https://keras.io/api/layers/backend_specific_layers/torch_module_wrapper/
    """

    inside = "a module of PyTorch"

    module = setting()
    name = setting(None)
    output_shape = setting(None)


class TFSMLayer(Foreign):
    """A model that TensorFlow saved, as a layer.

    Source: https://keras.io/api/layers/backend_specific_layers/tfsm_layer/
    """

    inside = "a saved model"

    filepath = setting()
    call_endpoint = setting("serve")
    call_training_endpoint = setting(None)
    trainable = argument(True)
    name = setting(None)
    dtype = setting(None)
