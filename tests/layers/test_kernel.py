"""The kernel on its own: flags that are not known, counts, formulas, traced sizes and the notation of examples."""

from __future__ import annotations

from typing import Any

import pytest

from layerhints.algebra import Unknown, symbol
from layerhints.rules import (
    Quantity,
    Settings,
    Several,
    Weight,
    agreed,
    both,
    ceil_divide,
    count_text,
    counts,
    either,
    factor,
    fixed,
    formula,
    memory_text,
    overflow,
    product,
    structured,
    with_labels,
    with_numbers,
)
from layerhints.rules.examples import parse
from layerhints.rules.fields import size
from layerhints.rules.geometry import transposed, window
from layerhints.rules.rule import Rule

from . import check

UNREAD = Unknown("a flag that was not read")


def kernel_and_bias(flag: Any) -> tuple[Weight, ...]:
    return (
        Weight("kernel", (factor("inputs", 27), factor("filters", 32)), times=100),
        Weight("bias", (factor("filters", 32),), when=flag),
    )


# --- counts


def test_a_hint_shows_one_count_or_the_possible_ones() -> None:
    assert count_text(kernel_and_bias(True)) == "896"
    assert count_text(kernel_and_bias(False)) == "864"
    assert count_text(kernel_and_bias(UNREAD)) == "896 or 864"
    assert count_text(()) == ""
    assert count_text(UNREAD) == "?"


def test_weights_on_one_flag_come_and_go_together() -> None:
    weights = [Weight(name, (factor("units", 10),), when=UNREAD) for name in ("forward", "backward")]
    assert [count.total for count in counts(weights)] == [20, 0]
    other = Weight("other", (factor("units", 1),), when=Unknown(UNREAD.reason))
    assert [count.total for count in counts([*weights, other])] == [21, 20, 1, 0]


def test_multiplications_count_each_use_of_an_entry() -> None:
    assert [count.macs for count in counts(kernel_and_bias(True))] == [27 * 32 * 100]


def test_training_may_be_unknown_while_the_total_is_not() -> None:
    weights = (Weight("kernel", (factor("units", 10),), trainable=UNREAD),)
    assert [(count.total, count.trainable) for count in counts(weights)] == [(10, 10), (10, 0)]
    assert count_text(weights) == "10"


def test_symbolic_counts_are_formulas() -> None:
    width = symbol("d")
    weights = (Weight("kernel", (factor("inputs", width), factor("units", 4 * width))),)
    assert count_text(weights) == "4·d²"


def test_formula_of_an_axis_that_is_a_product() -> None:
    gates = (fixed("gates", 4), factor("units", 64))
    weights = (
        Weight("kernel", (factor("inputs", 128), gates)),
        Weight("recurrent_kernel", (factor("units", 64), gates)),
        Weight("bias", (gates,)),
    )
    assert weights[0].shape == (128, 256)
    assert formula(weights).symbolic == "4 · (inputs + units + 1) · units"
    assert formula(weights).numeric == "4·(128 + 64 + 1)·64"


def test_formula_of_weights_with_one_label_and_different_sizes() -> None:
    weights = (Weight("a", (factor("weights", 3),)), Weight("b", (factor("weights", 4),)))
    assert formula(weights).numeric == "3 + 4"


@pytest.mark.parametrize(
    ("total", "shown"),
    [(2**31, -(2**31)), (4010912598, -284054698), (2**32 + 5, 5)],
)
def test_a_count_past_the_largest_int32(total: int, shown: int) -> None:
    found = overflow(total)
    assert found is not None
    assert (found.shown, found.bytes) == (shown, 4 * total)


def test_a_count_that_fits_or_is_not_a_number_does_not_overflow() -> None:
    assert overflow(2**31 - 1) is None
    assert overflow(symbol("n")) is None
    assert overflow(UNREAD) is None


@pytest.mark.parametrize(
    ("size", "text"),
    [(12, "12 bytes"), (1536, "1.5 KiB"), (5_003_432, "4.8 MiB"), (4 * 4010912598, "15 GiB"), (2**50, "1024 TiB")],
)
def test_memory_for_people(size: int, text: str) -> None:
    assert memory_text(size) == text


# --- decisions that are not known


def test_flags_that_hang_on_an_unknown_flag() -> None:
    assert either(UNREAD, True, False) is UNREAD
    assert either(UNREAD, True, True) is True
    opposite = either(UNREAD, False, True)
    assert isinstance(opposite, Unknown) and opposite is not UNREAD
    assert both(False, UNREAD) is False
    assert both(True, UNREAD) is UNREAD
    assert both(UNREAD, True) is UNREAD


