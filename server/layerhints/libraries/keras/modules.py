"""The modules of Keras, in all the places where they have lived: what each name in them is."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras import backend
from layerhints.libraries.keras.application import make_and_apply
from layerhints.libraries.keras.cloning import clone_model
from layerhints.libraries.keras.configurations import deserialized, serialized
from layerhints.libraries.keras.era import runs_with_keras_3
from layerhints.libraries.keras.initializers import Initializers
from layerhints.libraries.keras.inputs import make_input
from layerhints.libraries.keras.keras1 import NAMES as LEGACY_NAMES
from layerhints.libraries.keras.lambdas import lambda_class
from layerhints.libraries.keras.layer_classes import base_class, layer_class, opaque_layer_class
from layerhints.libraries.keras.layers import NAMES
from layerhints.libraries.keras.losses_applied import Losses
from layerhints.libraries.keras.merge_function import merge
from layerhints.libraries.keras.models import model_class, source_inputs
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.own_metrics import Metrics
from layerhints.libraries.keras.sequential import sequential_class
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.tensors import KERAS_TENSOR
from layerhints.libraries.keras.variables import VARIABLES
from layerhints.rules.misspelt import Correction, slip
from layerhints.values.modules import DescribedModule, DescribedNames
from layerhints.values.objects import ABSENT, Native, Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.host import Source
    from layerhints.values.machine import Machine

PREFIXES = (
    "tensorflow.compat.v1.keras", "tensorflow.compat.v2.keras", "tensorflow.contrib.keras.api.keras",
    "tensorflow.contrib.keras", "tensorflow.python.keras", "tensorflow.keras", "tensorflow_core.keras", "keras.api",
    "keras.src", "tf_keras.src", "tf_keras", "keras",
)  # fmt: skip
"""Where Keras is found; the longest match counts."""

SUBMODULES = frozenset(
    {
        "activations", "applications", "backend", "callbacks", "config", "constraints", "datasets", "engine",
        "initializers", "layers", "legacy", "losses", "metrics", "models", "ops", "optimizers", "preprocessing",
        "random", "regularizers", "saving", "utils", "wrappers", "mixed_precision", "distribution", "tree", "export",
    }
)  # fmt: skip
_PLAIN = frozenset({"utils.argument_validation"})
"""Modules inside of described ones that are plain Python, which libraries borrow: they are read from their source."""

OPAQUE = frozenset(
    {
        "callbacks", "constraints", "initializers", "losses", "metrics", "objectives", "optimizers",
        "regularizers", "distribution", "export", "dtype_policies", "visualize",
        "quantizers",
    }
)  # fmt: skip
LAYER_MODULES = frozenset(
    {
        "advanced_activations", "convolutional", "convolutional_recurrent", "core", "cudnn_recurrent", "embeddings",
        "experimental", "local", "merge", "noise", "normalization", "pooling", "recurrent", "wrappers",
    }
)  # fmt: skip
"""The modules inside `keras.layers` in which Keras 1 and 2 kept its layers."""
ENGINE_MODULES = frozenset(
    {"base_layer", "functional", "input_layer", "input_spec", "network", "sequential", "topology", "training"}
)
"""Those inside `keras.engine`, where they kept what models are made of."""
_CLASS_NAME = re.compile(r"[A-Z]\w*[a-z]\w*$")
_LAYERS = frozenset({*NAMES, *LEGACY_NAMES})


ALIASES = frozenset({"tensorflow.losses", "tensorflow.metrics", "tensorflow.optimizers"})
"""Where TensorFlow 2 has classes of its Keras beside it."""

_CLASSES = {
    "layers": frozenset({*_LAYERS, "Input", "InputLayer", "InputSpec", "Lambda", "Layer"}),
    "models": frozenset({"Model", "Sequential"}),
    "": frozenset({"Input", "InputLayer", "InputSpec", "KerasTensor", "Layer", "Model", "Sequential", "Variable"}),
}
"""What is made of classes in the modules that programs name."""


MERGING = {
    "add": "Add", "average": "Average", "concatenate": "Concatenate", "dot": "Dot", "maximum": "Maximum",
    "minimum": "Minimum", "multiply": "Multiply", "subtract": "Subtract",
}  # fmt: skip
"""The functions that make a merging layer and apply it at once."""
_MERGING = {name: Native(name, partial(make_and_apply, cls, "keras.layers")) for name, cls in MERGING.items()}
_MERGE = Native("merge", merge)


class KerasModule(DescribedModule):
    """A module; `path` is its place inside Keras (`layers.core`)."""

    __slots__ = ("path",)

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name)
        self.path = path

    def meant(self, name: str) -> Correction | None:
        """A class of layers or models."""
        known = _CLASSES.get(self.path)
        return slip(name, known) if known is not None and name[:1].isupper() else None

    def supposes(self, name: str) -> bool:
        """A layer that we do not know."""
        return self.path.partition(".")[0] == "layers" and name[:1].isupper() and name not in _CLASSES["layers"]

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__name__":
            return self.name
        if name == "__dict__":
            return DescribedNames(self)
        made = session(machine).classes.get(f"{self.name}:{name}")
        if made is not None:
            return made
        value = member(machine, self.path, name, self.name)
        if value is not ABSENT:
            return value
        inside = name in LAYER_MODULES or (self.path == "engine" and name in ENGINE_MODULES)
        if inside or name in SUBMODULES or name in OPAQUE or f"{self.name}.{name}" in PREFIXES:
            found = machine.import_module(f"{self.name}.{name}")
            if found is not None:
                return found
        return Unknown(f"`{self.name}.{name}` is not understood")

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        """`merge([a, b], mode="concat")`, a function in Keras 1, where Keras 2 has a module of that name."""
        return _MERGE.call(machine, arguments) if self.path == "layers.merge" else super().call(machine, arguments)

    def join(self, other: Value, reason: Unknown) -> Any:
        """Programs choose between Keras and TensorFlow's by a version: what they find there is the same."""
        if not isinstance(other, KerasModule) or self.path != other.path:
            return NotImplemented
        return other if other.name.startswith("tensorflow") else self


