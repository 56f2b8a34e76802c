"""Random calls of convolutions: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw import FLAG, SMALL, Drawn, image, per_axis, words

CHANNELS = st.sampled_from([2, 2, 2, 4, 4, 6, 3])
SIDE = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 0])
MODES = ["zeros", "zeros", "reflect", "replicate", "circular", "mirror"]


def convolution(rank: int, lazy: bool = False) -> Drawn:
    ends = per_axis(rank, st.sampled_from([0, 0, 1, 1, 2, 3, -1]))
    drawn = words(
        {"out_channels": st.sampled_from([2, 4, 4, 6, 3, 1]), "kernel_size": per_axis(rank, SMALL)},
        stride=per_axis(rank, st.sampled_from([1, 1, 2, 3, 0])),
        padding=st.one_of(ends, ends, st.sampled_from(["same", "valid", "full"])),
        dilation=st.one_of(st.just(1), per_axis(rank, st.integers(1, 3))),
        groups=st.sampled_from([1, 1, 2, 2, 3]),
        bias=FLAG,
        padding_mode=st.sampled_from(MODES),
    )

    def built(channels: int, fitting: bool, keywords: dict[str, Any], shape: tuple[int, ...]) -> Configuration:
        name = f"Lazy{'Conv'}{rank}d" if lazy else f"Conv{rank}d"
        ends = keywords.get("padding")
        if isinstance(ends, tuple) and len(ends) > rank:
            keywords = {**keywords, "padding_mode": "zeros"}  # a channel would be padded, too
        if fitting and len(shape) > rank:
            shape = (*shape[: -rank - 1], channels, *shape[-rank:])
        return use(call(name, **({} if lazy else {"in_channels": channels}), **keywords), shape)

    return st.builds(built, CHANNELS, st.sampled_from([True] * 9 + [False]), drawn, image(rank, CHANNELS, SIDE))


CONFIGURATIONS = {f"Conv{rank}d": convolution(rank) for rank in (1, 2, 3)} | {
    f"LazyConv{rank}d": convolution(rank, lazy=True) for rank in (1, 2, 3)
}
