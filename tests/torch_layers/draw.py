"""What the random calls of several families are drawn from.

`wild` draws may be wrong in every argument; the others go wrong only where arguments and sizes do not fit together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

FLAG = st.booleans()
Drawn = st.SearchStrategy[Any]


def some(*good: Any, bad: tuple[Any, ...] = (), wild: bool) -> Drawn:
    """One of the values; of bad ones only in a wild draw."""
    return st.sampled_from([*good, *bad] if wild else good)


def per_axis(rank: int, size: Drawn, wild: bool) -> Drawn:
    """One number for all axes, a tuple of one for each, or of one for all; a wild one may be too long."""
    right = st.tuples(*[size] * rank)
    return st.one_of(size, right, st.tuples(size), *([st.tuples(*[size] * (rank + 1))] if wild else []))


def image(rank: int, channels: Drawn, side: Drawn, wild: bool, batches: tuple[int, ...] = (1, 2, 2, 3, 0)) -> Drawn:
    """A shape with this many spatial axes, with a batch or without; a wild one may have an axis too many or too few."""
    batch = st.sampled_from(batches)
    sides = [side] * rank
    shapes = [st.tuples(batch, channels, *sides), st.tuples(channels, *sides)]
    return st.one_of(*shapes, *([st.tuples(batch, batch, channels, *sides), st.tuples(side)] if wild else []))


def words(required: dict[str, Drawn], **optional: Drawn) -> Drawn:
    """Keyword arguments."""
    return st.fixed_dictionaries(required, optional=optional)


def mostly_valid(drawn: Callable[[bool], Drawn]) -> Drawn:
    """Draws of which one in four is wild."""
    return st.sampled_from([False, False, False, True]).flatmap(drawn)
