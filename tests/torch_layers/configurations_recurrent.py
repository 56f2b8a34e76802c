"""Random calls of the recurrent modules, with and without a state: most of them valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .check import Configuration, Tensor, call, use

FLAG = st.booleans()
SIZE = st.integers(1, 4)
RARELY = st.sampled_from([False] * 11 + [True])


def rather(usual: st.SearchStrategy[Any], *rare: Any) -> st.SearchStrategy[Any]:
    """Mostly what is usual."""
    return st.one_of(*[usual] * 12, *[st.just(value) for value in rare])


SEQUENCE = {
    "num_layers": rather(st.integers(1, 3), 0, 2.0, True, None),
    "bias": rather(FLAG, 1, None),
    "batch_first": rather(FLAG, 0, "yes"),
    "dropout": rather(st.sampled_from([0, 0.0, 0.5, 1]), 1.5, -0.1, True, "0.1"),
    "bidirectional": rather(FLAG, 1, None),
}
MODES = ("LSTM", "GRU", "RNN_TANH", "RNN_RELU")


@st.composite
def sequences(draw: st.DrawFn, name: str) -> Configuration:
    """A whole stack applied to a sequence."""
    optional: dict[str, Any] = dict(SEQUENCE)
    if name == "RNN":
        optional["nonlinearity"] = rather(st.sampled_from(["tanh", "relu"]), "sigmoid", None)
    if name in ("LSTM", "RNNBase"):
        optional["proj_size"] = rather(st.integers(0, 3), -1, 2.0)
    words = draw(st.fixed_dictionaries({}, optional=optional))
    first = (draw(rather(st.sampled_from(MODES), "ELMAN")),) if name == "RNNBase" else ()
    features, hidden = draw(rather(SIZE, 0, 2.0)), draw(rather(st.integers(2, 5), -1))
    if draw(st.booleans()):
        layer = call(name, *first, features, hidden, **words)
    else:
        layer = call(name, *first, input_size=features, hidden_size=hidden, **words)
    x = draw(input_shape(3, features))
    if not draw(st.booleans()):
        return use(layer, x)
    layers = words.get("num_layers", 1)
    rows = (2 if words.get("bidirectional") else 1) * (layers if isinstance(layers, int) else 1)
    batch = () if len(x) != 3 else (x[0] if words.get("batch_first") else x[1],)
    out = words.get("proj_size", 0) or hidden
    return use(layer, x, **draw(state((rows, *batch, out), (rows, *batch, hidden), name == "LSTM")))


@st.composite
def input_shape(draw: st.DrawFn, rank: int, features: Any) -> tuple[int, ...]:
    """Mostly of that rank or of one axis less, and with that many features."""
    axes = draw(rather(st.sampled_from([rank, rank, rank, rank - 1]), rank - 2, rank + 1))
    leading = [draw(rather(SIZE, 0)) for _ in range(axes - 1)]
    last = features if isinstance(features, int) and features >= 0 and not draw(RARELY) else draw(SIZE)
    return (*leading, last)[:axes]


@st.composite
def state(draw: st.DrawFn, hidden: Any, cell: Any, pair: bool) -> dict[str, Any]:
    """The argument `hx`: mostly a state of these shapes."""
    shapes = []
    for shape in (hidden, cell):
        sizes = [max(0, int(item)) for item in shape]
        if draw(RARELY):
            sizes[draw(st.integers(0, len(sizes) - 1))] = draw(SIZE)
        if draw(RARELY):
            sizes = [*sizes, 1] if draw(FLAG) else sizes[1:]
        shapes.append(Tensor(tuple(sizes)))
    several = pair is not draw(RARELY)
    if not several:
        return {"hx": draw(rather(st.just(shapes[0]), None))}
    count = draw(rather(st.just(2), 1, 3))
    container = draw(st.sampled_from([tuple, list]))
    return {"hx": container([*shapes, shapes[0]][:count])}


CONFIGURATIONS = {name: sequences(name) for name in ("RNNBase", "RNN", "LSTM", "GRU")}
