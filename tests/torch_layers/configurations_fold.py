"""Random calls that take images apart into blocks and put them together: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw import Drawn, image, mostly_valid, some, words


def pair(size: Drawn, wild: bool) -> Drawn:
    """One number, or two; a wild one may be in a tuple, or be one of three."""
    return st.one_of(size, st.tuples(size, size), *([st.tuples(size), st.tuples(*[size] * 3)] if wild else []))


def blocks(wild: bool) -> dict[str, Drawn]:
    return {
        "dilation": pair(some(1, 1, 2, bad=(0,), wild=wild), wild),
        "padding": pair(some(0, 0, 1, 2, bad=(-1,), wild=wild), wild),
        "stride": pair(some(1, 1, 2, 3, bad=(0,), wild=wild), wild),
    }


def fold(wild: bool) -> Drawn:
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

    side = some(1, 2, 3, bad=(4, 0), wild=wild)
    output = some(4, 5, 6, 7, 8, bad=(1, 2, 0), wild=wild)
    return st.builds(
        built,
        words({"output_size": pair(output, wild), "kernel_size": pair(side, wild)}, **blocks(wild)),
        some(1, 2, 3, bad=(0,), wild=wild),
        st.sampled_from([1, 2, 0]),
        st.booleans(),
        some(True, bad=(False,), wild=wild),
        st.lists(st.integers(0, 12), min_size=1, max_size=4).map(tuple),
    )


def unfold(wild: bool) -> Drawn:
    side = some(1, 2, 3, bad=(4, 0), wild=wild)
    shape = image(
        2,
        some(1, 2, 3, bad=(0,), wild=wild),
        some(5, 6, 7, 8, 9, bad=(0, 1, 2), wild=wild),
        wild,
    )
    return st.builds(
        lambda words, x: use(call("Unfold", **words), x),
        words({"kernel_size": pair(side, wild)}, **blocks(wild)),
        shape,
    )


CONFIGURATIONS = {"Unfold": mostly_valid(unfold), "Fold": mostly_valid(fold)}
