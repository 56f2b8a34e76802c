"""Random calls of the dropouts: most of them valid, some not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw_shapes import FLAG, rather, shapes, some

SHARE = rather(st.sampled_from([0, 0.0, 0.5, 1, 1.0]), 1.5, -0.1, "half", None)


@st.composite
def dropout(draw: st.DrawFn, name: str, least: int) -> Configuration:
    """A dropout of channels refuses inputs with fewer than `least` axes, but only while it trains."""
    x = draw(shapes(0, 5))
    layer = call(name, **draw(some(p=SHARE, inplace=FLAG)))
    return replace(use(layer, x), training=len(x) >= least and draw(FLAG))


CONFIGURATIONS = {
    "AlphaDropout": dropout("AlphaDropout", 0),
    "Dropout": dropout("Dropout", 0),
    "Dropout1d": dropout("Dropout1d", 0),
    "Dropout2d": dropout("Dropout2d", 2),
    "Dropout3d": dropout("Dropout3d", 1),
    "FeatureAlphaDropout": dropout("FeatureAlphaDropout", 2),
}
