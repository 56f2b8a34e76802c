"""Random calls of paddings: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import call, use
from .draw import Drawn, image

CHANNELS = st.sampled_from([1, 2, 3, 3, 0])
SIDE = st.sampled_from([1, 2, 3, 4, 5, 5, 6, 6, 0])
WIDTH = st.sampled_from([0, 1, 1, 2, 2, 3, 4, 5, -1, -1, -2, -3])


def padding(kind: str, rank: int) -> Drawn:
    right = st.tuples(*[WIDTH] * (2 * rank))
    widths = st.one_of(WIDTH, right, right, right, st.lists(WIDTH, max_size=2 * rank + 2).map(tuple))
    filling = {"value": 0.5} if kind == "Constant" else {}
    return st.builds(
        lambda widths, x: use(call(f"{kind}Pad{rank}d", padding=widths, **filling), x),
        widths,
        image(rank, CHANNELS, SIDE),
    )


KINDS = ("Circular", "Constant", "Reflection", "Replication", "Zero")
CONFIGURATIONS = {f"{kind}Pad{rank}d": padding(kind, rank) for kind in KINDS for rank in (1, 2, 3)}

SAYS_LESS = ("CircularPad1d", "CircularPad2d", "CircularPad3d")
"""What adds at one end and cuts off at the other is taken or not as the values lie in memory."""
