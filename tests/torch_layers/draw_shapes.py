"""Shapes that are alike, or nearly so, and arguments that are mostly what is usual."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SIZE = st.integers(1, 5)
FLAG = st.booleans()


@st.composite
def rather(draw: st.DrawFn, usual: st.SearchStrategy[Any], *rare: Any) -> Any:
    """Mostly what is usual. (Of equal branches, `one_of` would keep a single one.)"""
    return draw(st.sampled_from(rare)) if draw(st.sampled_from([False] * 14 + [True])) else draw(usual)


def some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these keywords."""
    return st.fixed_dictionaries({}, optional=optional)


def shapes(least: int, most: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Any shape with so many axes."""
    return st.lists(SIZE, min_size=least, max_size=most).map(tuple)


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
