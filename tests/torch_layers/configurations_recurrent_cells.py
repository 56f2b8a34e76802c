"""Random calls of the recurrent cells, with and without a state: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, call, use
from .configurations_recurrent import FLAG, SIZE, input_shape, rather, state


@st.composite
def cells(draw: st.DrawFn, name: str) -> Configuration:
    """A cell applied to one step."""
    features, hidden = draw(rather(SIZE, 0, -1)), draw(rather(SIZE, 0, 1.5))
    optional: dict[str, Any] = {"bias": FLAG}
    if name == "RNNCell":
        optional["nonlinearity"] = rather(st.sampled_from(["tanh", "relu"]), "sigmoid")
    words = draw(st.fixed_dictionaries({}, optional={} if name == "RNNCellBase" else optional))
    more = (draw(FLAG), draw(SIZE)) if name == "RNNCellBase" else ()
    layer = call(name, features, hidden, *more, **words)
    x = draw(input_shape(2, features))
    if not draw(st.booleans()):
        return use(layer, x)
    expected = (*x[:-1], hidden)
    return use(layer, x, **draw(state(expected, expected, name == "LSTMCell")))


CONFIGURATIONS = {name: cells(name) for name in ("RNNCellBase", "RNNCell", "LSTMCell", "GRUCell")}