def keras_path(name: str) -> str | None:
    """The place inside Keras of a module name; None when it is not in Keras."""
    for prefix in PREFIXES:
        if name == prefix:
            return ""
        if name.startswith(prefix + "."):
            return name[len(prefix) + 1 :]
    return None


def module(machine: Machine, name: str) -> Any:
    """The module called `name`; None where it is read from its source or does not exist."""
    path = keras_path(name)
    if path is None:
        return TensorFlow(name) if name.split(".")[0] == "tensorflow" else None
    if path.startswith(("_tf_keras.keras", "keras")):
        path = path.partition("keras")[2].partition("keras")[2].lstrip(".") if path.startswith("_tf") else path[6:]
    top = path.partition(".")[0]
    if top == "applications" and not name.startswith("keras") and _source(machine, name) is None:
        return machine.import_module(f"keras.{path}")  # TensorFlow's is no other than that of the Keras beside it
    if top in ("applications", "src") or path in _PLAIN or (path and top not in SUBMODULES and top not in OPAQUE):
        return None
    modules = session(machine).modules
    if name not in modules:
        kind = {"initializers": Initializers, "losses": Losses, "metrics": Metrics}.get(top, Opaque)
        modules[name] = kind(name) if top in OPAQUE else KerasModule(name, path)
    return modules[name]


def _source(machine: Machine, name: str) -> Source | None:
    return machine.host.source(name, machine.file_here)


