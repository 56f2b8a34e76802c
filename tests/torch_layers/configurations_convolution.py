"""Random calls of convolutions: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw import FLAG, Drawn, image, mostly_valid, per_axis, some, words

SIDES = (3, 4, 5, 6, 7, 8, 9, 10)


def convolution(rank: int, lazy: bool, wild: bool) -> Drawn:
    channels = some(2, 4, 6, bad=(1, 3), wild=wild)
    ends = per_axis(rank, some(0, 1, 2, bad=(3, -1), wild=wild), wild)
    drawn = words(
        {"out_channels": channels, "kernel_size": kernels(rank, wild)},
        stride=per_axis(rank, some(1, 1, 2, 3, bad=(0,), wild=wild), wild),
        padding=st.one_of(ends, ends, some("same", "valid", bad=("full",), wild=wild)),
        dilation=per_axis(rank, some(1, 1, 2, bad=(3, 0), wild=wild), wild),
        groups=some(1, 2, bad=(3, 4, 0), wild=wild),
        bias=FLAG,
        padding_mode=some("zeros", "zeros", "reflect", "replicate", "circular", bad=("mirror",), wild=wild),
    )

    def built(channels: int, fitting: bool, keywords: dict[str, Any], shape: tuple[int, ...]) -> Configuration:
        ends = keywords.get("padding")
        if isinstance(ends, tuple) and len(ends) > rank:
            keywords = {**keywords, "padding_mode": "zeros"}  # a channel would be padded, too
        name = f"{'Lazy' if lazy else ''}Conv{rank}d"
        return use(
            call(name, **({} if lazy else {"in_channels": channels}), **keywords),
            with_channels(shape, rank, channels) if fitting else shape,
        )

    shape = image(rank, channels, some(*SIDES, bad=(0, 1, 2), wild=wild), wild)
    return st.builds(built, channels, some(True, bad=(False,), wild=wild), drawn, shape)


def kernels(rank: int, wild: bool) -> Drawn:
    """The sides of a kernel; a tuple of one for all axes is wrong."""
    side = some(1, 2, 3, bad=(4, 0), wild=wild)
    return per_axis(rank, side, wild) if wild else st.one_of(side, st.tuples(*[side] * rank))


def with_channels(shape: tuple[int, ...], rank: int, channels: int) -> tuple[int, ...]:
    return (*shape[: -rank - 1], channels, *shape[-rank:]) if len(shape) > rank else shape


CONFIGURATIONS = {
    f"{'Lazy' if lazy else ''}Conv{rank}d": mostly_valid(
        lambda wild, rank=rank, lazy=lazy: convolution(rank, lazy, wild)  # type: ignore[misc]
    )
    for lazy in (False, True)
    for rank in (1, 2, 3)
}
