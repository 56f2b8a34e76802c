"""The ways in which drawn calls of keras.ops are compared, for the tests and for a longer run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from tests.keras_ops import neural, numeric
from tests.keras_ops.check import Call, Outcome, Shape, check, check_values
from tests.keras_ops.draw import FAMILIES, UNFOLLOWED, Draw

Drawer = Callable[[Any], Any]
Judge = Callable[[], Outcome]
MODULES = (neural, numeric)
INTEGER = re.compile(r"(?<![\w.])-?\d+(?![\w.])")


def as_drawn(name: str, draw: Drawer) -> tuple[Call, Judge]:
    """The call, perhaps with open sizes."""
    call = FAMILIES[name](Draw(draw, holes=draw(st.booleans())), name)
    return call, lambda: check(call, followed=name not in UNFOLLOWED)


def by_value(name: str, draw: Drawer) -> tuple[Any, Judge]:
    """The call with open sizes, against Keras with the numbers that were there."""
    call = FAMILIES[name](Draw(draw, holes=False), name)
    # The batch of all inputs of a model is the same.
    batch = next((shape[0] for shape, _ in call.tensors.values() if shape), None)
    opened = {
        each: (
            tuple(
                None if (axis or size == batch) and draw(st.booleans()) else size for axis, size in enumerate(shape)
            ),
            dtype,
        )
        for each, (shape, dtype) in call.tensors.items()
    }
    return (call, opened), lambda: check_values(call, opened)


def broken(name: str, draw: Drawer) -> tuple[Call, Judge]:
    """The call with a tensor of another shape, or with another number in it."""
    call = FAMILIES[name](Draw(draw, holes=False), name)
    numbers = list(INTEGER.finditer(call.expression))
    if call.tensors and not (numbers and draw(st.booleans())):
        tensor = draw(st.sampled_from(sorted(call.tensors)))
        shape, dtype = call.tensors[tensor]
        changed = Call(call.expression, {**call.tensors, tensor: (other_shape(shape, draw), dtype)})
    elif numbers:
        place = draw(st.sampled_from(numbers))
        # An array in the call stays one that can be made.
        before, _, inside = call.expression[: place.start()].rpartition("ops.zeros(")
        other = str(draw(st.integers(0 if before and ")" not in inside else -3, 9)))
        changed = Call(call.expression[: place.start()] + other + call.expression[place.end() :], call.tensors)
    else:
        changed = call
    return changed, lambda: check(changed, followed=False)


def other_shape(shape: Shape, draw: Drawer) -> Shape:
    """The shape with an axis more or less, or with another size."""
    kind = draw(st.sampled_from(["more", "fewer", "other"])) if shape else "more"
    axis = draw(st.integers(0, max(len(shape) - 1, 0)))
    if kind == "more":
        return (*shape[:axis], draw(st.integers(1, 6)), *shape[axis:])
    return (*shape[:axis], *((draw(st.integers(1, 6)),) if kind == "other" else ()), *shape[axis + 1 :])


COMPARISONS: dict[str, tuple[Callable[[str], Callable[[Drawer], tuple[Any, Judge]]], str]] = {
    "Functions of keras.ops": (
        lambda name: lambda draw: as_drawn(name, draw),
        "Shapes, structure, dtype and the name of the operation; half of the calls have open sizes.",
    ),
    "Functions on open sizes": (
        lambda name: lambda draw: by_value(name, draw),
        "What we say of open sizes, with numbers in their place, against what Keras says of these numbers.",
    ),
    "Broken calls of functions": (
        lambda name: lambda draw: broken(name, draw),
        "A tensor of another shape, or another number in the call.",
    ),
}


def by_module(tallies: Mapping[str, Any], total: Callable[[], Any]) -> dict[str, Any]:
    """Tallies of functions added up by the module that they belong to."""
    found: dict[str, Any] = {}
    for name, tally in tallies.items():
        module = name.partition(".")[0] if "." in name else _area(name)
        found.setdefault(module, total()).add(tally)
    return dict(sorted(found.items()))


def _area(name: str) -> str:
    return "ops.numpy" if FAMILIES[name].__module__ == numeric.__name__ else "ops.nn, linalg, core"
