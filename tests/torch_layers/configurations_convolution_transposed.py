"""Random calls of transposed convolutions: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .configurations_convolution import CHANNELS, SIDE
from .draw import FLAG, SMALL, Drawn, image, per_axis, words


def transposed(rank: int, lazy: bool = False) -> Drawn:
    drawn = words(
        {"out_channels": st.sampled_from([2, 4, 4, 6, 3, 1]), "kernel_size": per_axis(rank, SMALL)},
        stride=per_axis(rank, st.sampled_from([1, 1, 2, 2, 3, 0])),
        padding=st.one_of(*[per_axis(rank, st.sampled_from([0, 0, 1, 1, 2, -1]))] * 5, st.just("same")),
        output_padding=per_axis(rank, st.sampled_from([0, 0, 0, 1, 2])),
        dilation=st.one_of(st.just(1), per_axis(rank, st.integers(1, 3))),
        groups=st.sampled_from([1, 1, 2, 2, 3]),
        bias=FLAG,
        padding_mode=st.sampled_from(["zeros"] * 9 + ["reflect"]),
    )
    extras = st.tuples(*[st.sampled_from([0, 0, 1, 1, 2, -1])] * rank)
    asked = st.one_of(st.none(), st.none(), st.tuples(extras, st.integers(0, 2)))

    def built(
        channels: int, fitting: bool, keywords: dict[str, Any], shape: tuple[int, ...], asked: Any
    ) -> Configuration:
        name = f"{'Lazy' if lazy else ''}ConvTranspose{rank}d"
        if fitting and len(shape) > rank:
            shape = (*shape[: -rank - 1], channels, *shape[-rank:])
        sizes = {}
        if asked is not None:
            # The tuple of one number, which stands for all axes elsewhere, is an error with an output size.
            keywords = {
                name: value for name, value in keywords.items() if not (isinstance(value, tuple) and len(value) == 1)
            } | {"kernel_size": 3}
            extras, leading = asked
            step, end, apart = (
                keywords.get(name, default) for name, default in (("stride", 1), ("padding", 0), ("dilation", 1))
            )
            if all(isinstance(value, int) for value in (step, end, apart)):
                ends = [
                    (side - 1) * step - 2 * end + 2 * apart + 1 + extra
                    for side, extra in zip(shape[-rank:], extras, strict=False)
                ]
                sizes = {"output_size": [*shape[: len(shape) - rank][:leading], *ends]}
        return use(call(name, **({} if lazy else {"in_channels": channels}), **keywords), shape, **sizes)

    return st.builds(built, CHANNELS, st.sampled_from([True] * 9 + [False]), drawn, image(rank, CHANNELS, SIDE), asked)


CONFIGURATIONS = {f"ConvTranspose{rank}d": transposed(rank) for rank in (1, 2, 3)} | {
    f"LazyConvTranspose{rank}d": transposed(rank, lazy=True) for rank in (1, 2, 3)
}

SAYS_LESS = ("ConvTranspose3d", "LazyConvTranspose3d")
"""A volume of which nothing is left comes out of some calls; the rule does not know."""
