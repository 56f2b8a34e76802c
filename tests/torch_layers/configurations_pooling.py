"""Random calls of poolings: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import call, use
from .draw import FLAG, SMALL, Drawn, image, per_axis, words

CHANNELS = st.sampled_from([1, 2, 2, 3, 3, 4, 0])
SIDE = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 0])
PADDING = st.sampled_from([0, 0, 0, 1, 1, 2, -1])
DILATION = st.sampled_from([1, 1, 1, 2, 3])


def strides(rank: int) -> Drawn:
    return st.one_of(st.none(), per_axis(rank, st.sampled_from([1, 2, 2, 3, 3, 4, 5, 0])))


def applied(name: str, rank: int, keywords: Drawn) -> Drawn:
    return st.builds(lambda words, x: use(call(name, **words), x), keywords, image(rank, CHANNELS, SIDE))


def window(rank: int, **more: Drawn) -> Drawn:
    kernel = per_axis(rank, st.sampled_from([1, 2, 2, 3, 3, 4]))
    return words({"kernel_size": kernel}, stride=strides(rank), ceil_mode=FLAG, **more)


def maximum(rank: int) -> Drawn:
    return window(rank, padding=per_axis(rank, PADDING), dilation=per_axis(rank, DILATION), return_indices=FLAG)


def average(rank: int) -> Drawn:
    divisor: dict[str, Drawn] = {"divisor_override": st.sampled_from([None, 1, 3, 0])} if rank > 1 else {}
    return window(rank, padding=per_axis(rank, PADDING), count_include_pad=FLAG, **divisor)


def power(rank: int) -> Drawn:
    right = st.tuples(*[SMALL] * rank)
    kernel = SMALL if rank == 1 else st.one_of(SMALL, right, st.tuples(*[SMALL] * (rank + 1)), st.tuples(SMALL))
    return words(
        {"norm_type": st.sampled_from([1, 2, 2, 1.5, 3.0, 0, float("inf")]), "kernel_size": kernel},
        stride=strides(rank),
        ceil_mode=FLAG,
    )


def adaptive(rank: int, indices: bool) -> Drawn:
    size = st.sampled_from([1, 2, 3, 5, 7, 9, 0])
    item = st.one_of(size, size, st.none()) if rank > 1 else size
    sizes = st.one_of(size, st.tuples(*[item] * rank), st.tuples(*[item] * rank), st.none(), st.tuples(size, size))
    more: dict[str, Drawn] = {"return_indices": FLAG} if indices else {}
    return words({"output_size": sizes}, **more)


def fractional(rank: int) -> Drawn:
    size = st.sampled_from([1, 1, 2, 2, 3, 4, 5, 6])
    share = st.sampled_from([0.5, 0.5, 0.25, 0.3, 0.7, 0.61, 0.9, 1.0, 0.05])
    target = st.one_of(size, st.tuples(*[size] * rank))
    ratio = st.one_of(share, st.tuples(*[share] * rank))
    kernel = per_axis(rank, st.sampled_from([1, 2, 2, 3]))
    return st.one_of(
        words({"kernel_size": kernel, "output_size": target}, return_indices=FLAG),
        words({"kernel_size": kernel, "output_ratio": ratio}, return_indices=FLAG),
        words(
            {"kernel_size": kernel}, output_size=st.one_of(st.none(), target), output_ratio=st.one_of(st.none(), ratio)
        ),
    )


CONFIGURATIONS: dict[str, Any] = {}
for rank in (1, 2, 3):
    drawn = {
        "MaxPool": maximum(rank),
        "AvgPool": average(rank),
        "LPPool": power(rank),
        "AdaptiveAvgPool": adaptive(rank, False),
        "AdaptiveMaxPool": adaptive(rank, True),
    } | ({"FractionalMaxPool": fractional(rank)} if rank > 1 else {})
    CONFIGURATIONS |= {f"{name}{rank}d": applied(f"{name}{rank}d", rank, keywords) for name, keywords in drawn.items()}
