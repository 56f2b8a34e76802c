"""A size is solved for where there is just one that fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerhints.algebra import Dim, Expression, solved, symbol

H, W = symbol("H"), symbol("W")


@pytest.mark.parametrize(
    ("left", "right", "size"),
    [
        (3 * H, 12, 4),
        (3 * H, 13, None),
        (3 * H + 2, 11, 3),
        (10 - H, 4, 6),
        (10 - H, 12, None),
        (16 * H * H, 16, 1),
        (H * H + H, 20, 4),
        (H * H + H, 21, None),
        (H + W, 2 * W, W),
        (2 * H, W, None),
        (H * W, 6, None),
        (H // 2, 3, None),
    ],
)
def test_the_size_for_which_two_are_equal(left: Expression, right: Dim, size: Dim | None) -> None:
    assert solved(left, H, right) == size


@given(st.integers(1, 9), st.integers(0, 5), st.integers(0, 5), st.integers(-9, 9), st.integers(1, 50))
def test_what_a_polynomial_was_made_of_is_found_again(
    slope: int, square: int, cube: int, constant: int, size: int
) -> None:
    polynomial = cube * H * H * H + square * H * H + slope * H + constant
    value = cube * size**3 + square * size**2 + slope * size + constant
    assert isinstance(polynomial, Expression)
    assert solved(polynomial, H, value) == size
