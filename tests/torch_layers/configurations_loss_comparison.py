"""Random calls of the losses that compare vectors: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .configurations_loss import REDUCED, REDUCTION, reduced
from .draw_shapes import FLAG, altered, rather, shapes, some

MARGIN = rather(st.sampled_from([0.5, 1]), 0, -1.0)


@st.composite
def compared(draw: st.DrawFn, name: str, words: st.SearchStrategy[dict[str, Any]]) -> Configuration:
    layer = call(name, **reduced(draw(words)))
    x = draw(shapes(0, 4))
    last = x
    if name == "CosineEmbeddingLoss":
        x = draw(rather(shapes(1, 2), (), (2, 2, 2)))
        last = x[:-1]
    return use(layer, draw(altered(x)), draw(altered(x)), draw(altered(last)))


CONFIGURATIONS = {
    "CosineEmbeddingLoss": compared("CosineEmbeddingLoss", some(margin=st.just(0.5), **REDUCED)),
    "MarginRankingLoss": compared("MarginRankingLoss", some(margin=st.just(0.5), **REDUCED)),
    "TripletMarginLoss": compared("TripletMarginLoss", some(margin=MARGIN, swap=FLAG, p=st.just(1.0), **REDUCED)),
    "TripletMarginWithDistanceLoss": compared(
        "TripletMarginWithDistanceLoss", some(margin=MARGIN, swap=FLAG, **REDUCTION)
    ),
}
