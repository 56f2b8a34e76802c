"""Calls of Keras 1 in today's terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layerhints.algebra import Unknown
from layerhints.libraries.keras.keras1 import LATER_NAMES, SIGNATURES, UNMISTAKABLE
from layerhints.libraries.keras.layers import NAMES, rule
from layerhints.libraries.keras.legacy import modernise

from . import check

TRUTH = json.loads((Path(__file__).parent / "keras_1_2_2_signatures.json").read_text())["signatures"]
ALIASES_OF_KERAS_1 = {
    "AtrousConv1D": "AtrousConvolution1D",
    "AtrousConv2D": "AtrousConvolution2D",
    "Conv1D": "Convolution1D",
    "Conv2D": "Convolution2D",
    "Conv3D": "Convolution3D",
    "Deconv2D": "Deconvolution2D",
    "SeparableConv2D": "SeparableConvolution2D",
}
"""The aliases at the end of Keras 1.2.2's convolutional.py."""


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_signatures_are_those_of_keras_1(name: str) -> None:
    declared = TRUTH.get(ALIASES_OF_KERAS_1.get(name, name))
    if name.startswith("Global"):
        declared = ["dim_ordering"]  # their base class _GlobalPooling2D takes it
    assert list(SIGNATURES[name].parameters) == declared


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_every_parameter_has_a_place_today(name: str) -> None:
    signature = SIGNATURES[name]
    today = rule(signature.today)
    assert today is not None
    if signature.today == "Merge":
        return
    known = {*today.fields, *signature.sides}
    for parameter in signature.parameters:
        new = signature.renamed(parameter)
        assert new is None or new in known


def test_unmistakable_words_are_in_no_signature_of_today() -> None:
    for name in NAMES:
        declared = rule(name)
        assert declared is not None
        assert UNMISTAKABLE.isdisjoint(declared.fields)


@pytest.mark.parametrize("name", LATER_NAMES)
def test_later_names_are_layers(name: str) -> None:
    assert rule(LATER_NAMES[name]) is not None


