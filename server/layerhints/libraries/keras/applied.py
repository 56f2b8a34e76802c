"""What programs ask a layer about its applications: `layer.output`, `layer.get_output_at(1)`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.graph import applications_of
from layerhints.libraries.keras.session import keras_shape
from layerhints.values.objects import ABSENT, Native

if TYPE_CHECKING:
    from layerhints.libraries.keras.graph import Node
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

_OF_THE_FIRST = frozenset({"output", "input", "output_shape", "input_shape"})
_OF_ANY = frozenset({"get_output_at", "get_input_at", "get_output_shape_at", "get_input_shape_at"})
"""What Keras had before the third. Its models count being made as their first application, so they are left out."""


def of_applications(machine: Machine, layer: Instance, name: str) -> Any:
    """The attribute of a layer that was applied, if its applications decide it, else ABSENT."""
    if name not in _OF_THE_FIRST and name not in _OF_ANY:
        return ABSENT
    applications = applications_of(layer)
    if not isinstance(applications, tuple) or not applications:
        return ABSENT
    if name in _OF_THE_FIRST:
        return _read(name, applications[0])
    if "inputs" not in layer.hidden and (installed_major(machine) or 0) < 3:
        return Native(name, partial(_at, layer, name.removeprefix("get_").removesuffix("_at")))
    return ABSENT


def _read(name: str, node: Node) -> Any:
    """What goes into the layer or comes out of it, or its shape."""
    tensors = node.outputs if name.startswith("output") else node.structure
    if not name.endswith("_shape"):
        return tensors
    return keras_shape(getattr(tensors, "shape", Unknown("the layer has several tensors")))


def _at(layer: Instance, name: str, machine: Machine, arguments: Arguments) -> Any:
    applications, place = applications_of(layer), arguments.get(0, "node_index")
    if not isinstance(applications, tuple) or type(place) is not int:
        return Unknown(f"which application of `{layer.cls.name}` is meant is not known")
    if not -len(applications) <= place < len(applications):
        return Unknown(f"`{layer.cls.name}` is not applied that often")
    return _read(name, applications[place])
