"""Random calls that take images apart into blocks and put them together: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw import SMALL, Drawn, image, words

SIDE = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 0])
CHANNELS = st.sampled_from([1, 2, 3, 0])


def pair(size: Drawn) -> Drawn:
    """One number, or two; now and then one in a tuple, or three."""
    return st.one_of(size, size, st.tuples(size, size), st.tuples(size, size), st.tuples(size), st.tuples(*[size] * 3))


BLOCKS = {
    "dilation": st.one_of(st.just(1), pair(st.sampled_from([1, 1, 2, 0]))),
    "padding": pair(st.sampled_from([0, 0, 1, 2, -1])),
    "stride": pair(st.sampled_from([1, 1, 2, 3, 0])),
}


def fold() -> Drawn:
    def both(value: Any) -> tuple[int, int]:
        return value[:2] if isinstance(value, tuple) and len(value) > 1 else (value, value)

    def built(
        keywords: dict[str, Any], channels: int, batch: int, batched: bool, fitting: bool, other: tuple[int, ...]
    ) -> Configuration:
        shape = other
        if fitting and not any(isinstance(value, tuple) and len(value) == 1 for value in keywords.values()):
            kernel, output = both(keywords["kernel_size"]), both(keywords["output_size"])
            step, end, apart = (
                both(keywords.get(name, default)) for name, default in (("stride", 1), ("padding", 0), ("dilation", 1))
            )
            count = 1
            for axis in (0, 1):
                room = output[axis] + 2 * end[axis] - apart[axis] * (kernel[axis] - 1) - 1
                count *= max(0, room // max(step[axis], 1) + 1)
            shape = (channels * kernel[0] * kernel[1], count)
            shape = (batch, *shape) if batched else shape
        return use(call("Fold", **keywords), shape)

    return st.builds(
        built,
        words({"output_size": pair(st.integers(1, 8)), "kernel_size": pair(SMALL)}, **BLOCKS),
        CHANNELS,
        st.sampled_from([1, 2, 0]),
        st.booleans(),
        st.sampled_from([True] * 5 + [False]),
        st.lists(st.integers(0, 12), min_size=1, max_size=4).map(tuple),
    )


CONFIGURATIONS = {
    "Unfold": st.builds(
        lambda words, x: use(call("Unfold", **words), x),
        words({"kernel_size": pair(SMALL)}, **BLOCKS),
        image(2, CHANNELS, SIDE),
    ),
    "Fold": fold(),
}
