"""Random calls of the modules that multiply with a matrix: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .draw_shapes import FLAG, SIZE, altered, rather, shapes, some

FEATURES = rather(SIZE, 0, -1, 2.0, "many")
BIAS = some(bias=rather(FLAG, None, 1, 0))


@st.composite
def linear(draw: st.DrawFn, name: str) -> Configuration:
    features, out, words = draw(FEATURES), draw(FEATURES), draw(BIAS)
    by_name = {"in_features": features, "out_features": out, **words}
    layer = draw(st.sampled_from([call(name, features, out, **words), call(name, **by_name)]))
    last = features if isinstance(features, int) and features >= 0 else 3
    return use(layer, draw(altered((*draw(shapes(0, 3)), last))))


@st.composite
def lazy(draw: st.DrawFn) -> Configuration:
    return use(call("LazyLinear", draw(FEATURES), **draw(BIAS)), draw(shapes(0, 4)))


@st.composite
def bilinear(draw: st.DrawFn) -> Configuration:
    first, second = draw(rather(SIZE, -1, 2.0)), draw(rather(SIZE, -1, "many"))
    layer = call("Bilinear", first, second, draw(FEATURES), **draw(BIAS))
    front = draw(shapes(0, 3))
    sizes = [size if isinstance(size, int) and size > 0 else 2 for size in (first, second)]
    return use(layer, draw(altered((*front, sizes[0]))), draw(altered((*front, sizes[1]))))


ARGUMENTS: st.SearchStrategy[tuple[Any, ...]] = st.lists(st.sampled_from([1, "a", None, 0.5]), max_size=3).map(tuple)

CONFIGURATIONS = {
    "Linear": linear("Linear"),
    "NonDynamicallyQuantizableLinear": linear("NonDynamicallyQuantizableLinear"),
    "LazyLinear": lazy(),
    "Bilinear": bilinear(),
    "Identity": st.builds(
        lambda positional, words, x: use(call("Identity", *positional, **words), x),
        ARGUMENTS,
        some(anything=st.integers(), in_features=SIZE),
        shapes(0, 5),
    ),
}
