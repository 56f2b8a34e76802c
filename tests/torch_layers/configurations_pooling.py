"""Random calls of poolings: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import call, use
from .draw import FLAG, Drawn, image, mostly_valid, per_axis, some, words


def strides(rank: int, wild: bool) -> Drawn:
    return st.one_of(
        st.sampled_from([None, ()] if wild else [None]),
        per_axis(rank, some(1, 2, 2, 3, 3, 4, 5, bad=(0,), wild=wild), wild),
    )


def window(rank: int, wild: bool, **more: Drawn) -> Drawn:
    kernel = per_axis(rank, some(2, 2, 3, 3, 4, bad=(1, 0), wild=wild), wild)
    return words({"kernel_size": kernel}, stride=strides(rank, wild), ceil_mode=FLAG, **more)


def padding(rank: int, wild: bool) -> Drawn:
    return per_axis(rank, some(0, 1, 1, bad=(2, -1), wild=wild), wild)


def maximum(rank: int, wild: bool) -> Drawn:
    dilation = per_axis(rank, some(1, 1, 2, bad=(3, 0), wild=wild), wild)
    return window(rank, wild, padding=padding(rank, wild), dilation=dilation, return_indices=FLAG)


def average(rank: int, wild: bool) -> Drawn:
    divisor = {"divisor_override": some(None, 1, 3, bad=(0,), wild=wild)} if rank > 1 else {}
    return window(rank, wild, padding=padding(rank, wild), count_include_pad=FLAG, **divisor)


def power(rank: int, wild: bool) -> Drawn:
    side = some(1, 2, 3, bad=(4, 0), wild=wild)
    tuples = [st.tuples(*[side] * rank)] if rank > 1 or wild else []
    wrong = [st.tuples(*[side] * (rank + 1)), st.tuples(side)] if wild and rank > 1 else []
    norm = some(1, 2, 1.5, 3.0, bad=(0,) if rank == 1 else (0, float("inf")), wild=wild)
    return words(
        {"norm_type": norm, "kernel_size": st.one_of(side, *tuples, *wrong)},
        stride=strides(rank, wild),
        ceil_mode=FLAG,
    )


KINDS = {"MaxPool": maximum, "AvgPool": average, "LPPool": power}


def applied(kind: str, keywords: Drawn, rank: int, wild: bool) -> Drawn:
    """The module of this kind, made with keywords, on an image."""
    shape = image(
        rank,
        some(1, 2, 3, 4, bad=(0,), wild=wild),
        some(4, 5, 6, 7, 8, 9, 10, bad=(0, 1, 2, 3), wild=wild),
        wild,
    )
    return st.builds(lambda words, x: use(call(f"{kind}{rank}d", **words), x), keywords, shape)


CONFIGURATIONS = {
    f"{kind}{rank}d": mostly_valid(
        lambda wild, kind=kind, rank=rank: applied(kind, KINDS[kind](rank, wild), rank, wild)  # type: ignore[misc]
    )
    for kind in KINDS
    for rank in (1, 2, 3)
}
