"""Formulas that are equal have one normal form; what cannot be decided says so."""

from __future__ import annotations

from math import ceil

import pytest

from layerhints.algebra import (
    Dim,
    Expression,
    Unknown,
    anonymous,
    ceil_divide,
    divides,
    equal,
    floor_divide,
    less,
    less_or_equal,
    maximum,
    minimum,
    product,
    substitute,
    symbol,
    symbols,
    total,
)

C, H, W = symbol("C"), symbol("H"), symbol("W")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((H - 1) // 2 + 1, (H + 1) // 2),
        ((4 * H + 3) // 2, 2 * H + 1),
        ((C * H) // C, H),
        ((6 * C * H) // (4 * C * W), (3 * H) // (2 * W)),
        ((C * H + C) // (C * W), (H + 1) // W),
        ((H // 2) // 3, H // 6),
        ((H // 2) // C, H // (2 * C)),
        (((H + 1) // 2 + 1) // 2, (H + 3) // 4),
        ((((H - 1) // 2 + 1) - 1) // 2 + 1, (H + 3) // 4),
        ((H * H - 1) // (H + 1), H - 1),
        (((H + 1) * (W + 2)) // (3 * (H + 1)), (W + 2) // 3),
        ((C * H + 5) // C, H + 5 // C),
        (-(-H // 2), (H + 1) // 2),
        (ceil_divide(H, 2), (H + 1) // 2),
        (ceil_divide(H, C), (H + C - 1) // C),
        (H // -2, -H // 2),
        (3 * H // 4, H - ceil_divide(H, 4)),
        ((H + W) ** 2, H * H + 2 * H * W + W * W),
        (2 * (H % 2) - H % 2, H - 2 * (H // 2)),
        (minimum(H, W), minimum(W, H, W)),
        (minimum(H + 1, 5), minimum(4, H) + 1),
        (maximum(2 * H, 2 * W), 2 * maximum(H, W)),
        (minimum(minimum(H, 3) + 1, W), minimum(H + 1, 4, W)),
        (product([H, 2, W, 3]), 6 * H * W),
        (total([H, 2, H, 3]), 2 * H + 5),
    ],
)
def test_equal_is_equal(left: Dim, right: Dim) -> None:
    assert left == right
    assert hash(left) == hash(right)


@pytest.mark.parametrize(
    ("dim", "value"),
    [
        (H - H, 0),
        (0 * H, 0),
        (H**0, 1),
        ((2 * H) % 2, 0),
        ((2 * H + 1) % 2, 1),
        ((C * H) % C, 0),
        (1 // (H + 1), 0),
        (-1 // H, -1),
        (H // (H + 1), 0),
        ((H % 4) // 4, 0),
        (minimum(H, 1), 1),
        (maximum(H, H - 3), H),
        (minimum(3, 5, 4), 3),
        (maximum(3, 5, 4), 5),
        (maximum(minimum(H, 3), 3), 3),
        (minimum(H, 3) // 4, 0),
        (floor_divide(-7, 2), -4),
        (ceil_divide(7, 2), ceil(7 / 2)),
        (product([]), 1),
        (total([]), 0),
    ],
)
def test_what_is_decided_is_no_formula(dim: Dim, value: Dim) -> None:
    assert dim == value
    assert type(dim) is type(value)


def test_arithmetic_on_numbers_stays_pythons_own() -> None:
    for value in (product([3, 3, 64]), total([3, 4]), minimum(3, 4), floor_divide(9, 2), substitute(5, {"H": 2})):
        assert type(value) is int


def test_a_division_by_zero_is_unknown() -> None:
    for result in (H // 0, H % 0, floor_divide(7, 0), ceil_divide(H, 0)):
        assert isinstance(result, Unknown)
        assert "zero" in result.reason


def test_a_divisor_that_may_be_zero_is_left_alone() -> None:
    stride = symbol("s", minimum=0)
    quotient = (stride * H) // stride
    assert isinstance(quotient, Expression)
    assert quotient != H
    assert equal(quotient, H) is None
    assert substitute(quotient, {"s": 3}) == H
    assert isinstance(substitute(quotient, {"s": 0}), Unknown)
    assert isinstance((H - 1) // (H - 1), Expression)


def test_a_power_with_an_exponent_that_is_no_known_size_is_unknown() -> None:
    for power in (2**H, H**-1, H**W):
        assert isinstance(power, Unknown)


def test_a_formula_that_grows_without_end_becomes_unknown() -> None:
    for grown in (
        total(symbol(f"x{place}") for place in range(100)),
        product(symbol(f"x{place}") + 1 for place in range(30)),
        H**1000,
        (H + W + C + 1) ** 20,
    ):
        assert isinstance(grown, Unknown)
        assert "too long" in grown.reason
    nested: Dim = H
    for place in range(1000):
        nested = (nested + symbol(f"y{place}")) // symbol(f"z{place}")
    assert isinstance(nested, Unknown)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (equal(H - H // 2, (H + 1) // 2), True),
        (equal(H // 2 + (H + 1) // 2, H), True),
        (equal(H // 3 + (H + 1) // 3 + (H + 2) // 3, H), True),
        (equal(2 * H, 2 * W + 1), False),
        (equal(H, H + 1), False),
        (equal(H, 0), False),
        (equal(H, 32), None),
        (equal(H, W), None),
        (equal(H % 2, 5), False),
        (less(H // 2, H), True),
        (less(H, H // 2), False),
        (less(H, H * W), None),
        (less_or_equal(H, H * W), True),
        (less_or_equal(minimum(H, W), H), True),
        (less_or_equal(maximum(H, W), H + W), True),
        (less(maximum(H, W), minimum(H, W)), False),
        (less_or_equal((H - 3) // 2 + 1, H), True),
        (less(0, H), True),
        (less(1, H), None),
        (divides(2, 4 * H), True),
        (divides(2, 4 * H + 1), False),
        (divides(C, C * H), True),
        (divides(H + 1, H * H - 1), True),
        (divides(2, H), None),
        (divides(4, 12), True),
        (divides(8, 12), False),
        (divides(0, 0), True),
        (divides(0, 3), False),
        (divides(0, H), False),
        (divides(2, H * (H + 1)), True),
    ],
)
def test_comparisons_answer_yes_no_or_cannot_tell(answer: bool | None, expected: bool | None) -> None:
    assert answer is expected


def test_an_unknown_compares_with_nothing() -> None:
    unknown = Unknown("no input was given")
    for compare in (equal, less, less_or_equal, divides):
        for other in (3, H, unknown):
            assert compare(unknown, other) is None
            assert compare(other, unknown) is None


def test_substitution_is_simultaneous_and_by_symbol_or_name() -> None:
    assert substitute(H + 2 * W, {H: W, W: H}) == W + 2 * H
    assert substitute((H - 1) // 2 + 1, {"H": 32}) == 16
    assert substitute(minimum(H, W), {"H": 3, "W": 7}) == 3
    assert substitute(H * 2, {"W": 3}) == 2 * H
    unknown = Unknown("no input was given")
    assert substitute(H * 0 + W, {"W": unknown}) is unknown
    assert substitute(unknown, {"W": 3}) is unknown


def test_symbols_are_those_that_occur() -> None:
    assert symbols((H - 1) // C + minimum(W, 3)) == {H, W, C}
    assert symbols(7) == symbols(Unknown("no input was given")) == frozenset()


def test_symbols_are_their_name_and_minimum() -> None:
    assert symbol("H") == H
    assert symbol("H", minimum=0) != H


def test_anonymous_symbols_are_their_key() -> None:
    batch, other = anonymous(key="a"), anonymous(key="b")
    assert batch == anonymous(key="a")
    assert batch != other
    assert equal(batch, other) is None
    assert batch != symbol("None")
    assert (batch * 32) // 32 == batch
    assert batch - other != 0
    assert batch * other == other * batch
    assert symbols(batch * 2) == {batch}
    assert substitute(batch * 2, {"None": 4}) == batch * 2
    assert substitute(batch * 2, {batch: 4}) == 8


def test_neither_formulas_nor_unknowns_have_a_truth_value() -> None:
    for dim in (H, Unknown("no input was given")):
        with pytest.raises(TypeError):
            bool(dim)


def test_an_unknown_absorbs_everything() -> None:
    unknown, later = Unknown("first"), Unknown("second")
    for result in (
        unknown + 1, 1 + unknown, unknown - H, H - unknown, 0 * unknown, unknown * 0, H * unknown, unknown // 2,
        H // unknown, unknown % 0, 7 % unknown, unknown**2, 2**unknown, H**unknown, -unknown, +unknown, unknown + later,
        minimum(3, unknown), maximum(unknown, later), ceil_divide(3, unknown), product([2, unknown, later]),
        total([unknown, 1]),
    ):  # fmt: skip
        assert result is unknown


def test_unknowns_are_equal_by_reason_and_origin() -> None:
    assert Unknown("why", "here") == Unknown("why", "here")
    assert Unknown("why", "here") != Unknown("why", "there")
    assert len({Unknown("why", []), Unknown("why", [])}) == 1
