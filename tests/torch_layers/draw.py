"""What the random calls of several families are drawn from."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SMALL = st.integers(1, 4)
SIZE = st.integers(1, 5)
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


def rather(usual: st.SearchStrategy[Any], *rare: Any) -> st.SearchStrategy[Any]:
    """Mostly what is usual."""
    return st.one_of(*[usual] * 12, *[st.just(value) for value in rare])


def shapes(least: int, most: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Any shape with so many axes."""
    return st.lists(SIZE, min_size=least, max_size=most).map(tuple)


def some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these keywords."""
    return words({}, **optional)


@st.composite
def altered(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Mostly the shape; now and then with another size, one axis more or one less."""
    kind = draw(st.sampled_from(["same"] * 8 + ["size", "one", "more", "less", "any"]))
    if kind == "any":
        return draw(shapes(0, 4))
    if kind == "more":
        return (draw(SIZE), *shape)
    if kind == "less" or not shape:
        return shape[1:]
    if kind == "same":
        return shape
    place = draw(st.integers(0, len(shape) - 1))
    return (*shape[:place], draw(SIZE) if kind == "size" else 1, *shape[place + 1 :])
