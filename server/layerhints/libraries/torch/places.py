"""Where the classes of torch.nn live, and which derive from which, as `isinstance` and `type(m)` see it."""

from __future__ import annotations

from layerhints.libraries.torch.layers import FAMILY_OF

_ROOMS = {
    "attention": "activation",
    "convolution": "conv",
    "convolution_transposed": "conv",
    "embedding": "sparse",
    "loss_classification": "loss",
    "loss_comparison": "loss",
    "loss_projection": "loss",
    "pooling_to_size": "pooling",
    "recurrent": "rnn",
    "recurrent_cells": "rnn",
    "softmax": "activation",
    "unpooling": "pooling",
}
"""The module of torch.nn.modules for each family of rules, where it is called otherwise."""

_OWN_ROOMS = {
    "AdaptiveLogSoftmaxWithLoss": "adaptive",
    "BatchNorm1d": "batchnorm",
    "BatchNorm2d": "batchnorm",
    "BatchNorm3d": "batchnorm",
    "ChannelShuffle": "channelshuffle",
    "Flatten": "flatten",
    "InstanceNorm1d": "instancenorm",
    "InstanceNorm2d": "instancenorm",
    "InstanceNorm3d": "instancenorm",
    "LazyBatchNorm1d": "batchnorm",
    "LazyBatchNorm2d": "batchnorm",
    "LazyBatchNorm3d": "batchnorm",
    "LazyInstanceNorm1d": "instancenorm",
    "LazyInstanceNorm2d": "instancenorm",
    "LazyInstanceNorm3d": "instancenorm",
    "ModuleDict": "container",
    "ModuleList": "container",
    "ParameterDict": "container",
    "ParameterList": "container",
    "PixelShuffle": "pixelshuffle",
    "PixelUnshuffle": "pixelshuffle",
    "Sequential": "container",
    "SyncBatchNorm": "batchnorm",
    "Transformer": "transformer",
    "TransformerDecoder": "transformer",
    "TransformerDecoderLayer": "transformer",
    "TransformerEncoder": "transformer",
    "TransformerEncoderLayer": "transformer",
    "Unflatten": "flatten",
    "_BatchNorm": "batchnorm",
    "_ConvNd": "conv",
    "_ConvTransposeNd": "conv",
    "_DropoutNd": "dropout",
    "_InstanceNorm": "instancenorm",
    "_Loss": "loss",
    "_NormBase": "batchnorm",
    "_WeightedLoss": "loss",
}


def place_of(name: str) -> str:
    """The module in which PyTorch defines the class: `torch.nn.modules.conv`."""
    family = FAMILY_OF.get(name, "")
    return f"torch.nn.modules.{_OWN_ROOMS.get(name) or _ROOMS.get(family, family)}"


_RANKS = (1, 2, 3)


def _each(pattern: str, *bases: str) -> dict[str, tuple[str, ...]]:
    return {pattern.format(rank): tuple(base.format(rank) for base in bases) for rank in _RANKS}


BASES: dict[str, tuple[str, ...]] = {
    "AlphaDropout": ("_DropoutNd",),
    "Dropout": ("_DropoutNd",),
    "FeatureAlphaDropout": ("_DropoutNd",),
    "GRU": ("RNNBase",),
    "GRUCell": ("RNNCellBase",),
    "LSTM": ("RNNBase",),
    "LSTMCell": ("RNNCellBase",),
    "LazyLinear": ("Linear",),
    "NLLLoss2d": ("NLLLoss",),
    "NonDynamicallyQuantizableLinear": ("Linear",),
    "RNN": ("RNNBase",),
    "RNNCell": ("RNNCellBase",),
    "ReLU6": ("Hardtanh",),
    "SyncBatchNorm": ("_BatchNorm",),
    "UpsamplingBilinear2d": ("Upsample",),
    "UpsamplingNearest2d": ("Upsample",),
    "_BatchNorm": ("_NormBase",),
    "_ConvTransposeNd": ("_ConvNd",),
    "_InstanceNorm": ("_NormBase",),
    "_WeightedLoss": ("_Loss",),
    **_each("Conv{}d", "_ConvNd"),
    **_each("ConvTranspose{}d", "_ConvTransposeNd"),
    **_each("LazyConv{}d", "Conv{}d"),
    **_each("LazyConvTranspose{}d", "ConvTranspose{}d"),
    **_each("Dropout{}d", "_DropoutNd"),
    **_each("BatchNorm{}d", "_BatchNorm"),
    **_each("InstanceNorm{}d", "_InstanceNorm"),
    **_each("LazyBatchNorm{}d", "_BatchNorm"),
    **_each("LazyInstanceNorm{}d", "_InstanceNorm"),
    **_each("ZeroPad{}d", "ConstantPad{}d"),
    **dict.fromkeys(
        (
            "BCELoss",
            "CrossEntropyLoss",
            "LinearCrossEntropyLoss",
            "MultiLabelSoftMarginLoss",
            "MultiMarginLoss",
            "NLLLoss",
        ),
        ("_WeightedLoss",),
    ),
    **dict.fromkeys(
        (
            "BCEWithLogitsLoss",
            "CTCLoss",
            "CosineEmbeddingLoss",
            "GaussianNLLLoss",
            "HingeEmbeddingLoss",
            "HuberLoss",
            "KLDivLoss",
            "L1Loss",
            "MSELoss",
            "MarginRankingLoss",
            "MultiLabelMarginLoss",
            "PoissonNLLLoss",
            "SmoothL1Loss",
            "SoftMarginLoss",
            "TripletMarginLoss",
            "TripletMarginWithDistanceLoss",
        ),
        ("_Loss",),
    ),
}
"""The classes that derive from others than Module directly."""
