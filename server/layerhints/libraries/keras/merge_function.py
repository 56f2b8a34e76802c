"""`merge` of Keras 1: makes a layer of a mode, and applies it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.keras.application import apply_made, named
from layerhints.libraries.keras.lambdas import lambda_class
from layerhints.libraries.keras.layer_classes import layer_class
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_PARAMETERS = ("inputs", "mode", "concat_axis", "dot_axes", "output_shape", "output_mask", "arguments", "name")
_OF_FUNCTIONS = frozenset({"inputs", "output_shape", "arguments", "name"})
"""What is said where the mode is a function."""


def merge(machine: Machine, arguments: Arguments) -> Any:
    """`merge([a, b], mode="concat", concat_axis=1)`; a mode may be a function of the list."""
    call = named(arguments, _PARAMETERS)
    mode = call.keywords.get("mode")
    cls = layer_class(machine, "Merge", "keras.layers")
    if isinstance(mode, Value):
        cls, said = lambda_class(machine), {name: call.keywords[name] for name in _OF_FUNCTIONS & call.keywords.keys()}
        call = Arguments([], {"function": mode, **said}, call.site, call.places, call.more)
    return apply_made(machine, cls, call, "merge")
