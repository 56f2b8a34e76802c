"""Random calls that resize: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import call, use
from .draw import Drawn, words

SIDE = st.sampled_from([1, 2, 3, 4, 5, 7, 9, 9, 0])
SIZES = st.sampled_from([1, 2, 3, 5, 8, 0])
FACTORS = st.sampled_from([1, 2, 2, 3, 2.0, 1.5, 0.5, 1.3, 0.7, 2.5, 1.1, 0.1, 0, 0.30000000000000004])
MODES = ["nearest", "nearest", "linear", "bilinear", "bicubic", "trilinear", "area", "area", "nearest-exact", "cubic"]


def some(item: Drawn) -> Drawn:
    return st.one_of(item, item, item, st.tuples(item), st.tuples(item, item), st.tuples(item, item, item))


SHAPE = st.one_of(
    *[
        st.tuples(st.sampled_from([1, 2, 0]), st.sampled_from([1, 2, 3, 0]), *[SIDE] * rank)
        for rank in (1, 2, 2, 2, 3, 0, 4)
    ]
)
FLAG = st.sampled_from([None, None, None, True, False])


def resizing(name: str, **more: Drawn) -> Drawn:
    drawn = st.one_of(
        words({"size": some(SIZES)}, **more),
        words({"scale_factor": some(FACTORS)}, **more),
        words({"scale_factor": some(FACTORS)}, **more),
        words({}, size=some(SIZES), scale_factor=some(FACTORS), **more),
    )
    return st.builds(lambda words, x: use(call(name, **words), x), drawn, SHAPE)


CONFIGURATIONS = {
    "Upsample": resizing("Upsample", mode=st.sampled_from(MODES), align_corners=FLAG, recompute_scale_factor=FLAG),
    "UpsamplingBilinear2d": resizing("UpsamplingBilinear2d"),
    "UpsamplingNearest2d": resizing("UpsamplingNearest2d"),
}
