"""Random calls of BatchNorm and InstanceNorm: most of them valid, some not."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw_shapes import FLAG, SIZE, altered, rather, some

WORDS = some(
    eps=rather(st.just(1e-3), "small"),
    momentum=st.sampled_from([0.1, None]),
    affine=FLAG,
    track_running_stats=FLAG,
    bias=FLAG,
)


@st.composite
def normalization(draw: st.DrawFn, name: str) -> Configuration:
    """Some of them refuse a single value per channel only while they train; these are judged after `eval()`."""
    places = int(name[-2]) if name[-1] == "d" else draw(st.integers(0, 3))
    channels = draw(rather(SIZE, -1, 2.0))
    front = (draw(SIZE), max(int(channels), 1))
    if "InstanceNorm" in name:
        front = draw(st.sampled_from([front, front, front[1:]]))
    elif name.endswith("1d") and draw(FLAG):
        places = 0
    x = draw(altered((*front, *(draw(SIZE) for _ in range(places)))))
    words = draw(WORDS)
    layer = call(name, **words) if name.startswith("Lazy") else call(name, channels, **words)
    alone = 1 in (prod(x), prod(x[:1] + x[2:]), prod(x[1:]), prod(x[2:]))
    return replace(use(layer, x), training=not alone and draw(FLAG))


CONFIGURATIONS = {
    name: normalization(name)
    for name in (
        *(f"{lazy}{kind}Norm{rank}d" for lazy in ("", "Lazy") for kind in ("Batch", "Instance") for rank in (1, 2, 3)),
        "SyncBatchNorm",
    )
}
