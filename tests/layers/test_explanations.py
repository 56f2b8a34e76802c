"""The explanations answer what people asked in five public documents, with the numbers that those documents give.

000: a Stack Overflow question on a negative number of parameters; 001: a Cross Validated question on counting a small
network's parameters; 002: the deeplizard lesson on trainable parameters; 003: a Stack Overflow question on the second
convolution and on Dropout; 004: a blog post on the parameters of a convolutional network.
"""

from __future__ import annotations

from typing import Any

import pytest

from layerhints.algebra import Unknown
from layerhints.rules import Computed, FromField, FromInput
from layerhints.rules.explain import Explanation, Number

from . import check


def explain(name: str, *positional: Any, x: tuple[Any, ...], **keywords: Any) -> Explanation:
    return check.make(name, positional, keywords).explain(check.our_shape(x))


def said(explanation: Explanation) -> str:
    return " ".join(explanation.notes)


def axis(explanation: Explanation, label: str) -> Number:
    return next(number for number in explanation.axes[0] if number.label == label)


def rows(explanation: Explanation) -> dict[str, tuple[list[tuple[str, Any]], Any, str]]:
    return {
        row.name: ([(number.label, number.value) for number in row.factors], row.count, row.because)
        for row in explanation.weights
    }


def test_000_a_count_past_two_billion_names_the_overflow_and_the_memory() -> None:
    dense = explain("Dense", 157 * 462, x=(None, 55296))
    assert dense.overflow is not None
    assert (dense.overflow.total, dense.overflow.shown) == (4010912598, -284054698)
    assert dense.formula.numeric == "(55296 + 1)·72534"
    assert "4,010,912,598 parameters are more than 2³¹ − 1 = 2,147,483,647" in said(dense)
    assert "shows −284,054,698 instead" in said(dense)
    assert "about 15 GiB" in said(dense)


@pytest.mark.parametrize(
    ("height", "width", "channels", "filters", "out", "count"),
    [(157, 462, 14, 16, (153, 458), 5616), (76, 229, 16, 32, (72, 225), 12832), (36, 112, 32, 64, (32, 108), 51264)],
)
def test_000_the_convolutions(
    height: int, width: int, channels: int, filters: int, out: tuple[int, int], count: int
) -> None:
    conv = explain("Conv2D", filters=filters, kernel_size=(5, 5), padding="valid", x=(None, height, width, channels))
    assert (axis(conv, "height").value, axis(conv, "width").value) == out
    assert axis(conv, "height").numbers == f"⌊({height} − 5)/1⌋ + 1"
    assert [total.total for total in conv.counts] == [count]


def test_001_why_plus_one() -> None:
    conv = explain("Conv2D", 32, (3, 3), x=(None, 28, 28, 1))
    assert conv.formula.numeric == "(3·3·1 + 1)·32"
    assert conv.formula.symbolic == "(kernel height · kernel width · input channels + 1) · filters"
    assert rows(conv)["bias"] == ([("filters", 32)], 32, "one per filter, because `use_bias` is true (the default)")
    dense = explain("Dense", 100, x=(None, 5408))
    assert rows(dense)["bias"] == ([("units", 100)], 100, "one per unit, because `use_bias` is true (the default)")
    assert dense.formula.numeric == "(5408 + 1)·100"


def test_001_a_dense_on_an_image_works_on_its_last_axis_only() -> None:
    dense = explain("Dense", 100, x=(None, 26, 26, 32))
    assert [number.value for number in dense.axes[0]][1:] == [26, 26, 100]
    assert "A Dense works on the last one only, here the 32 features" in said(dense)
    assert "21,632 values, put a Flatten in front" in said(dense)
    assert [count.total for count in dense.counts] == [3300]


def test_002_what_padding_does_to_the_dense_behind_a_flatten() -> None:
    same = explain("Conv2D", 3, kernel_size=(3, 3), padding="same", x=(None, 20, 20, 2))
    valid = explain("Conv2D", 3, kernel_size=(3, 3), x=(None, 18, 18, 2))
    assert [count.total for count in same.counts] == [count.total for count in valid.counts] == [57]
    assert axis(same, "height").kind == "preserved"
    assert axis(same, "height").reason.startswith("`padding='same'` adds as many zeros as it takes")
    assert axis(valid, "height").reason == "`padding='valid'` (the default) adds no zeros"
    assert "not the number of parameters" in said(same)
    padded, shrunk = explain("Flatten", x=(None, 20, 20, 3)), explain("Flatten", x=(None, 16, 16, 3))
    assert axis(padded, "features").numbers == "20·20·3"
    assert (axis(padded, "features").value, axis(shrunk, "features").value) == (1200, 768)
    assert "decide what it costs" in said(padded)
    assert [count.total for count in explain("Dense", 2, x=(None, 1200)).counts] == [2402]
    assert [count.total for count in explain("Dense", 2, x=(None, 768)).counts] == [1538]


