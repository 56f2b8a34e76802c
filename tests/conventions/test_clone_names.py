"""The inputs of a functional clone, which Keras names by its count of tensors: as real Keras 3.15.1, or not at all."""

from __future__ import annotations

import pytest

from .check import disagreements, read, run

START = "from keras import Input, Model, Sequential, layers, ops\nfrom keras.models import clone_model\n"
COUNTED = (
    """
x, z = Input((4,)), Input((4,))
model = Model([x, z], layers.Add()([layers.Dense(4)(x), z]))
copy = clone_model(model)
again = clone_model(model)
""",
    """
x = Input((4,))
model = Model(x, ops.relu(x * 2) + 1)
copy = clone_model(model)
again = clone_model(copy)
""",
    """
x = Input((4,))
model = Model(x, Sequential([layers.Dense(2), layers.Dense(3)])(x))
copy = clone_model(model)
""",
    """
x, y = Input((4,)), Input((4,))
inner = Model(x, layers.Dense(4)(x))
copy = clone_model(Model(y, inner(inner(y))))
""",
)


@pytest.mark.parametrize("program", COUNTED)
def test_as_keras_names_them(program: str) -> None:
    assert disagreements(START + program) == []


def test_where_tensors_are_not_counted_there_is_no_name() -> None:
    program = """
x = Input((4,))
inner = Model(x, layers.Dense(4)(x))
y = Input((4,))
copy = clone_model(Model(y, inner(inner(y))))
"""
    assert run(START + program)["copy"].layers[0].name == "keras_tensor_2"
    assert [row["path"] for row in read(START + program).models["copy"]["layers"]] == ["", "functional"]
