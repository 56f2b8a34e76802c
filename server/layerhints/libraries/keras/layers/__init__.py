"""The layers of Keras, one file for each family. A file is imported when one of its layers is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from layerhints.rules import Rule

FAMILIES: dict[str, tuple[str, ...]] = {
    "activation": ("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"),
    "attention": ("AdditiveAttention", "Attention", "GroupQueryAttention", "MultiHeadAttention"),
    "augmentation": ("AugMix", "CutMix", "MaxNumBoundingBoxes", "MixUp", "RandAugment"),
    "augmentation_colour": (
        "AutoContrast",
        "ContrastLimitedAdaptiveHistogramEqualization",
        "Equalization",
        "RandomBrightness",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomContrast",
        "RandomGaussianBlur",
        "RandomGrayscale",
        "RandomHue",
        "RandomInvert",
        "RandomPosterization",
        "RandomSaturation",
        "RandomSharpness",
        "Solarization",
    ),
    "augmentation_geometry": (
        "RandomElasticTransform",
        "RandomErasing",
        "RandomFlip",
        "RandomPerspective",
        "RandomRotation",
        "RandomShear",
        "RandomTranslation",
        "RandomZoom",
    ),
    "categories": (
        "CategoryEncoding",
        "Discretization",
        "HashedCrossing",
        "Hashing",
        "IntegerLookup",
        "StringLookup",
        "TextVectorization",
    ),
    "cells": ("GRUCell", "LSTMCell", "RNN", "SimpleRNNCell", "StackedRNNCells"),
    "convolution": ("Conv1D", "Conv2D", "Conv3D"),
    "convolution_depthwise": ("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"),
    "convolution_transposed": ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"),
    "convolutional_recurrent": ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    "core": ("Dense", "Embedding", "Identity", "InputLayer", "Masking"),
    "einsum": ("EinsumDense",),
    "foreign": ("FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper"),
    "images": ("CenterCrop", "RandomCrop", "Rescaling", "Resizing"),
    "merging": (
        "Add",
        "Average",
        "Concatenate",
        "Dot",
        "Maximum",
        "Minimum",
        "Multiply",
        "Subtract",
    ),
    "normalization": ("BatchNormalization", "GroupNormalization", "LayerNormalization", "UnitNormalization"),
    "pooling": (
        "AdaptiveAveragePooling1D",
        "AdaptiveAveragePooling2D",
        "AdaptiveAveragePooling3D",
        "AdaptiveMaxPooling1D",
        "AdaptiveMaxPooling2D",
        "AdaptiveMaxPooling3D",
        "AveragePooling1D",
        "AveragePooling2D",
        "AveragePooling3D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "GlobalAveragePooling3D",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "GlobalMaxPooling3D",
        "MaxPooling1D",
        "MaxPooling2D",
        "MaxPooling3D",
    ),
    "recurrent": ("Bidirectional", "GRU", "LSTM", "SimpleRNN", "TimeDistributed"),
    "regularization": (
        "ActivityRegularization",
        "AlphaDropout",
        "Dropout",
        "GaussianDropout",
        "GaussianNoise",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
    ),
    "reshaping": (
        "Cropping1D",
        "Cropping2D",
        "Cropping3D",
        "Flatten",
        "Permute",
        "RepeatVector",
        "Reshape",
        "UpSampling1D",
        "UpSampling2D",
        "UpSampling3D",
        "ZeroPadding1D",
        "ZeroPadding2D",
        "ZeroPadding3D",
    ),
    "reversible": ("ReversibleEmbedding",),
    "spectrogram": ("MelSpectrogram", "STFTSpectrogram"),
    "standardization": ("Normalization", "RMSNormalization"),
    "wrappers": ("Pipeline", "SpectralNormalization", "Wrapper"),
}
"""The layers by the file that declares them."""

ALIASES: dict[str, str] = {
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "AvgPool3D": "AveragePooling3D",
    "Convolution1D": "Conv1D",
    "Convolution1DTranspose": "Conv1DTranspose",
    "Convolution2D": "Conv2D",
    "Convolution2DTranspose": "Conv2DTranspose",
    "Convolution3D": "Conv3D",
    "Convolution3DTranspose": "Conv3DTranspose",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalAvgPool3D": "GlobalAveragePooling3D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalMaxPool3D": "GlobalMaxPooling3D",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D",
    "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
}
"""Other public names of the same layers."""

_FAMILY_OF = {layer: family for family, layers in FAMILIES.items() for layer in layers}

NAMES: tuple[str, ...] = (*_FAMILY_OF, *ALIASES)
"""Every name that today's Keras has and `rule` knows."""

REMOVED: dict[str, tuple[str, ...]] = {
    "former": ("Deconvolution2D", "Merge"),
    "removed": (
        "CuDNNGRU",
        "CuDNNLSTM",
        "Highway",
        "LocallyConnected1D",
        "LocallyConnected2D",
        "MaxoutDense",
        "ParametricSoftplus",
        "SReLU",
        "ThresholdedReLU",
    ),
}
"""Layers of older releases that have no equal today, by the file that declares them."""

FORMER: tuple[str, ...] = tuple(layer for layers in REMOVED.values() for layer in layers)
_FAMILY_OF.update({layer: family for family, layers in REMOVED.items() for layer in layers})

CLASS_NAMES: dict[str, str] = {"GroupQueryAttention": "GroupedQueryAttention"}
"""What the class of a layer is called, where that is not its public name."""


@cache
@cache
def rule(name: str) -> type[Rule] | None:
    """The rule of the layer with this public name, or None."""
    name = ALIASES.get(name, name)
    family = _FAMILY_OF.get(name)
    if family is None:
        return None
    module = import_module(f"{__name__}.{family}")
    found: type[Rule] = getattr(module, name)
    return found
