"""The modules of torch.nn that have a rule, one file for each family. A file is imported when first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

FAMILIES: dict[str, tuple[str, ...]] = {
    "activation": (
        "CELU",
        "ELU",
        "GELU",
        "GLU",
        "Hardshrink",
        "Hardsigmoid",
        "Hardswish",
        "Hardtanh",
        "LeakyReLU",
        "LogSigmoid",
        "Mish",
        "PReLU",
        "RReLU",
        "ReLU",
        "ReLU6",
        "SELU",
        "SiLU",
        "Sigmoid",
        "Softplus",
        "Softshrink",
        "Softsign",
        "Tanh",
        "Tanhshrink",
        "Threshold",
    ),
    "attention": ("MultiheadAttention",),
    "channel_normalization": (
        "BatchNorm1d",
        "BatchNorm2d",
        "BatchNorm3d",
        "InstanceNorm1d",
        "InstanceNorm2d",
        "InstanceNorm3d",
        "LazyBatchNorm1d",
        "LazyBatchNorm2d",
        "LazyBatchNorm3d",
        "LazyInstanceNorm1d",
        "LazyInstanceNorm2d",
        "LazyInstanceNorm3d",
        "SyncBatchNorm",
    ),
    "convolution": (
        "Conv1d",
        "Conv2d",
        "Conv3d",
        "LazyConv1d",
        "LazyConv2d",
        "LazyConv3d",
    ),
    "convolution_transposed": (
        "ConvTranspose1d",
        "ConvTranspose2d",
        "ConvTranspose3d",
        "LazyConvTranspose1d",
        "LazyConvTranspose2d",
        "LazyConvTranspose3d",
    ),
    "distance": ("CosineSimilarity", "PairwiseDistance"),
    "dropout": ("AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"),
    "embedding": ("Embedding", "EmbeddingBag"),
    "fold": ("Fold", "Unfold"),
    "linear": ("Bilinear", "Identity", "LazyLinear", "Linear", "NonDynamicallyQuantizableLinear"),
    "loss": (
        "BCELoss",
        "BCEWithLogitsLoss",
        "GaussianNLLLoss",
        "HingeEmbeddingLoss",
        "HuberLoss",
        "KLDivLoss",
        "L1Loss",
        "MSELoss",
        "PoissonNLLLoss",
        "SmoothL1Loss",
        "SoftMarginLoss",
    ),
    "loss_classification": (
        "CTCLoss",
        "CrossEntropyLoss",
        "MultiLabelMarginLoss",
        "MultiLabelSoftMarginLoss",
        "MultiMarginLoss",
        "NLLLoss",
        "NLLLoss2d",
    ),
    "loss_comparison": (
        "CosineEmbeddingLoss",
        "MarginRankingLoss",
        "TripletMarginLoss",
        "TripletMarginWithDistanceLoss",
    ),
    "loss_projection": (
        "AdaptiveLogSoftmaxWithLoss",
        "LinearCrossEntropyLoss",
    ),
    "normalization": (
        "CrossMapLRN2d",
        "GroupNorm",
        "LayerNorm",
        "LocalResponseNorm",
        "RMSNorm",
    ),
    "padding": (
        "CircularPad1d",
        "CircularPad2d",
        "CircularPad3d",
        "ConstantPad1d",
        "ConstantPad2d",
        "ConstantPad3d",
        "ReflectionPad1d",
        "ReflectionPad2d",
        "ReflectionPad3d",
        "ReplicationPad1d",
        "ReplicationPad2d",
        "ReplicationPad3d",
        "ZeroPad1d",
        "ZeroPad2d",
        "ZeroPad3d",
    ),
    "pooling": (
        "AvgPool1d",
        "AvgPool2d",
        "AvgPool3d",
        "LPPool1d",
        "LPPool2d",
        "LPPool3d",
        "MaxPool1d",
        "MaxPool2d",
        "MaxPool3d",
    ),
    "pooling_to_size": (
        "AdaptiveAvgPool1d",
        "AdaptiveAvgPool2d",
        "AdaptiveAvgPool3d",
        "AdaptiveMaxPool1d",
        "AdaptiveMaxPool2d",
        "AdaptiveMaxPool3d",
        "FractionalMaxPool2d",
        "FractionalMaxPool3d",
    ),
    "recurrent": ("GRU", "LSTM", "RNN", "RNNBase"),
    "recurrent_cells": ("GRUCell", "LSTMCell", "RNNCell", "RNNCellBase"),
    "reshaping": ("ChannelShuffle", "Flatten", "PixelShuffle", "PixelUnshuffle", "Unflatten"),
    "softmax": ("LogSoftmax", "Softmax", "Softmax2d", "Softmin"),
    "unpooling": ("MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d"),
    "upsampling": ("Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d"),
}
"""The modules by the file that declares them."""

ABSTRACT = frozenset(
    {
        "_BatchNorm",
        "_ConvNd",
        "_ConvTransposeNd",
        "_DropoutNd",
        "_InstanceNorm",
        "_Loss",
        "_NormBase",
        "_WeightedLoss",
    }
)
"""Classes that stand in the modules of torch.nn for others to derive from; `abstract` declares them."""

WITHOUT_FORWARD = ABSTRACT - {"_BatchNorm"} | {"RNNBase", "RNNCellBase"}
"""Classes that leave it to those that derive from them."""

FAMILY_OF = {module: family for family, modules in FAMILIES.items() for module in modules}


@cache
def rule(name: str) -> Any:
    """The rule of the module class with this name, or None."""
    family = "abstract" if name in ABSTRACT else FAMILY_OF.get(name)
    if family is None:
        return None
    return getattr(import_module(f"{__name__}.{family}"), name)
