"""Random calls of poolings that are told the size of their output: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import Tensor
from .configurations_pooling import applied
from .draw import FLAG, Drawn, mostly_valid, some, words


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
    side = some(1, 2, 2, 3, bad=(4,), wild=wild)
    kernel = st.one_of(side, st.tuples(*[side] * rank), *([st.tuples(side)] if wild else []))
    places = st.one_of(
        st.none(),
        st.builds(
            Tensor, st.tuples(some(3, bad=(1,), wild=wild), st.sampled_from([1, 2, 3]), some(rank, bad=(1,), wild=wild))
        ),
        *([st.just(Tensor((2, rank)))] if wild else []),
    )
    both = words({"kernel_size": kernel}, output_size=st.none() | target, output_ratio=st.none() | ratio)
    return st.one_of(
        words({"kernel_size": kernel, "output_size": target}, return_indices=FLAG, _random_samples=places),
        words({"kernel_size": kernel, "output_ratio": ratio}, return_indices=FLAG),
        *([both] if wild else []),
    )


KINDS = {"AdaptiveAvgPool": adaptive, "AdaptiveMaxPool": adaptive_maximum, "FractionalMaxPool": fractional}

CONFIGURATIONS = {
    f"{kind}{rank}d": mostly_valid(
        lambda wild, kind=kind, rank=rank: applied(kind, KINDS[kind](rank, wild), rank, wild)  # type: ignore[misc]
    )
    for kind in KINDS
    for rank in (1, 2, 3)
    if (kind, rank) != ("FractionalMaxPool", 1)
}
