"""What is said of weights is kept for others of the same sizes; it is what would have been said of them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from layerhints.algebra import Unknown, symbol
from layerhints.ide import words
from layerhints.rules.weights import Weight, factor, fixed


def unknown(reason: str) -> list[Unknown]:
    """Things that are not known: two that are alike, and one that is not."""
    return [Unknown(reason, "a"), Unknown(reason, "a"), Unknown(reason, "b")]


SIZES, FLAGS = [*unknown("it is open"), 1, 3, symbol("n"), symbol("m")], [*unknown("it is open"), True, False]
OTHERS = [*unknown("nobody says"), 1, 3, symbol("n"), symbol("m")], [*unknown("nobody says"), True, False]
PLACES = st.tuples(st.sampled_from("ab"), st.integers(0, len(SIZES) - 1), st.booleans())
FLAG = st.integers(0, len(FLAGS) - 1)
WEIGHTS = st.lists(st.tuples(st.lists(PLACES, max_size=3), FLAG, FLAG), max_size=4)
Drawn = Sequence[tuple[Sequence[tuple[str, int, bool]], int, int]]


def weights(drawn: Drawn, sizes: Sequence[object], flags: Sequence[object]) -> tuple[Weight, ...]:
    return tuple(
        Weight(
            "w",
            tuple((fixed if is_fixed else factor)(label, sizes[size]) for label, size, is_fixed in axes),  # type: ignore[operator]
            flags[trainable],
            flags[when],
        )
        for axes, trainable, when in drawn
    )


@given(st.lists(WEIGHTS, min_size=1, max_size=6))
def test_what_is_kept_is_what_would_be_said(layers: list[Drawn]) -> None:
    """Others are unknown in another run, for other reasons and in the same places."""
    words._kept.clear()
    for sizes, flags in ((SIZES, FLAGS), OTHERS):
        for drawn in layers:
            found = weights(drawn, sizes, flags)
            assert words._written(found) == words._write(found)


def test_a_layer_of_another_run_is_not_written_anew() -> None:
    words._kept.clear()
    drawn: Drawn = [([("a", 0, False), ("b", 5, False)], 3, 0), ([("a", 0, False)], 3, 0)]
    for sizes, flags in ((SIZES, FLAGS), OTHERS):
        words._written(weights(drawn, sizes, flags))
    assert len(words._kept) == 1
    words._written(weights([*drawn[:1], ([("a", 2, False)], 3, 0)], SIZES, FLAGS))
    assert len(words._kept) == 2