def test_alternatives_agree_axis_by_axis() -> None:
    assert agreed(((1, 2, 3), (1, 5, 3)), UNREAD) == (1, UNREAD, 3)
    assert agreed(((1, 2), (1, 2, 3)), UNREAD) is UNREAD
    assert agreed((Several([(1,)]), (1,)), UNREAD) is UNREAD
    assert agreed((7, 7), UNREAD) == 7


def test_nested_tuples_are_several_tensors() -> None:
    assert isinstance(structured(((1, 2), (3, 4))), Several)
    assert not isinstance(structured((1, 2)), Several)
    assert structured(Several([UNREAD, UNREAD])) == (UNREAD, UNREAD)


# --- traced sizes


def test_a_formula_computes_and_explains_itself() -> None:
    height, kernel, stride = Quantity(32, "height"), Quantity(3, "kernel"), Quantity(2, "stride")
    out = window.unpadded(height, kernel, stride, Quantity(2, "dilation"))
    assert out.value == window.unpadded(32, 3, 2, 2) == 14
    assert with_numbers(out) == "⌊(32 − ((3 − 1)·2 + 1))/2⌋ + 1"
    assert with_labels(out) == "⌊(height − ((kernel − 1) · dilation + 1))/stride⌋ + 1"


def test_what_does_nothing_is_not_written() -> None:
    height = Quantity(32, "height")
    assert window.covering(height, Quantity(1, "stride")) is height
    assert with_numbers(window.covering(height, Quantity(3, "stride"))) == "⌈32/3⌉"
    assert transposed.covering(height, 3, Quantity(1, "stride"), 1, None) is height
    assert product([height]) is height


def test_plain_and_traced_sizes_mix() -> None:
    assert with_numbers(2 * Quantity(5, "n") - 1) == "2·5 − 1"
    assert ceil_divide(Quantity(5), 2).value == 3
    assert (Quantity(UNREAD, "n") + 1).value is UNREAD
    with pytest.raises(TypeError):
        bool(Quantity(5))


# --- declarations


def test_a_redefined_field_keeps_its_place_and_a_keyword_gets_one() -> None:
    class Base(Rule):
        a = size()
        b = size(2)
        extra = size(3, keyword_only=True)

    class Derived(Base):
        b = size(5)
        c = size(7)
        extra = size(9)

    assert list(Base.fields) == ["a", "b", "extra"]
    assert list(Derived.fields) == ["a", "b", "c", "extra"]
    assert Derived.bind((1, 2, 3, 4)).layer.extra == 4
    assert [problem.code for problem in Base.bind((1, 2, 3)).problems] == ["too-many-arguments"]


def test_a_field_cannot_hide_the_kernel() -> None:
    with pytest.raises(TypeError, match="would hide"):

        class Hiding(Rule):
            output_of = size()


def test_settings_stand_in_for_none() -> None:
    for settings, shape in ((Settings("channels_first"), (None, 8, 26, 26)), (Settings(), (None, 1, 26, 8))):
        layer = check.bind("Conv2D", 8, 3, padding="valid", settings=settings).layer
        x = (None, 1, 28, 28) if settings.data_format == "channels_first" else (None, 3, 28, 28)
        assert check.shown_shapes(check.apply(layer, (x,)))[0] == shape
    unknown = check.bind("Conv2D", 8, 3, settings=Settings(Unknown("which format"))).layer
    applied = check.apply(unknown, ((None, 28, 28, 28),))
    assert check.totals(applied) == (3 * 3 * 28 * 8 + 8,) * 2


# --- the notation of examples


def test_an_example_is_read() -> None:
    example = parse('Bidirectional(LSTM(3), merge_mode="sum"): B 10 4 -> B 3 | 192 (96)')
    assert example.inputs == (("B", 10, 4),)
    assert example.outputs == (("B", 3),)
    assert (example.total, example.trainable) == (192, 96)
    assert example.layer.positional[0].name == "LSTM"
    assert example.layer.keywords == {"merge_mode": "sum"}
    assert parse("Add(): B 8, B 9 !! shape-mismatch").problem == "shape-mismatch"
    assert parse("InputLayer((3,)): -> B 3").inputs == ()
    with pytest.raises(ValueError, match="arrow"):
        parse("Flatten(): B 6 6 64")
