"""Random calls of the normalizations without running statistics: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw_shapes import FLAG, SIZE, altered, rather, shapes, some

AFFINE = some(affine=FLAG, bias=FLAG, eps=st.just(1e-3))


@st.composite
def group(draw: st.DrawFn) -> Configuration:
    groups, width = draw(rather(st.integers(1, 3), 0, -1)), draw(st.integers(1, 3))
    channels = draw(rather(st.just(max(groups, 1) * width), 5, -6))
    layer = call("GroupNorm", groups, channels, **draw(AFFINE))
    return use(layer, draw(altered((draw(SIZE), abs(channels), *draw(shapes(0, 3))))))


@st.composite
def last_axes(draw: st.DrawFn, name: str) -> Configuration:
    shape = draw(rather(shapes(1, 3), (), (-1,), (2.0,)))
    given = shape[0] if len(shape) == 1 and draw(FLAG) else shape
    words = {"elementwise_affine": FLAG} | ({"bias": FLAG} if name == "LayerNorm" else {})
    front = draw(shapes(0, 2))
    tail = tuple(abs(int(size)) for size in shape)
    return use(call(name, given, **draw(some(**words))), draw(altered((*front, *tail))))


def response(name: str) -> st.SearchStrategy[Configuration]:
    return st.builds(
        lambda size, words, x: use(call(name, size, **words), x),
        rather(SIZE, 0, "few"),
        some(alpha=st.just(0.1), k=st.just(2.0)),
        rather(shapes(4, 4), (2,), (2, 3), (2, 3, 4), (2, 3, 4, 5, 1)),
    )


CONFIGURATIONS = {
    "CrossMapLRN2d": response("CrossMapLRN2d"),
    "GroupNorm": group(),
    "LayerNorm": last_axes("LayerNorm"),
    "LocalResponseNorm": response("LocalResponseNorm"),
    "RMSNorm": last_axes("RMSNorm"),
}
