"""Random calls of the tables: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use
from .draw_shapes import FLAG, SIZE, rather, shapes

DTYPES = {"Embedding": ("int64",), "EmbeddingBag": ("int64", "int64")}
PLACE = rather(st.integers(-5, 4), None)


@st.composite
def table(draw: st.DrawFn, name: str, **optional: st.SearchStrategy[Any]) -> Any:
    """A call that makes a table."""
    entries, features = draw(rather(st.integers(2, 6), -1, 2.0)), draw(rather(SIZE, -1, "wide"))
    words = draw(st.fixed_dictionaries({}, optional={"padding_idx": PLACE, **optional}))
    if draw(st.sampled_from([False] * 4 + [True])):
        sizes = tuple(size if isinstance(size, int) and size >= 0 else 2 for size in (entries, features))
        words["_weight"] = Tensor(draw(st.sampled_from([sizes, sizes, (3, 3), sizes[:1]])))
    return call(name, entries, features, **words)


def indices(shape: tuple[int, ...]) -> Tensor:
    return Tensor(shape, "int64")


EMBEDDING = st.builds(
    lambda layer, x: use(layer, indices(x)),
    table("Embedding", max_norm=st.sampled_from([None, 1.0]), sparse=FLAG, _freeze=FLAG),
    shapes(0, 4),
)
BAG = table(
    "EmbeddingBag",
    mode=rather(st.sampled_from(["sum", "mean", "max"]), "min"),
    include_last_offset=FLAG,
    sparse=st.sampled_from([False, False, False, True]),
    scale_grad_by_freq=st.sampled_from([False, False, False, True]),
)


@st.composite
def bags(draw: st.DrawFn) -> Configuration:
    layer = draw(BAG)
    x = draw(rather(shapes(1, 2), (), (2, 2, 2)))
    words: dict[str, Any] = {}
    usual = len(x) != 2
    if draw(st.sampled_from([usual] * 8 + [not usual])):
        offsets = draw(rather(shapes(1, 1), (), (1, 1)))
        # Padding without a bag that it could lie in: torch 2.13.0 writes outside of its memory.
        without_bags = offsets == (1,) and layer.keywords.get("include_last_offset")
        words["offsets"] = indices((2,) if without_bags and "padding_idx" in layer.keywords else offsets)
    if draw(st.sampled_from([False, False, True])):
        words["per_sample_weights"] = Tensor(draw(rather(st.just(x), (3,), (*x, 1))))
    if draw(FLAG) and "offsets" in words:
        return use(layer, indices(x), words.pop("offsets"), **words)
    return use(layer, indices(x), **words)


CONFIGURATIONS = {"Embedding": EMBEDDING, "EmbeddingBag": bags()}
