"""The parameters of each layer's `call`, for programs that ask `"training" in signature(layer.call).parameters`.

They are those of Keras 3; a layer that is not in the table takes its inputs and nothing else.
"""

from __future__ import annotations

_AUGMENTING = (
    "AugMix", "AutoContrast", "CenterCrop", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix", "Equalization",
    "MaxNumBoundingBoxes", "MixUp", "RandAugment", "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter",
    "RandomContrast", "RandomCrop", "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur",
    "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation",
    "RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom", "Resizing", "Solarization",
)  # fmt: skip
_IN_TRAINING = (
    "AlphaDropout", "Dense", "Dropout", "EinsumDense", "FlaxLayer", "GaussianDropout", "GaussianNoise", "JaxLayer",
    "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "SpectralNormalization",
)  # fmt: skip
_RECURRENT = ("Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN", "SimpleRNN")

_TAKEN: dict[tuple[str, ...], tuple[str, ...]] = {
    ("data", "training"): _AUGMENTING,
    ("inputs", "training"): _IN_TRAINING,
    ("inputs", "training", "mask"): ("BatchNormalization", "Pipeline", "TimeDistributed"),
    ("inputs", "mask"): ("GlobalAveragePooling1D", "Softmax"),
    ("inputs", "mask", "training"): ("Lambda",),
    ("inputs", "mask", "training", "return_attention_scores", "use_causal_mask"): ("AdditiveAttention", "Attention"),
    ("inputs", "count_weights"): ("CategoryEncoding",),
    ("inputs", "reverse"): ("ReversibleEmbedding",),
    ("inputs", "states", "training"): ("GRUCell", "LSTMCell"),
    ("sequence", "states", "training"): ("SimpleRNNCell",),
    ("sequences", "initial_state", "mask", "training"): _RECURRENT,
    (
        "query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask", "return_attention_scores",
        "training", "use_causal_mask",
    ): ("GroupQueryAttention", "MultiHeadAttention"),
    ("x",): ("RMSNormalization",),
    (): ("InputLayer",),
}  # fmt: skip
_OF = {layer: names for names, layers in _TAKEN.items() for layer in layers}

ANY = frozenset({"Layer", "StackedRNNCells", "TFSMLayer", "TorchModuleWrapper", "Wrapper"})
"""The layers that take whatever is given, or anything beside their inputs."""


def call_parameters(layer: str) -> tuple[str, ...] | None:
    """The names of what the `call` of the layer takes, `self` aside; None where it takes anything."""
    return None if layer in ANY else _OF.get(layer, ("inputs",))
