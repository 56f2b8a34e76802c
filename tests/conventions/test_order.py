"""`model.layers` and the automatic names of random graphs, as real Keras orders and gives them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from .check import disagreements

ONE_INPUT = (
    "layers.Dense(4)({0})", "layers.Activation('relu')({0})", "layers.Dropout(0.5)({0})", "{0} + 1.0", "-{0}",
    "{0} * 2", "{0} / 3", "{0} - 1",
)  # fmt: skip
TWO_INPUTS = (
    "layers.Add()([{0}, {1}])", "layers.Concatenate(axis=0)([{0}, {1}])", "{0} + {1}", "{0} * {1}", "{1} - {0}",
    "layers.Average()([{0}, {1}, {0}])",
)  # fmt: skip


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A graph on tensors of one size: layers, shared layers, operators, several inputs and outputs."""
    lines = ["import keras", "from keras import layers", "shared = [layers.Dense(4), layers.BatchNormalization()]"]
    tensors = []
    for _ in range(draw(st.integers(1, 3))):
        lines.append(f"t{len(tensors)} = keras.Input((4,), batch_size=2)")
        tensors.append(f"t{len(tensors)}")
    for _ in range(draw(st.integers(1, 12))):
        first, second = draw(st.sampled_from(tensors)), draw(st.sampled_from(tensors))
        kind = draw(st.sampled_from(["one", "one", "two", "shared"]))
        if kind == "shared":
            expression = f"shared[{draw(st.integers(0, 1))}]({first})"
        else:
            expression = draw(st.sampled_from(ONE_INPUT if kind == "one" else TWO_INPUTS)).format(first, second)
        if "Concatenate" in expression:
            expression += "[:2, :]"
        lines.append(f"t{len(tensors)} = {expression}")
        tensors.append(f"t{len(tensors)}")
    inputs = [tensor for tensor in tensors if f"{tensor} = keras.Input" in "\n".join(lines)]
    outputs = draw(st.lists(st.sampled_from(tensors[len(inputs) :]), min_size=1, max_size=3, unique=True))
    lines.append(f"model = keras.Model([{', '.join(inputs)}], [{', '.join(outputs)}])")
    return "\n".join(lines) + "\n"


@settings(max_examples=80, deadline=None)
@given(programs())
def test_random_graphs(source: str) -> None:
    assert disagreements(source) == []
