"""Random calls of the reverse of max poolings: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use
from .draw import Drawn, image, mostly_valid, some, words


def unpooling(rank: int, wild: bool) -> Drawn:
    size, step, end = (
        some(1, 2, 3, 4, wild=wild),
        some(1, 2, 3, bad=(0,), wild=wild),
        some(0, 0, 1, bad=(2,), wild=wild),
    )
    drawn = words(
        {"kernel_size": st.one_of(size, st.tuples(*[size] * rank))},
        stride=st.one_of(st.none(), step, st.tuples(*[step] * rank)),
        padding=st.one_of(end, st.tuples(*[end] * rank)),
    )
    extras = st.tuples(*[st.sampled_from([0, 0, 1, -1, 2])] * rank)
    asked = st.one_of(st.none(), st.none(), st.tuples(extras, st.sampled_from([0, 0, 2, 2, 1])))

    def built(keywords: dict[str, Any], shape: tuple[int, ...], asked: Any, alike: bool) -> Configuration:
        indices = Tensor(shape if alike else (*shape[:-1], shape[-1] + 1), "int64")
        size, step, end = (keywords.get(name) for name in ("kernel_size", "stride", "padding"))
        sizes: dict[str, Any] = {}
        if asked is not None and isinstance(size, int) and not isinstance(step, tuple) and not isinstance(end, tuple):
            extras, leading = asked
            step = size if step is None else step
            ends = [
                (side - 1) * step - 2 * (end or 0) + size + extra
                for side, extra in zip(shape[-rank:], extras, strict=False)
            ]
            sizes = {"output_size": [1] * leading + ends}
        return use(call(f"MaxUnpool{rank}d", **keywords), shape, indices, **sizes)

    shape = image(rank, some(1, 2, 3, bad=(0,), wild=wild), some(1, 2, 3, 4, 5, bad=(0,), wild=wild), wild)
    return st.builds(built, drawn, shape, asked, some(True, bad=(False,), wild=wild))


CONFIGURATIONS = {
    f"MaxUnpool{rank}d": mostly_valid(lambda wild, rank=rank: unpooling(rank, wild))  # type: ignore[misc]
    for rank in (1, 2, 3)
}

DTYPES = {f"MaxUnpool{rank}d": ("float32", "int64") for rank in (1, 2, 3)}
