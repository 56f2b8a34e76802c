"""The layers of Keras 1 and what they, and their parameters, are called today. `legacy` reads calls with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from layerhints.libraries.keras.layers import FORMER


@dataclass(frozen=True)
class Signature:
    """A layer of Keras 1: its name today, its parameters in their order, and the words that are its own.

    `words` rename parameters where RENAMES does not say the same; None drops the parameter. `sides` are parameters
    that make up today's `kernel_size`. `adds` are today's keywords for what Keras 1 did without being asked.
    """

    today: str
    parameters: tuple[str, ...]
    words: Mapping[str, str | None] = field(default_factory=dict)
    sides: tuple[str, ...] = ()
    adds: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def old_words(self) -> frozenset[str]:
        """The parameters that are called otherwise today, and those that are one with others."""
        return frozenset({word for word in self.parameters if self.renamed(word) != word} | {*self.sides})

    def renamed(self, name: str) -> str | None:
        return self.words[name] if name in self.words else RENAMES.get(name, name)


RENAMES: dict[str, str | None] = {
    "atrous_rate": "dilation_rate",
    "b_constraint": "bias_constraint",
    "b_regularizer": "bias_regularizer",
    "beta_init": "beta_initializer",
    "bias": "use_bias",
    "border_mode": "padding",
    "consume_less": None,
    "dim_ordering": "data_format",
    "dropout_U": "recurrent_dropout",
    "dropout_W": "dropout",
    "filter_length": "kernel_size",
    "forget_bias_init": None,
    "gamma_init": "gamma_initializer",
    "init": "kernel_initializer",
    "inner_activation": "recurrent_activation",
    "inner_init": "recurrent_initializer",
    "length": "size",
    "nb_filter": "filters",
    "p": "rate",
    "pool_length": "pool_size",
    "sigma": "stddev",
    "stride": "strides",
    "subsample": "strides",
    "subsample_length": "strides",
    "U_regularizer": "recurrent_regularizer",
    "W_constraint": "kernel_constraint",
    "W_regularizer": "kernel_regularizer",
}
"""What a parameter of Keras 1 is called today, in most layers; None: it is gone."""

UNMISTAKABLE = frozenset(
    {
        *(RENAMES.keys() - {"sigma"}),  # today's RandomGaussianBlur has one
        "concat_axis",
        "dot_axes",
        "kernel_dim1",
        "kernel_dim2",
        "kernel_dim3",
        "nb_col",
        "nb_row",
    }
)
"""Keywords of layers that no later Keras has."""

_WEIGHTED = ("init", "activation", "weights")
_PENALTIES = ("W_regularizer", "b_regularizer", "activity_regularizer", "W_constraint", "b_constraint", "bias")
_RECURRENT = ("W_regularizer", "U_regularizer", "b_regularizer", "dropout_W", "dropout_U")
_UNITS: Mapping[str, str | None] = {"output_dim": "units"}

_POOLING_1D = ("pool_length", "stride", "border_mode")
_POOLING = ("pool_size", "strides", "border_mode", "dim_ordering")
_IMAGE = ("nb_filter", "nb_row", "nb_col")
_SEQUENCE = ("nb_filter", "filter_length")

_CONVOLUTION_1D = Signature(
    "Conv1D", (*_SEQUENCE, *_WEIGHTED, "border_mode", "subsample_length", *_PENALTIES, "input_dim", "input_length")
)
_ATROUS_1D = Signature(
    "Conv1D", (*_SEQUENCE, *_WEIGHTED, "border_mode", "subsample_length", "atrous_rate", *_PENALTIES)
)
_CONVOLUTION_2D = Signature(
    "Conv2D", (*_IMAGE, *_WEIGHTED, "border_mode", "subsample", "dim_ordering", *_PENALTIES), sides=("nb_row", "nb_col")
)
_ATROUS_2D = Signature(
    "Conv2D",
    (*_IMAGE, *_WEIGHTED, "border_mode", "subsample", "atrous_rate", "dim_ordering", *_PENALTIES),
    sides=("nb_row", "nb_col"),
)
_CONVOLUTION_3D = Signature(
    "Conv3D",
    (
        "nb_filter",
        "kernel_dim1",
        "kernel_dim2",
        "kernel_dim3",
        *_WEIGHTED,
        "border_mode",
        "subsample",
        "dim_ordering",
        *_PENALTIES,
    ),
    sides=("kernel_dim1", "kernel_dim2", "kernel_dim3"),
)
_DECONVOLUTION_2D = Signature(
    "Deconvolution2D",
    (*_IMAGE, "output_shape", *_WEIGHTED, "border_mode", "subsample", "dim_ordering", *_PENALTIES),
    sides=("nb_row", "nb_col"),
)
_SEPARABLE_2D = Signature(
    "SeparableConv2D",
    (
        *_IMAGE,
        *_WEIGHTED,
        "border_mode",
        "subsample",
        "depth_multiplier",
        "dim_ordering",
        "depthwise_regularizer",
        "pointwise_regularizer",
        "b_regularizer",
        "activity_regularizer",
        "depthwise_constraint",
        "pointwise_constraint",
        "b_constraint",
        "bias",
    ),
    words={"init": "depthwise_initializer"},
    sides=("nb_row", "nb_col"),
)
MERGE = Signature(
    "Merge",
    (
        "layers",
        "mode",
        "concat_axis",
        "dot_axes",
        "output_shape",
        "output_mask",
        "arguments",
        "node_indices",
        "tensor_indices",
        "name",
    ),
)

SIGNATURES: dict[str, Signature] = {
    "AtrousConv1D": _ATROUS_1D,
    "AtrousConv2D": _ATROUS_2D,
    "AtrousConvolution1D": _ATROUS_1D,
    "AtrousConvolution2D": _ATROUS_2D,
    "AveragePooling1D": Signature("AveragePooling1D", _POOLING_1D),
    "AveragePooling2D": Signature("AveragePooling2D", _POOLING),
    "AveragePooling3D": Signature("AveragePooling3D", _POOLING),
    "BatchNormalization": Signature(
        "BatchNormalization",
        (
            "epsilon",
            "mode",
            "axis",
            "momentum",
            "weights",
            "beta_init",
            "gamma_init",
            "gamma_regularizer",
            "beta_regularizer",
        ),
        words={"mode": None},
    ),
    "Conv1D": _CONVOLUTION_1D,
    "Conv2D": _CONVOLUTION_2D,
    "Conv3D": _CONVOLUTION_3D,
    "Convolution1D": _CONVOLUTION_1D,
    "Convolution2D": _CONVOLUTION_2D,
    "Convolution3D": _CONVOLUTION_3D,
    "ConvLSTM2D": Signature(
        "ConvLSTM2D",
        (
            *_IMAGE,
            "init",
            "inner_init",
            "forget_bias_init",
            "activation",
            "inner_activation",
            "dim_ordering",
            "border_mode",
            "subsample",
            *_RECURRENT,
        ),
        sides=("nb_row", "nb_col"),
    ),
    "Cropping2D": Signature("Cropping2D", ("cropping", "dim_ordering")),
    "Cropping3D": Signature("Cropping3D", ("cropping", "dim_ordering")),
    "Deconv2D": _DECONVOLUTION_2D,
    "Deconvolution2D": _DECONVOLUTION_2D,
    "Dense": Signature("Dense", ("output_dim", *_WEIGHTED, *_PENALTIES, "input_dim"), words=_UNITS),
    "Dropout": Signature("Dropout", ("p", "noise_shape", "seed")),
    "Embedding": Signature(
        "Embedding",
        (
            "input_dim",
            "output_dim",
            "init",
            "input_length",
            "W_regularizer",
            "activity_regularizer",
            "W_constraint",
            "mask_zero",
            "weights",
            "dropout",
        ),
        words={
            "init": "embeddings_initializer",
            "W_regularizer": "embeddings_regularizer",
            "W_constraint": "embeddings_constraint",
            "dropout": None,
        },
    ),
    "GRU": Signature(
        "GRU",
        ("output_dim", "init", "inner_init", "activation", "inner_activation", *_RECURRENT),
        words=_UNITS,
        adds={"reset_after": False},
    ),
    "GaussianDropout": Signature("GaussianDropout", ("p",)),
    "GaussianNoise": Signature("GaussianNoise", ("sigma",)),
    "GlobalAveragePooling2D": Signature("GlobalAveragePooling2D", ("dim_ordering",)),
    "GlobalAveragePooling3D": Signature("GlobalAveragePooling3D", ("dim_ordering",)),
    "GlobalMaxPooling2D": Signature("GlobalMaxPooling2D", ("dim_ordering",)),
    "GlobalMaxPooling3D": Signature("GlobalMaxPooling3D", ("dim_ordering",)),
    "LSTM": Signature(
        "LSTM",
        ("output_dim", "init", "inner_init", "forget_bias_init", "activation", "inner_activation", *_RECURRENT),
        words=_UNITS,
    ),
    "LocallyConnected1D": Signature(
        "LocallyConnected1D",
        (*_SEQUENCE, *_WEIGHTED, "border_mode", "subsample_length", *_PENALTIES, "input_dim", "input_length"),
    ),
    "LocallyConnected2D": Signature(
        "LocallyConnected2D",
        (*_IMAGE, *_WEIGHTED, "border_mode", "subsample", "dim_ordering", *_PENALTIES),
        sides=("nb_row", "nb_col"),
    ),
    "MaxPooling1D": Signature("MaxPooling1D", _POOLING_1D),
    "MaxPooling2D": Signature("MaxPooling2D", _POOLING),
    "MaxPooling3D": Signature("MaxPooling3D", _POOLING),
    "Merge": MERGE,
    "PReLU": Signature("PReLU", ("init", "weights", "shared_axes"), words={"init": "alpha_initializer"}),
    "SeparableConv2D": _SEPARABLE_2D,
    "SeparableConvolution2D": _SEPARABLE_2D,
    "SimpleRNN": Signature("SimpleRNN", ("output_dim", "init", "inner_init", "activation", *_RECURRENT), words=_UNITS),
    "SpatialDropout1D": Signature("SpatialDropout1D", ("p",)),
    "SpatialDropout2D": Signature("SpatialDropout2D", ("p", "dim_ordering")),
    "SpatialDropout3D": Signature("SpatialDropout3D", ("p", "dim_ordering")),
    "TimeDistributedDense": Signature(
        "Dense", ("output_dim", *_WEIGHTED, *_PENALTIES, "input_dim", "input_length"), words=_UNITS
    ),
    "UpSampling1D": Signature("UpSampling1D", ("length",)),
    "UpSampling2D": Signature("UpSampling2D", ("size", "dim_ordering")),
    "UpSampling3D": Signature("UpSampling3D", ("size", "dim_ordering")),
    "ZeroPadding2D": Signature("ZeroPadding2D", ("padding", "dim_ordering")),
    "ZeroPadding3D": Signature("ZeroPadding3D", ("padding", "dim_ordering")),
}
"""The layers of Keras 1 whose calls differ from today's. Source: the code of Keras 1.2.2."""

LATER_NAMES: dict[str, str] = {
    "AtrousConv1D": "Conv1D",
    "AtrousConv2D": "Conv2D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Deconv2D": "Conv2DTranspose",
    "Deconv3D": "Conv3DTranspose",
    "Deconvolution2D": "Conv2DTranspose",
    "Deconvolution3D": "Conv3DTranspose",
    "TimeDistributedDense": "Dense",
}
"""Names that today's Keras no longer has, and what they are in Keras 2."""

NAMES: tuple[str, ...] = tuple(dict.fromkeys((*LATER_NAMES, *FORMER)))
"""Names of layers that only older releases have."""

MERGE_MODES: dict[str, str] = {
    "ave": "Average",
    "concat": "Concatenate",
    "cos": "Dot",
    "dot": "Dot",
    "max": "Maximum",
    "mul": "Multiply",
    "sum": "Add",
}
"""What each mode of a `Merge` is a layer of its own today."""

DROPPED = frozenset({"fused", "virtual_batch_size", "adjustment", "batch_input_size"})
"""Keywords of Keras 2 that are gone and change neither shapes nor weights."""
