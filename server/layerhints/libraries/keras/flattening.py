"""All layers of a layer in one list, as programs walk through them that change some (LoRA, freezing).

Source: `Layer._flatten_layers` in Keras 3.15.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.attention_parts import Part, parts_of
from layerhints.libraries.keras.graph import Node
from layerhints.libraries.keras.nested import is_built_by_program, is_harmless, stacked, sublayers
from layerhints.values.holes import hole_of
from layerhints.values.objects import Instance
from layerhints.values.origins import Either, may_be_anything
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_PLAIN = frozenset(
    {
        "Activation", "ActivityRegularization", "Add", "Average", "AveragePooling1D", "AveragePooling2D",
        "AveragePooling3D", "BatchNormalization", "CenterCrop", "Concatenate", "Conv1D", "Conv1DTranspose", "Conv2D",
        "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "Cropping1D", "Cropping2D", "Cropping3D", "Dense",
        "DepthwiseConv1D", "DepthwiseConv2D", "Dot", "Dropout", "ELU", "EinsumDense", "Embedding", "Flatten",
        "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
        "GlobalAveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D",
        "GroupNormalization", "Identity", "InputLayer", "Lambda", "LayerNormalization", "LeakyReLU", "Masking",
        "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "Maximum", "Minimum", "Multiply", "Normalization", "PReLU",
        "Permute", "RMSNormalization", "ReLU", "RepeatVector", "Rescaling", "Reshape", "Resizing",
        "ReversibleEmbedding", "SeparableConv1D", "SeparableConv2D", "Softmax", "SpatialDropout1D",
        "SpatialDropout2D", "Subtract", "UnitNormalization", "UpSampling1D", "UpSampling2D", "UpSampling3D",
        "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
    }
)  # fmt: skip
"""Layers of Keras's own that make no layers for themselves."""

_UNSEEN = Unknown("the program walks through the layers inside, which may change them")


def flatten_layers(machine: Machine, arguments: Arguments) -> Any:
    """`layer._flatten_layers(include_self=True, recursive=True)`."""
    layer, call = arguments.positional[0], arguments.without_first()
    include_self, recursive = call.get(0, "include_self", True), call.get(1, "recursive", True)
    if not isinstance(include_self, bool) or not isinstance(recursive, bool):
        return Unknown("which layers are walked through is not known")
    found: dict[int, Instance | Part] = {}
    pending = deque(_inside(machine, layer))
    unseen = _makes_layers(layer)
    while pending:
        each = pending.popleft()
        if id(each) in found:
            continue
        machine.bounded(1)
        found[id(each)] = each
        if recursive and isinstance(each, Instance):
            unseen = unseen or _makes_layers(each)
            pending.extendleft(_inside(machine, each))
    flat = [layer, *found.values()] if include_self else list(found.values())
    if not unseen:
        return machine.new_list(flat)
    for each in flat:
        if isinstance(each, Instance) and each.hidden.get("rule") is not None:
            machine.write(each.hidden, "added", _UNSEEN)
    return machine.new_list(Unknown("which layers a layer of Keras's makes for itself is not described"))


def _inside(machine: Machine, layer: Instance) -> list[Instance | Part]:
    """The layers directly inside, in the order in which Keras tracks them; a stack has its input layer in front."""
    inner = [*sublayers(machine, layer), *(_parts(layer) or ())]
    start = layer.hidden.get("start")
    if "layers" in layer.hidden and isinstance(start, Tensor) and isinstance(start.tag, Node):
        operation = start.tag.operation
        return [operation, *inner] if isinstance(operation, Instance) else inner
    return inner


def _parts(layer: Instance) -> list[Part] | None:
    return parts_of(layer, is_built_by_program(layer))


def _makes_layers(layer: Instance) -> bool:
    """May it hold layers that nobody here knows of?"""
    bound = layer.hidden.get("rule")
    if bound is not None and _parts(layer) is not None:
        return False
    if bound is not None:
        return type(bound).__name__ not in _PLAIN
    gaps = (layer.hidden.get("gap"), layer.hidden.get("open"), stacked(layer))
    return any(isinstance(gap, Unknown) for gap in gaps) or any(map(_may_be_layers, layer.attributes.values()))


def _may_be_layers(value: Any) -> bool:
    """Is it unknown, and may it be layers with weights?"""
    if not isinstance(value, Unknown):
        return False
    several = isinstance(value.origin, Either) and not is_harmless(value)
    return several or may_be_anything(value) or hole_of(value) is not None
