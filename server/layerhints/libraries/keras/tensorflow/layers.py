"""`tf.layers` of TensorFlow 1: functions that make a layer of Keras's and apply it at once.

A name and `reuse` say which variables are shared; what a layer gives and costs does not depend on that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.application import apply_made, named
from layerhints.libraries.keras.layer_classes import layer_class
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_WINDOW = ("filters", "kernel_size", "strides", "padding", "data_format")
_END = ("activity_regularizer", "kernel_constraint", "bias_constraint", "trainable", "name", "reuse")
_WEIGHTED = (
    "activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer", *_END,
)  # fmt: skip
_SEPARABLE = (
    *_WINDOW, "dilation_rate", "depth_multiplier", "activation", "use_bias", "depthwise_initializer",
    "pointwise_initializer", "bias_initializer", "depthwise_regularizer", "pointwise_regularizer", "bias_regularizer",
    "activity_regularizer", "depthwise_constraint", "pointwise_constraint", "bias_constraint", "trainable", "name",
    "reuse",
)  # fmt: skip
_POOLING = ("pool_size", "strides", "padding", "data_format", "name")

_FUNCTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{f"average_pooling{rank}d": (f"AveragePooling{rank}D", _POOLING) for rank in (1, 2, 3)},
    **{f"conv{rank}d": (f"Conv{rank}D", (*_WINDOW, "dilation_rate", *_WEIGHTED)) for rank in (1, 2, 3)},
    **{f"conv{rank}d_transpose": (f"Conv{rank}DTranspose", (*_WINDOW, *_WEIGHTED)) for rank in (2, 3)},
    **{f"max_pooling{rank}d": (f"MaxPooling{rank}D", _POOLING) for rank in (1, 2, 3)},
    **{f"separable_conv{rank}d": (f"SeparableConv{rank}D", _SEPARABLE) for rank in (1, 2)},
    "batch_normalization": (
        "BatchNormalization",
        (
            "axis", "momentum", "epsilon", "center", "scale", "beta_initializer", "gamma_initializer",
            "moving_mean_initializer", "moving_variance_initializer", "beta_regularizer", "gamma_regularizer",
            "beta_constraint", "gamma_constraint", "training", "trainable", "name", "reuse", "renorm",
            "renorm_clipping", "renorm_momentum", "fused", "virtual_batch_size", "adjustment",
        ),
    ),
    "dense": ("Dense", ("units", *_WEIGHTED)),
    "dropout": ("Dropout", ("rate", "noise_shape", "seed", "training", "name")),
    "flatten": ("Flatten", ("name", "data_format")),
}  # fmt: skip
"""The layer that each function makes, and its parameters behind `inputs`."""

_OF_THE_GRAPH = frozenset({"name", "reuse", "training", "renorm", "renorm_clipping", "renorm_momentum"})
"""What says nothing of shapes and weights, and no layer of today takes."""


def _make_and_apply(function: str, machine: Machine, arguments: Arguments) -> Any:
    layer_name, parameters = _FUNCTIONS[function]
    call = named(arguments, ("inputs", *parameters))
    for name, value in tuple(call.keywords.items()):
        if name in _OF_THE_GRAPH:
            del call.keywords[name]
        elif name != "inputs" and isinstance(value, Tensor):
            call.keywords[name] = Unknown(f"`{name}` is a tensor")
    padding = call.keywords.get("padding")
    if isinstance(padding, str):
        call.keywords["padding"] = padding.lower()
    return apply_made(machine, layer_class(machine, layer_name, "tensorflow.layers"), call, function)


MEMBERS = {name: Native(name, partial(_make_and_apply, name)) for name in _FUNCTIONS}