def member(machine: Machine, path: str, name: str, origin: str) -> Any:
    """What `name` is in the module at `path`, or ABSENT."""
    top = path.partition(".")[0]
    if top in ("", "models", "engine", "layers", "legacy", "saving"):
        value = _model_name(machine, name)
        if value is not ABSENT:
            return value
    if top == "layers" and name == "Lambda":
        return lambda_class(machine)
    if path == "layers" and name == "VersionAwareLayers":  # a class, whose objects have the layers as attributes
        return Native(name, lambda *_: KerasModule(origin, path))
    if top in ("layers", "engine", "legacy") and (name in _LAYERS):
        return layer_class(machine, name, origin)
    if top in ("layers", "legacy") and name in MERGING:
        return _MERGING[name]
    if top in ("engine", "legacy") and name == "merge":
        return _MERGE
    if top == "layers" and _CLASS_NAME.match(name):
        return opaque_layer_class(machine, name, origin)
    if top == "" and name in ("__version__", "version"):
        return _version(machine, name, origin)
    if top == "" and name == "KerasTensor":
        return KERAS_TENSOR
    if top == "" and name in ("Layer", "InputLayer"):
        return base_class(machine) if name == "Layer" else layer_class(machine, name, origin)
    if top in ("", "backend") and name == "Variable":
        return VARIABLES.members[name]
    if top == "mixed_precision":
        return backend.function(name)
    if top in ("backend", "config"):
        setting = backend.function(name)
        if setting is not ABSENT or top == "config":
            return setting
        from layerhints.libraries.keras.tensorflow.backend import FUNCTIONS

        return FUNCTIONS.members.get(name, ABSENT)
    if top == "activations":
        from layerhints.libraries.keras.activations import member as activation

        return activation(name)
    if top == "datasets":
        from layerhints.libraries.keras.datasets import member as dataset

        return dataset(path, name)
    if top == "random":
        from layerhints.libraries.keras.ops import random

        return random.OPERATIONS.members.get(name, ABSENT)
    if name == "get_source_inputs" and path in ("utils", "ops.operation_utils"):
        return Native(name, source_inputs)
    if top == "ops":
        from layerhints.libraries.keras import ops

        if path == "ops" and (name in ops.SUBMODULES or name == "operation_utils"):
            return KerasModule(f"{origin}.{name}", f"ops.{name}")
        return ops.member(path, name)
    if path == "utils" and name == "clear_session":
        return backend.function(name)
    if top in ("utils", "preprocessing", "saving"):
        from layerhints.libraries.keras.tools import member as tool

        return tool(path, name)
    return ABSENT


_INPUT = Native("Input", make_input)


def _model_name(machine: Machine, name: str) -> Any:
    if name == "Sequential":
        return sequential_class(machine)
    if name in ("Model", "Functional"):
        return model_class(machine)
    if name == "Layer":
        return base_class(machine)
    if name == "Input":
        return _INPUT
    if name == "clone_model":
        return Native("clone_model", clone_model)
    if name in ("serialize", "serialize_keras_object"):
        return Native(name, serialized)
    if name in ("deserialize", "deserialize_keras_object", "model_from_json"):
        return Native(name, deserialized)
    return ABSENT


def _version(machine: Machine, name: str, origin: str) -> Any:
    """`keras.__version__`, and what Keras 3 has beside it: `keras.version()`. An earlier Keras is not asked: a file may
    have been written for another one than that installed, and TensorFlow's is another one than that beside it.
    """
    found = machine.host.distribution("keras") if runs_with_keras_3(machine) else None
    if found is None or origin not in ("keras", "tensorflow.keras"):
        return Unknown("the version of Keras")
    return found if name == "__version__" else Native(name, lambda *_: found)


class TensorFlow(Value):
    """`tensorflow` outside of its Keras."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return f"the module `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__version__":
            version = machine.host.distribution("tensorflow")
            return Unknown("the version of TensorFlow") if version is None else version
        inner = f"{self.name}.{name}"
        if self.name in ALIASES and name[:1].isupper():
            # TensorFlow 1 has functions of its own there, whose names are those of Keras's.
            return machine.attribute(module(machine, f"tensorflow.keras.{self.name.rpartition('.')[2]}"), name)
        if inner in ALIASES:
            return TensorFlow(inner)
        if keras_path(inner) is not None:
            return module(machine, inner)
        if any(prefix.startswith(inner + ".") for prefix in PREFIXES):
            return TensorFlow(inner)
        return _of_tensorflow(self.name.partition(".")[2], name, inner)


def _of_tensorflow(path: str, name: str, whole: str) -> Any:
    from layerhints.libraries.keras import tensorflow

    inside = whole.partition(".")[2]
    if inside in tensorflow.SUBMODULES or re.sub(r"^compat\.v[12]\.", "", inside) in tensorflow.SUBMODULES:
        return TensorFlow(whole)
    found = tensorflow.member(path, name)
    return Unknown(f"`{whole}` is not understood") if found is ABSENT else found
