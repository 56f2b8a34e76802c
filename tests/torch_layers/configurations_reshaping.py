"""Random calls of the modules that rearrange: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw import Drawn, words

SIZE = st.sampled_from([1, 2, 3, 4, 5, 6, 6, 0])
SHAPE = st.lists(SIZE, min_size=1, max_size=5).map(tuple)
AXIS = st.integers(-5, 4)


def unflatten() -> Drawn:
    def built(
        shape: tuple[int, ...], axis: int, parts: list[int], hole: int | None, fitting: bool, wrong: bool
    ) -> Configuration:
        if fitting and -len(shape) <= axis < len(shape):
            whole = 1
            for part in parts:
                whole *= part
            place = axis % len(shape)
            shape = (*shape[:place], whole, *shape[place + 1 :])
        sizes: list[Any] = [-1 if index == hole else part for index, part in enumerate(parts)]
        return use(call("Unflatten", dim=axis, unflattened_size=(*sizes, -2) if wrong else tuple(sizes)), shape)

    return st.builds(
        built,
        SHAPE,
        st.integers(-3, 2),
        st.lists(st.sampled_from([1, 2, 2, 3, 3, 0]), max_size=3),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([True] * 5 + [False]),
        st.sampled_from([False] * 19 + [True]),
    )


def shuffled(name: str, field: str, *empty: int) -> Drawn:
    size = st.sampled_from([1, 2, 4, 4, 8, 9, 18, *empty])
    image = st.one_of(*[st.tuples(*[size] * rank) for rank in (2, 3, 4, 4, 5)])
    return st.builds(lambda factor, x: use(call(name, **{field: factor}), x), st.sampled_from([1, 2, 2, 3, 0]), image)


CONFIGURATIONS = {
    "Flatten": st.builds(
        lambda words, x: use(call("Flatten", **words), x),
        words({}, start_dim=AXIS, end_dim=AXIS),
        st.one_of(st.just(()), *[SHAPE] * 9),
    ),
    "Unflatten": unflatten(),
    "PixelShuffle": shuffled("PixelShuffle", "upscale_factor", 0),
    # What comes out of a tensor without values depends on the device.
    "PixelUnshuffle": shuffled("PixelUnshuffle", "downscale_factor"),
    "ChannelShuffle": shuffled("ChannelShuffle", "groups", 0),
}
