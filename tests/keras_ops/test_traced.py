"""In a layer's `call` Keras traces what is computed; outside, some functions have a formula beforehand that differs.

Each expression is judged inside and outside by real Keras 3.15.1, outside perhaps as not known.
"""

from __future__ import annotations

import keras
import pytest
from keras import KerasTensor
from keras.src.backend import compute_output_spec
from tests.keras_ops.check import Shape, values

from layerhints.algebra import Unknown
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

WRONG_BEFOREHAND = "Keras says another shape beforehand"
REFUSED_BEFOREHAND = "Keras refuses it beforehand"
CASES: dict[str, tuple[tuple[tuple[Shape, str], ...], str | None]] = {
    "ops.conv(x, y)": ((((2, 8, 8, 6), "float32"), ((3, 3, 3, 4), "float32")), REFUSED_BEFOREHAND),
    "ops.conv(x, y, 2, 'same')": ((((2, 8, 9), "float32"), ((3, 3, 6), "float32")), REFUSED_BEFOREHAND),
    "ops.conv(x, y, 1)": ((((2, 8, 8, 6), "float32"), ((3, 3, 3, 5), "float32")), REFUSED_BEFOREHAND),
    "ops.adaptive_max_pool(x, 3)": ((((2, 8, 9, 6), "float32"),), REFUSED_BEFOREHAND),
    "ops.adaptive_average_pool(x, 3, data_format='channels_first')": ((((2, 8, 9), "float32"),), REFUSED_BEFOREHAND),
    "ops.adaptive_max_pool(x, (3, 2))": ((((2, 8, 9, 6), "float32"),), WRONG_BEFOREHAND),
    "ops.adaptive_max_pool(x, (3,))": ((((None, 8, 9), "float32"),), WRONG_BEFOREHAND),
    "ops.adaptive_average_pool(x, (3, 2), data_format='channels_first')": ((((2, 8, 9, 6), "float32"),), None),
    "ops.kron(x, y)": ((((2, 3), "float32"), ((4, 5, 6), "float32")), WRONG_BEFOREHAND),
    "ops.kron(y, x)": ((((2,), "float32"), ((4, 5, 6), "float32")), WRONG_BEFOREHAND),
    "ops.view(x, 'int8')": ((((2, 4), "float32"),), None),
    "ops.view(x, 'int32')": ((((2, 4), "int8"),), None),
    "ops.view(x, 'bool')": ((((2, 4), "int8"),), None),
    "ops.view(x, 'bfloat16')": ((((2, 4), "float32"),), None),
    "ops.view(x, dtype='int16')": ((((2, 3), "int8"),), REFUSED_BEFOREHAND),
    "ops.linspace(x, y, num=7, retstep=True)": ((((2, 4), "float32"), ((4,), "float32")), REFUSED_BEFOREHAND),
    "ops.slogdet(x)": ((((2, 3, 3), "float32"),), WRONG_BEFOREHAND),
    "ops.multi_hot(x, 5)": ((((2, 3, 4), "int32"),), None),
    "ops.multi_hot(x, 5, axis=0)": ((((2, 3), "int32"),), None),
    "ops.multi_hot(x, 5, axis=1)": ((((2, 3, 4), "int32"),), None),
    "ops.multi_hot(x, 5, -1)": ((((4,), "int32"),), None),
}
NAMES = ("x", "y")


def shapes(value: object) -> object:
    """Tuples of shapes; None for what is not known."""
    content = value.content if isinstance(value, List) else value
    if isinstance(content, (tuple, list)):
        return [shapes(item) for item in content]
    if isinstance(value, (Tensor, KerasTensor)):
        return None if isinstance(value.shape, Unknown) else tuple(value.shape)
    assert isinstance(value, Unknown), value
    return None


def real(expression: str, specs: list[KerasTensor], traced: bool) -> object:
    """What Keras gives; None where it refuses."""

    def function(*given: object) -> object:
        return eval(expression, {"ops": keras.ops, **dict(zip(NAMES, given, strict=False))})

    try:
        return shapes(compute_output_spec(function, *specs) if traced else function(*specs))
    except (ValueError, TypeError):
        return None


def program(expression: str, given: tuple[tuple[Shape, str], ...]) -> dict[str, object]:
    names = ", ".join(NAMES[: len(given)])
    makes = "\n".join(
        f"{name} = keras.Input(batch_shape={shape}, dtype={dtype!r})"
        for name, (shape, dtype) in zip(NAMES, given, strict=False)
    )
    return values(f"""
import keras
from keras import ops
class Own(keras.layers.Layer):
    def call(self, {names}):
        return {expression}
{makes}
inside = Own()({names})
outside = {expression}
""")


@pytest.mark.parametrize("expression", CASES)
def test_inside_and_outside(expression: str) -> None:
    given, beforehand = CASES[expression]
    specs = [KerasTensor(shape, dtype=dtype) for shape, dtype in given]
    found = program(expression, given)
    inside, outside = real(expression, specs, True), real(expression, specs, False)
    if given[0][0][0] is None:
        assert isinstance(found["inside"], Tensor)
        assert [len(found["inside"].shape), *found["inside"].shape[1:]] == [len(inside), *inside[1:]]  # type: ignore[arg-type,index]
    else:
        assert shapes(found["inside"]) == inside
    said = shapes(found["outside"])
    if beforehand is None:
        assert said == outside == inside
    else:
        assert (outside is None) == (beforehand == REFUSED_BEFOREHAND)
        assert outside != inside or inside is None
        assert said is None or None in said  # type: ignore[operator]


def test_numbers_are_computed_at_once() -> None:
    found = values("from keras import ops\npoints, step = ops.linspace(0.0, 1.0, 7, retstep=True)")
    points, step = keras.ops.linspace(0.0, 1.0, 7, retstep=True)
    assert (found["points"].shape, found["step"].shape) == (tuple(points.shape), tuple(step.shape))


def test_the_step_of_a_single_number_has_the_shape_that_the_backend_likes() -> None:
    found = values("import numpy as np\nfrom keras import ops\nstep = ops.linspace(np.zeros(4), 1.0, 1, True, True)[1]")
    assert isinstance(found["step"].shape, Unknown)