@pytest.mark.parametrize(
    ("name", "positional", "keywords", "era", "today", "fields"),
    [
        # Rows and columns, or a kernel and a stride: the era decides.
        (
            "Convolution2D",
            (32, 5, 5),
            {},
            "keras1",
            "Conv2D",
            {"filters": 32, "kernel_size": (5, 5), "strides": (1, 1)},
        ),
        ("Convolution2D", (32, 5, 5), {}, "modern", "Conv2D", {"kernel_size": (5, 5), "strides": (5, 5)}),
        ("Conv2D", (32, 3, 2), {}, "keras1", "Conv2D", {"kernel_size": (3, 2), "strides": (1, 1)}),
        # What Keras 1 cannot mean is read as today.
        ("Convolution2D", (32, (5, 5)), {}, "keras1", "Conv2D", {"kernel_size": (5, 5)}),
        ("Conv2D", (32, 3, 3), {"padding": "same"}, "keras1", "Conv2D", {"kernel_size": (3, 3), "strides": (3, 3)}),
        # A word of Keras 1 decides, whatever the era.
        (
            "Convolution2D",
            (32, 5, 3),
            {"border_mode": "same", "subsample": (2, 2), "dim_ordering": "th", "bias": False},
            "modern",
            "Conv2D",
            {
                "kernel_size": (5, 3),
                "padding": "same",
                "strides": (2, 2),
                "data_format": "channels_first",
                "use_bias": False,
            },
        ),
        (
            "Convolution2D",
            (),
            {"nb_filter": 8, "nb_row": 3, "nb_col": 5, "input_shape": (1, 28, 28)},
            "modern",
            "Conv2D",
            {"filters": 8, "kernel_size": (3, 5), "input_shape": (1, 28, 28)},
        ),
        (
            "AtrousConvolution2D",
            (8, 3, 3),
            {"atrous_rate": (2, 2)},
            "keras1",
            "Conv2D",
            {"dilation_rate": (2, 2), "kernel_size": (3, 3)},
        ),
        ("Convolution1D", (64, 3), {"subsample_length": 2}, "modern", "Conv1D", {"kernel_size": (3,), "strides": (2,)}),
        ("Convolution3D", (8, 3, 4, 5), {}, "keras1", "Conv3D", {"kernel_size": (3, 4, 5)}),
        ("SeparableConvolution2D", (8, 3, 3), {}, "keras1", "SeparableConv2D", {"kernel_size": (3, 3)}),
        ("MaxPooling1D", (), {"pool_length": 3}, "modern", "MaxPooling1D", {"pool_size": (3,), "strides": (3,)}),
        (
            "MaxPooling2D",
            ((2, 2), (1, 1), "same", "th"),
            {},
            "keras1",
            "MaxPooling2D",
            {"data_format": "channels_first"},
        ),
        ("UpSampling2D", ((2, 3),), {"dim_ordering": "tf"}, "modern", "UpSampling2D", {"data_format": "channels_last"}),
        ("ZeroPadding2D", ((1, 2, 3, 4),), {}, "keras1", "ZeroPadding2D", {"padding": ((1, 2), (3, 4))}),
        ("Dense", (), {"output_dim": 10, "input_dim": 4, "init": "uniform"}, "modern", "Dense", {"units": 10}),
        ("Dense", (10, "uniform", "relu"), {}, "keras1", "Dense", {"activation": "relu"}),
        ("TimeDistributedDense", (10,), {}, "keras1", "Dense", {"units": 10}),
        ("Dropout", (), {"p": 0.25}, "modern", "Dropout", {"rate": 0.25}),
        ("GaussianNoise", (), {"sigma": 0.1}, "modern", "GaussianNoise", {"stddev": 0.1}),
        ("BatchNormalization", (), {"mode": 0, "axis": 1}, "keras1", "BatchNormalization", {"axis": (1,)}),
        (
            "LSTM",
            (128,),
            {"inner_activation": "sigmoid", "consume_less": "gpu", "dropout_W": 0.2, "dropout_U": 0.1},
            "modern",
            "LSTM",
            {"units": 128, "recurrent_activation": "sigmoid", "dropout": 0.2, "recurrent_dropout": 0.1},
        ),
        ("GRU", (16,), {}, "keras1", "GRU", {"units": 16, "reset_after": False}),
        ("GRU", (16,), {}, "modern", "GRU", {"units": 16, "reset_after": True}),
        (
            "Embedding",
            (1000, 64),
            {"input_length": 10, "dropout": 0.2},
            "keras1",
            "Embedding",
            {"input_dim": 1000, "output_dim": 64},
        ),
        ("Merge", ([],), {"mode": "sum"}, "keras1", "Add", {}),
        ("Merge", (), {"mode": "concat", "concat_axis": 1}, "modern", "Concatenate", {"axis": (1,)}),
        ("Merge", (), {"mode": "dot", "dot_axes": (1, 1)}, "keras1", "Dot", {"axes": (1, 1)}),
        ("Deconvolution2D", (8, 3, 3, (None, 14, 14, 8)), {}, "keras1", "Deconvolution2D", {"kernel_size": (3, 3)}),
        ("Deconvolution2D", (8, 3), {}, "modern", "Conv2DTranspose", {"kernel_size": (3, 3)}),
        ("BatchNormalization", (), {"fused": True}, "modern", "BatchNormalization", {}),
    ],
)
def test_a_call_is_read(
    name: str, positional: tuple[Any, ...], keywords: dict[str, Any], era: Any, today: str, fields: dict[str, Any]
) -> None:
    call = modernise(name, positional, keywords, era)
    assert call.name == today
    bound = check.bind(call.name, *call.positional, **call.keywords)
    assert bound.problems == ()
    assert {field: getattr(bound.layer, field) for field in fields} == fields


def test_the_second_convolution_of_document_003_costs_51264_whatever_the_input_is() -> None:
    call = modernise("Convolution2D", (64, 5, 5), {}, "keras1")
    layer = check.make(call.name, call.positional, call.keywords)
    unknown = Unknown("input_shape is not known")
    pooled = (unknown, unknown, unknown, 32)
    assert check.totals(layer.apply(pooled)) == (51264, 51264)


def test_a_note_says_which_reading_was_taken() -> None:
    assert modernise("Convolution2D", (32, 5, 5), {}, "keras1").notes == (
        "read as Keras 1 reads it: `5, 5` are the sides of the kernel",
    )
    assert modernise("Convolution2D", (32, 5, 5), {}, "modern").notes == (
        "read as today's Keras reads it: a kernel of 5 and a stride of 5; "
        "Keras 1 took the two numbers for the sides of the kernel",
    )


@pytest.mark.parametrize("era", ["keras1", "modern"])
def test_a_call_that_both_read_alike_has_no_note_and_stays(era: Any) -> None:
    assert modernise("Dense", (100,), {"activation": "relu"}, era)[:4] == ("Dense", (100,), {"activation": "relu"}, ())


def test_places_lead_back_to_the_written_argument() -> None:
    call = modernise("Convolution2D", (32, 5, 5), {"border_mode": "same"}, "modern")
    assert dict(call.places) == {"filters": 0, "padding": "border_mode"}


def test_branches_of_a_merge_are_kept() -> None:
    assert modernise("Merge", (("left", "right"),), {"mode": "mul"}, "keras1").branches == ("left", "right")


def test_a_mode_that_is_not_known_gives_no_shape() -> None:
    mode = Unknown("a function")
    call = modernise("Merge", (), {"mode": mode}, "keras1")
    layer = check.make(call.name, call.positional, call.keywords)
    assert check.apply(layer, (("B", 8), ("B", 8))).outputs == mode
