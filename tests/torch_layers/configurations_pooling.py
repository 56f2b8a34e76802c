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


def adaptive(rank: int, wild: bool) -> Drawn:
    size = st.sampled_from([1, 2, 3, 5, 7, 9, 0])
    item = st.one_of(size, size, st.none()) if rank > 1 else size
    wrong = [st.none(), st.tuples(size, size), st.tuples(st.none())] if wild else []
    return words({"output_size": st.one_of(size, st.tuples(*[item] * rank), *wrong)})


def adaptive_maximum(rank: int, wild: bool) -> Drawn:
    return st.builds(lambda words, indices: words | indices, adaptive(rank, wild), words({}, return_indices=FLAG))


def fractional(rank: int, wild: bool) -> Drawn:
    size = some(1, 1, 2, 3, bad=(5, 6), wild=wild)
    share = some(0.5, 0.25, 0.3, 0.61, 0.05, bad=(0.9, 1.0), wild=wild)
    target = st.one_of(size, st.tuples(*[size] * rank))
    ratio = st.one_of(share, st.tuples(*[share] * rank))
    side = some(1, 2, 2, 3, bad=(4, 0), wild=wild)
    kernel = st.one_of(side, st.tuples(*[side] * rank), *([st.tuples(side)] if wild else []))
    both = words({"kernel_size": kernel}, output_size=st.none() | target, output_ratio=st.none() | ratio)
    return st.one_of(
        words({"kernel_size": kernel, "output_size": target}, return_indices=FLAG),
        words({"kernel_size": kernel, "output_ratio": ratio}, return_indices=FLAG),
        *([both] if wild else []),
    )


KINDS = {
    "MaxPool": maximum,
    "AvgPool": average,
    "LPPool": power,
    "AdaptiveAvgPool": adaptive,
    "AdaptiveMaxPool": adaptive_maximum,
    "FractionalMaxPool": fractional,
}


def applied(kind: str, rank: int, wild: bool) -> Drawn:
    shape = image(
        rank,
        some(1, 2, 3, 4, bad=(0,), wild=wild),
        some(4, 5, 6, 7, 8, 9, 10, bad=(0, 1, 2, 3), wild=wild),
        wild,
    )
    return st.builds(lambda words, x: use(call(f"{kind}{rank}d", **words), x), KINDS[kind](rank, wild), shape)


CONFIGURATIONS = {
    f"{kind}{rank}d": mostly_valid(lambda wild, kind=kind, rank=rank: applied(kind, rank, wild))  # type: ignore[misc]
    for kind in KINDS
    for rank in (1, 2, 3)
    if (kind, rank) != ("FractionalMaxPool", 1)
}
