"""Random calls of paddings: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import call, use
from .draw import Drawn, image, mostly_valid, some, words


def padding(kind: str, rank: int, wild: bool) -> Drawn:
    width = some(0, 1, 1, 2, 2, 3, -1, bad=(4, 5, -2, -3), wild=wild)
    right = st.tuples(*[width] * (2 * rank))
    other = st.lists(width, max_size=2 * rank + 2).map(tuple)
    widths = words({"padding": st.one_of(width, right, *([other] if wild else []))})
    filling = {"value": 0.5} if kind == "Constant" else {}
    shape = image(
        rank,
        some(1, 2, 3, bad=(0,), wild=wild),
        some(4, 5, 6, bad=(0, 1, 2, 3), wild=wild),
        wild,
    )
    return st.builds(lambda words, x: use(call(f"{kind}Pad{rank}d", **words, **filling), x), widths, shape)


CONFIGURATIONS = {
    f"{kind}Pad{rank}d": mostly_valid(lambda wild, kind=kind, rank=rank: padding(kind, rank, wild))  # type: ignore[misc]
    for kind in ("Circular", "Constant", "Reflection", "Replication", "Zero")
    for rank in (1, 2, 3)
}

SAYS_LESS = ("CircularPad1d", "CircularPad2d", "CircularPad3d")
"""What adds at one end and cuts off at the other is taken or not as the values lie in memory."""
