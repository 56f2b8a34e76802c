"""What `get_config` gives, entry by entry, is what real Keras gives; `from_config` makes an equal layer of it."""

from __future__ import annotations

import warnings
from operator import attrgetter
from typing import Any

import keras
import pytest
from tests.layers import check as layers
from tests.layers.keras_oracle import keras_layer

from layerhints.algebra import Unknown
from layerhints.libraries.keras.configurations import Kept
from layerhints.libraries.keras.layers import rule
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.rules.examples import Example, examples

EXAMPLES = [
    example
    for name in layers.LAYERS
    for example in examples(rule(name) or object)
    if not example.problem and hasattr(keras.layers, name) and name not in layers.NEED_TENSORFLOW
]
EACH = pytest.mark.parametrize("example", EXAMPLES, ids=attrgetter("text"))


def values(example: Example) -> dict[str, Any]:
    """The names of a program that asks a layer for its configuration and makes another one of it."""
    call = example.text.partition("): ")[0] + ")"
    project = Project({})
    source = (
        f"from keras.layers import *\nlayer = {call}\nconfig = layer.get_config()\n"
        "again = layer.__class__.from_config(layer.get_config())\n"
    )
    project.open("/program/main.py", Text(source))
    return project.view("/program/main.py").analysis.values


@EACH
def test_entries(example: Example) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        truth = example.layer.make(keras_layer).get_config()
    found = values(example)["config"].content
    assert not isinstance(found, Unknown), found.reason
    spelt = {name: value for name, value in found.items() if not isinstance(value, (Unknown, Kept))}
    wrong = [name for name in spelt.keys() & truth.keys() if name != "name" and spelt[name] != as_tuples(truth[name])]
    assert not wrong, [(name, spelt[name], truth[name]) for name in wrong]
    missing = {name for name in truth.keys() - found.keys() if truth[name] is not None}
    assert missing <= {"data_format"}  # which some layers of pictures write down and do not take


@EACH
def test_an_equal_layer_is_made_of_it(example: Example) -> None:
    known = values(example)
    layer, again = known["layer"].hidden, known["again"].hidden
    assert again["name"] == layer["name"]
    inputs = example.inputs
    several = example.layer.name in layers.MERGING
    first, second = (layers.apply(each["rule"], inputs, several) for each in (layer, again))
    assert [weight.shape for weight in second.weights] == [weight.shape for weight in first.weights]
    assert layers.shown_shapes(second) == layers.shown_shapes(first)


def as_tuples(value: Any) -> Any:
    return tuple(map(as_tuples, value)) if isinstance(value, (list, tuple)) else value