def test_002_pooling_keeps_the_channels_and_has_nothing_to_learn() -> None:
    pool = explain("MaxPooling2D", pool_size=(2, 2), strides=2, x=(None, 20, 20, 3))
    assert [number.value for number in pool.axes[0]][1:] == [10, 10, 3]
    assert axis(pool, "channels").origin == FromInput(0, 3)
    assert "3 channels go in, and 3 come out" in said(pool)
    assert "no parameters" in said(pool)
    assert pool.weights == ()


def test_003_where_the_input_channels_enter() -> None:
    conv = explain("Conv2D", 64, (5, 5), x=(None, 12, 12, 32))
    assert "spans all 32 input channels: 5·5·32 = 800 weights and one bias" in said(conv)
    assert rows(conv)["kernel"][:2] == (
        [("kernel height", 5), ("kernel width", 5), ("input channels", 32), ("filters", 64)],
        51200,
    )
    kernel = conv.weights[0]
    assert [number.origin for number in kernel.factors] == [
        FromField("kernel_size", 0),
        FromField("kernel_size", 1),
        FromInput(0, 3),
        FromField("filters"),
    ]


def test_003_dropout_lowers_no_count() -> None:
    dropout = explain("Dropout", 0.25, x=(None, 4, 4, 64))
    assert "sets 25% of the values to zero" in said(dropout)
    assert "It removes no weight" in said(dropout)
    assert dropout.weights == ()


def test_004_the_stride_of_a_pool_is_its_size() -> None:
    pool = explain("MaxPooling2D", pool_size=(2, 2), x=(None, 30, 30, 32))
    assert "The stride is the pool size, 2×2" in said(pool)
    assert axis(pool, "height").numbers == "⌊(30 − 2)/2⌋ + 1"
    assert axis(pool, "height").words == "⌊(height − pool height)/stride⌋ + 1"
    assert axis(pool, "height").value == 15


def test_running_statistics_are_not_trained() -> None:
    norm = explain("BatchNormalization", x=(None, 32, 32, 64))
    assert norm.formula.numeric == "4·64"
    assert [(count.total, count.trainable, count.non_trainable) for count in norm.counts] == [(256, 128, 128)]
    assert "2·64 = 128 numbers are running statistics" in said(norm)


@pytest.mark.parametrize(
    ("name", "keywords", "x", "numeric"),
    [
        ("LSTM", {"units": 64}, (None, 10, 128), "4·(128 + 64 + 1)·64"),
        ("GRU", {"units": 64}, (None, 10, 128), "3·(128 + 64 + 2)·64"),
        ("SimpleRNN", {"units": 16}, (None, 10, 8), "(8 + 16 + 1)·16"),
        ("Conv2D", {"filters": 8, "kernel_size": 3, "use_bias": False}, (None, 9, 9, 4), "3·3·4·8"),
        ("SeparableConv2D", {"filters": 64, "kernel_size": 3}, (None, 9, 9, 32), "3·3·32·1 + (32·1 + 1)·64"),
        ("LayerNormalization", {}, (None, 10, 64), "2·64"),
        ("Embedding", {"input_dim": 1000, "output_dim": 64}, (None, 10), "1000·64"),
    ],
)
def test_common_factors_are_taken_out(name: str, keywords: dict[str, Any], x: tuple[Any, ...], numeric: str) -> None:
    assert explain(name, x=x, **keywords).formula.numeric == numeric


def test_a_flag_that_was_not_read_gives_both_counts() -> None:
    conv = explain("Conv2D", 32, 3, use_bias=Unknown("an argument of the program"), x=(None, 32, 32, 3))
    assert [count.total for count in conv.counts] == [896, 864]
    assert conv.formula.numeric == "(3·3·3 + 1)·32 or 3·3·3·32"
    assert rows(conv)["bias"][2] == "one per filter, if `use_bias` is true, which is not known"


def test_a_convolution_on_an_unknown_input_says_what_is_certain() -> None:
    nothing = Unknown("no input is given")
    conv = check.make("Conv2D", (64, 5)).explain(nothing)
    assert conv.outputs == (nothing, nothing, nothing, 64)
    assert "?" not in said(conv)


def test_provenance_of_each_axis() -> None:
    layer = check.make("Conv2D", (32, 3))
    x = check.our_shape((None, 28, 28, 1))
    assert layer.output_origin(x, 0, 0) == FromInput(0, 0)
    assert layer.output_origin(x, 0, 3) == FromField("filters")
    assert layer.output_origin(x, 0, -1) == FromField("filters")
    height = layer.output_origin(x, 0, 1)
    assert height == Computed((FromInput(0, 1), FromField("kernel_size", 0), FromField("strides", 0)))
    assert layer.output_origin(x, 0, 4) is None
    assert layer.output_origin(x, 1, 0) is None
