"""`merge` of Keras 1: makes a layer of a mode, and applies it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.application import apply_to
from layerhints.libraries.keras.lambdas import lambda_class
from layerhints.libraries.keras.layer_classes import layer_class
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

_PARAMETERS = ("inputs", "mode", "concat_axis", "dot_axes", "output_shape", "output_mask", "arguments", "name")
_OF_FUNCTIONS = frozenset({"output_shape", "arguments", "name"})
"""What is said of a mode that is a function."""


def merge(machine: Machine, arguments: Arguments) -> Any:
    """`merge([a, b], mode="concat", concat_axis=1)`; a mode may be a function of the list."""
    keywords = {**dict(zip(_PARAMETERS, arguments.positional, strict=False)), **arguments.keywords}
    places: dict[int | str, Site] = {
        _PARAMETERS[at] if isinstance(at, int) else at: site for at, site in arguments.places.items()
    }
    inputs = keywords.pop("inputs", Unknown("`merge` is called without tensors"))
    mode = keywords.get("mode")
    if isinstance(mode, Value):
        said = {name: value for name, value in keywords.items() if name in _OF_FUNCTIONS}
        cls, keywords = lambda_class(machine), {"function": mode, **said}
    else:
        cls = layer_class(machine, "Merge", "keras.layers")
    layer = machine.instantiate(cls, Arguments([], keywords, arguments.site, places, arguments.more))
    return apply_to(machine, layer, inputs, None, [places["inputs"]] if "inputs" in places else [])
