"""What the random calls of several families are drawn from."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SMALL = st.integers(1, 4)
FLAG = st.booleans()
Drawn = st.SearchStrategy[Any]


def per_axis(rank: int, size: Drawn) -> Drawn:
    """One number for all axes, a tuple of one for each, or of one for all; now and then a tuple too long."""
    right = st.tuples(*[size] * rank)
    return st.one_of(size, size, right, right, st.tuples(size), st.tuples(*[size] * (rank + 1)))


def image(rank: int, channels: Drawn, side: Drawn) -> Drawn:
    """A shape with this many spatial axes, with a batch or without; now and then with an axis too many or too few."""
    batch = st.sampled_from([1, 2, 2, 3, 0])
    batched = st.tuples(batch, channels, *[side] * rank)
    single = st.tuples(channels, *[side] * rank)
    return st.one_of(*[batched] * 6, *[single] * 3, st.tuples(batch, batch, channels, *[side] * rank), st.tuples(side))


def words(required: dict[str, Drawn], **optional: Drawn) -> Drawn:
    """Keyword arguments."""
    return st.fixed_dictionaries(required, optional=optional)
