"""Random calls that resize: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw import Drawn, mostly_valid, some

RANKS = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
"""The number of spatial axes that a mode needs."""


def resizing(name: str, wild: bool) -> Drawn:
    size = some(1, 2, 3, 5, 8, bad=(0, -1), wild=wild)
    factor = some(1, 2, 3, 2.0, 1.5, 0.5, 1.3, 0.7, 2.5, 1.1, 0.30000000000000004, bad=(0.1, 0, -1), wild=wild)
    side = some(4, 5, 7, 9, bad=(0, 1, 2), wild=wild)
    rank = some(1, 2, 2, 3, bad=(0, 4), wild=wild)
    mode = some("nearest", "nearest-exact", "area", *RANKS, bad=("cubic", "lanczos"), wild=wild)
    flag = st.sampled_from([None, True, False])

    def built(
        rank: int, mode: str, sides: list[int], leading: tuple[int, int], sizes: list[int], factors: list[float],
        given: str, every: bool, flags: tuple[bool | None, bool | None], extra: bool,
    ) -> Configuration:  # fmt: skip
        if name != "Upsample":
            rank = rank if wild or name == "UpsamplingNearest2d" else 2
        elif not wild:
            rank = RANKS.get(mode, rank)
        length = rank + 1 if extra else rank
        keywords: dict[str, object] = {}
        if given != "factors":
            keywords["size"] = sizes[0] if every else tuple(sizes[:length])
        if given != "sizes":
            keywords["scale_factor"] = factors[0] if every else tuple(factors[:length])
        if name == "Upsample":
            align, recompute = flags
            keywords["mode"] = mode
            if wild or mode in RANKS:
                keywords["align_corners"] = align
            if wild or given == "factors":
                keywords["recompute_scale_factor"] = recompute
        return use(call(name, **keywords), (*leading, *sides[:rank]))

    return st.builds(
        built,
        rank,
        mode,
        st.lists(side, min_size=4, max_size=4),
        st.tuples(st.sampled_from([1, 2, 0]), some(1, 2, 3, bad=(0,), wild=wild)),
        st.lists(size, min_size=5, max_size=5),
        st.lists(factor, min_size=5, max_size=5),
        some("sizes", "factors", "factors", bad=("both",), wild=wild),
        st.booleans(),
        st.tuples(flag, flag),
        some(False, bad=(True,), wild=wild),
    )


CONFIGURATIONS = {
    name: mostly_valid(lambda wild, name=name: resizing(name, wild))  # type: ignore[misc]
    for name in ("Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d")
}
