"""What a layer has under the name of one of its arguments is what real Keras has there, or is not known."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from layerhints.interp.builtins.constants import NotConstant, constant
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.rules.examples import examples

from . import check

pytestmark = pytest.mark.oracle

OF_A_PROGRAM = {"name", "trainable"}
"""Who makes a layer says these, or they are counted out."""
EXAMPLES = [
    (name, f"{example.text.rsplit('): ', 1)[0]})", example.inputs)
    for name in check.LAYERS
    if name not in (*check.NEED_TENSORFLOW, *check.FOREIGN, *check.ABSTRACT)
    for declared in [check.rule(name)]
    if declared is not None
    for example in examples(declared)
    if " !! " not in example.text
]


@pytest.mark.parametrize(("name", "call", "inputs"), EXAMPLES)
def test_attributes_are_those_of_keras(name: str, call: str, inputs: tuple[Any, ...]) -> None:
    several = len(inputs) != 1 or name in check.MERGING
    shapes = [tuple(None if isinstance(size, str) else size for size in shape[1:]) for shape in inputs]
    given = ", ".join(f"layers.Input({shape!r})" for shape in shapes)
    made = f"layer = {call}\n"
    for program in (made, f"{made}layer({f'[{given}]' if several else given})\n"):
        names: dict[str, Any] = {**vars(keras.layers), "layers": keras.layers}
        try:
            exec(program, names)
        except (ValueError, TypeError):  # several inputs that are no list, or sizes that stay open
            continue
        declared = check.rule(name)
        assert declared is not None
        for field in declared.fields.keys() - OF_A_PROGRAM:
            real = getattr(names["layer"], field, NotImplemented)
            ours = read(program, field)
            if real is not NotImplemented and ours is not NotImplemented and not callable(real):
                assert plain(ours) == plain(real), (program, field)


def read(program: str, name: str) -> Any:
    """What our program reads; NotImplemented where it is no constant or not known."""
    project = Project({})
    imports = "from keras import layers\nfrom keras.layers import *\n"
    project.open("/project/made.py", Text(f"{imports}{program}a = layer.{name}\n"))
    try:
        return constant(project.view("/project/made.py").analysis.values.get("a", NotImplemented))
    except NotConstant:
        return NotImplemented


def plain(value: Any) -> Any:
    return tuple(map(plain, value)) if isinstance(value, (list, tuple)) else value
