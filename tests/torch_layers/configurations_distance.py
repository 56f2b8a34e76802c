"""Random calls of the distances: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw_shapes import FLAG, altered, rather, shapes, some

POWER = rather(st.sampled_from([1, 2.0, 3.0]), "p")


@st.composite
def distance(draw: st.DrawFn, name: str, words: st.SearchStrategy[dict[str, Any]]) -> Configuration:
    x = draw(shapes(0, 4))
    return use(call(name, **draw(words)), draw(altered(x)), draw(altered(x)))


CONFIGURATIONS = {
    "CosineSimilarity": distance("CosineSimilarity", some(dim=rather(st.integers(-3, 3), 1.5), eps=st.just(1e-6))),
    "PairwiseDistance": distance("PairwiseDistance", some(p=POWER, keepdim=FLAG)),
}
