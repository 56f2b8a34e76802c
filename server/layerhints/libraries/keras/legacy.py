"""Calls written for Keras 1 and early Keras 2, as today's calls.

The signatures of Keras 1 are data. A call is read with them when the file is of that era, or when it uses a keyword
that only Keras 1 has; a call that cannot be meant so (a tuple where Keras 1 wants the rows) is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from layerhints.libraries.keras.layers import ALIASES, FORMER

Era = Literal["keras1", "modern"]


class Modern(NamedTuple):
    """A call in today's terms.

    `notes` say how an old spelling was read. `places` maps each of today's arguments (position or keyword) to where it
    stands in the call as written; one that was put together of several is missing. `branches` are the layers that a
    `Merge` of Keras 1 joins.
    """

    name: str
    positional: tuple[Any, ...]
    keywords: dict[str, Any]
    notes: tuple[str, ...] = ()
    places: Mapping[int | str, int | str] = {}
    branches: Any = None


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
_MERGE = Signature(
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
    "MaxPooling1D": Signature("MaxPooling1D", _POOLING_1D),
    "MaxPooling2D": Signature("MaxPooling2D", _POOLING),
    "MaxPooling3D": Signature("MaxPooling3D", _POOLING),
    "Merge": _MERGE,
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


def is_legacy_keyword(name: str) -> bool:
    """Whether a keyword of a layer is evidence that a file is written for Keras 1."""
    return name in UNMISTAKABLE


def todays_name(name: str) -> str:
    """The name of the class that a spelling stands for."""
    return LATER_NAMES.get(name) or ALIASES.get(name, name)


def modernise(name: str, positional: Sequence[Any], keywords: Mapping[str, Any], era: Era) -> Modern:
    """The call in today's terms. Pure; arguments that are not known pass through."""
    dropped = () if DROPPED.isdisjoint(keywords) else [word for word in keywords if word in DROPPED]
    kept = {word: value for word, value in keywords.items() if word not in DROPPED} if dropped else dict(keywords)
    notes = tuple([f"`{word}` is gone, and changes neither shapes nor counts" for word in dropped])
    signature = SIGNATURES.get(name)
    if signature is not None and _is_old(signature, positional, kept, era):
        read = _read(signature, positional, kept)
        if signature is _MERGE:
            return _merge(read)
        if read.notes:
            return read._replace(notes=(*notes, *read.notes))
        # What Keras 1 and today's Keras read alike stays as it is written.
    places: dict[int | str, int | str] = {place: place for place in (*range(len(positional)), *kept)}
    said = _modern_reading(signature, positional) if era == "modern" else ()
    return Modern(todays_name(name), tuple(positional), kept, (*notes, *said), places)


def _is_old(signature: Signature, positional: Sequence[Any], keywords: Mapping[str, Any], era: Era) -> bool:
    if signature is _MERGE or not signature.old_words.isdisjoint(keywords):
        return True
    if era == "modern":
        return False
    if any(_only_today(signature, word) for word in keywords):
        return False
    # Rows and columns are two numbers; a single one, or a tuple, is today's kernel size.
    given = positional[1 : 1 + len(signature.sides)]
    return not signature.sides or (
        len(given) == len(signature.sides) and not any(isinstance(side, tuple) for side in given)
    )


def _only_today(signature: Signature, word: str) -> bool:
    """Whether a keyword is one that took the place of an old one."""
    todays = {signature.renamed(old) for old in signature.parameters} | ({"kernel_size"} if signature.sides else set())
    return word in todays and word not in signature.parameters


def _read(signature: Signature, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Modern:
    """The call read with the signature of Keras 1; a note for each thing that today's Keras would read otherwise."""
    given: dict[str, tuple[Any, int | str]] = {}
    for index, value in enumerate(positional):
        # One that Keras 1 has no parameter for stays, under a name that binding complains about.
        given[signature.parameters[index] if index < len(signature.parameters) else f"#{index}"] = (value, index)
    given.update((word, (value, word)) for word, value in keywords.items())
    today: dict[str, Any] = dict(signature.adds)
    places: dict[int | str, int | str] = {}
    notes = [f"Keras 1 works as today's Keras with `{word}={value}`" for word, value in signature.adds.items()]
    if signature.sides and all(side in given for side in signature.sides):
        today["kernel_size"] = sides = tuple(given.pop(side)[0] for side in signature.sides)
        notes.append(f"read as Keras 1 reads it: `{_written(sides)}` are the sides of the kernel")
    for old, (value, place) in given.items():
        new = signature.renamed(old)
        if new is None:
            notes.append(f"`{old}` is gone, and changes neither shapes nor counts")
            continue
        today[new] = _translated(old, value)
        places[new] = place
        # The first parameter has always been the same.
        if (new != old and place != 0) or today[new] is not value:
            notes.append(f"`{old}` of Keras 1 is today's `{new}`")
    return Modern(signature.today, (), today, tuple(notes), places)


def _translated(old: str, value: Any) -> Any:
    if old == "dim_ordering" and isinstance(value, str):
        return {"th": "channels_first", "tf": "channels_last", "default": None}.get(value, value)
    if old == "padding" and isinstance(value, tuple) and len(value) == 4:
        return (value[:2], value[2:])
    return value


def _merge(read: Modern) -> Modern:
    keywords = dict(read.keywords)
    branches = keywords.pop("layers", None)
    mode = keywords.pop("mode", "sum")
    concat_axis = keywords.pop("concat_axis", -1)
    dot_axes = keywords.pop("dot_axes", -1)
    for gone in ("output_shape", "output_mask", "arguments", "node_indices", "tensor_indices"):
        keywords.pop(gone, None)
    name = MERGE_MODES.get(mode) if isinstance(mode, str) else None
    places: dict[int | str, int | str] = {new: old for new, old in read.places.items() if new in keywords}
    if name is None:
        return read._replace(keywords={"mode": mode, **keywords}, branches=branches, places=places)
    if name == "Concatenate":
        keywords["axis"] = concat_axis
    if name == "Dot":
        keywords |= {"axes": dot_axes, "normalize": mode == "cos"}
    note = f"`Merge(mode='{mode}')` of Keras 1 is today's `{name}`"
    return Modern(name, (), keywords, (note,), places, branches)


def _modern_reading(signature: Signature | None, positional: Sequence[Any]) -> tuple[str, ...]:
    """The note on a call that Keras 1 reads otherwise: `Convolution2D(32, 5, 5)`."""
    if signature is None or len(signature.sides) < 2 or len(positional) < 3:
        return ()
    if not all(isinstance(side, int) for side in positional[1:3]):
        return ()
    kernel, strides = positional[1:3]
    return (
        f"read as today's Keras reads it: a kernel of {kernel} and a stride of {strides}; Keras 1 took the two numbers "
        f"for the sides of the kernel",
    )


def _written(values: Sequence[Any]) -> str:
    return ", ".join(str(value) if isinstance(value, int) else "…" for value in values)
