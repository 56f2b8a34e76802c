"""Random calls of the modules that rearrange: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .check import call, use

SIZE = st.integers(1, 6)
SHAPE = st.lists(SIZE, min_size=1, max_size=5).map(tuple)
AXIS = st.integers(-5, 4)
FACTOR = st.integers(1, 3)

CONFIGURATIONS = {
    "Flatten": st.builds(
        lambda words, x: use(call("Flatten", **words), x),
        st.fixed_dictionaries({}, optional={"start_dim": AXIS, "end_dim": AXIS}),
        st.one_of(st.just(()), *[SHAPE] * 9),
    ),
}
