"""Random calls of transposed convolutions: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .configurations_convolution import kernels, with_channels
from .draw import FLAG, Drawn, image, mostly_valid, per_axis, some, words


def transposed(rank: int, lazy: bool, wild: bool) -> Drawn:
    channels = some(2, 4, 6, bad=(1, 3), wild=wild)
    drawn = words(
        {"out_channels": channels, "kernel_size": kernels(rank, wild)},
        stride=per_axis(rank, some(2, 2, 3, 1, bad=(0,), wild=wild), wild),
        padding=st.one_of(
            per_axis(rank, some(0, 0, 1, bad=(-1,), wild=wild), wild), *([st.just("same")] if wild else [])
        ),
        output_padding=per_axis(rank, some(0, 0, 1, bad=(2, -1), wild=wild), wild),
        dilation=per_axis(rank, some(1, 1, 2, bad=(3, 0), wild=wild), wild),
        groups=some(1, 2, bad=(3, 4, 0), wild=wild),
        bias=FLAG,
        padding_mode=some("zeros", bad=("reflect",), wild=wild),
    )
    extras = st.tuples(*[st.sampled_from([0, 0, 1, 1, 2, -1])] * rank)
    asked = st.one_of(st.none(), st.none(), st.tuples(extras, st.integers(0, 2)))

    def built(
        channels: int, fitting: bool, keywords: dict[str, Any], shape: tuple[int, ...], asked: Any
    ) -> Configuration:
        name = f"{'Lazy' if lazy else ''}ConvTranspose{rank}d"
        shape = with_channels(shape, rank, channels) if fitting else shape
        sizes = {}
        if asked is not None:
            keywords = {**keywords, "kernel_size": 3}
            extras, leading = asked
            step, end, apart = (
                value[0] if isinstance(value, tuple) and len(value) == 1 else value
                for value in (keywords.get("stride", 1), keywords.get("padding", 0), keywords.get("dilation", 1))
            )
            if all(isinstance(value, int) for value in (step, end, apart)):
                ends = [
                    (side - 1) * step - 2 * end + 2 * apart + 1 + extra
                    for side, extra in zip(shape[-rank:], extras, strict=False)
                ]
                sizes = {"output_size": [*shape[: len(shape) - rank][:leading], *ends]}
        return use(call(name, **({} if lazy else {"in_channels": channels}), **keywords), shape, **sizes)

    # Of an empty batch torch checks less, and an output of which nothing is left it takes or not, as the batch is large
    # or small: neither is drawn.
    shape = image(rank, channels, some(3, 4, 5, bad=(0,), wild=wild), wild, batches=(1, 2, 3))
    return st.builds(built, channels, some(True, bad=(False,), wild=wild), drawn, shape, asked)


CONFIGURATIONS = {
    f"{'Lazy' if lazy else ''}ConvTranspose{rank}d": mostly_valid(
        lambda wild, rank=rank, lazy=lazy: transposed(rank, lazy, wild)  # type: ignore[misc]
    )
    for lazy in (False, True)
    for rank in (1, 2, 3)
}
