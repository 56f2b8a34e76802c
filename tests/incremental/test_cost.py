"""What an edit costs in queries and steps of the interpreter: neither grows with the file. No seconds are counted."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.incremental.check import Session

HEAD = """\
from keras import Input, Model
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten

"""
MODEL = """
def build_{number}(width={width}):
    inputs = Input((32, 32, 3))
    x = Conv2D(width, 3)(inputs)
    x = Flatten()(x)
    return Model(inputs, Dense(10)(x))


model_{number} = Sequential()
model_{number}.add(Conv2D({width}, (3, 3), input_shape=(32, 32, 3)))
model_{number}.add(Flatten())
model_{number}.add(Dense(10))

"""
EDITS = {
    "a digit in a function": ("    x = Conv2D(width, 3)", "    x = Conv2D(width, 5)"),
    "a digit in the last layer": (".add(Dense(10))", ".add(Dense(11))"),
    "a digit in the first layer": ("input_shape=(32, 32, 3)", "input_shape=(48, 32, 3)"),
    "a half-typed argument": (".add(Dense(10))", ".add(Dense(10, activ))"),
    "a comment": ("model_{number} = ", "# about it\nmodel_{number} = "),
}


def cost(models: int, edited: int, old: str, new: str) -> Counter[str]:
    """What an edit in one of so many models costs."""
    parts = [MODEL.format(number=number, width=8 + number) for number in range(models)]
    session = Session()
    session.shows(HEAD + "".join(parts))
    old, new = old.replace("{number}", str(edited)), new.replace("{number}", str(edited))
    assert old in parts[edited]
    parts[edited] = parts[edited].replace(old, new)
    return Counter(session.cost(HEAD + "".join(parts)))


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_costs_as_much_in_a_long_file_as_in_a_short_one(edit: str) -> None:
    old, new = EDITS[edit]
    assert cost(40, 20, old, new) == cost(2, 1, old, new)


def test_a_digit_in_a_function_runs_that_function() -> None:
    found = cost(40, 20, *EDITS["a digit in a function"])
    del found["interpreter_steps"]
    assert found == {"definitions_lowered": 1, "entry_points_run": 1, "drawings_run": 1}


def test_the_last_layer_of_a_stack_does_not_run_the_others() -> None:
    found = cost(40, 20, *EDITS["a digit in the last layer"])
    del found["interpreter_steps"]
    assert found == {"definitions_lowered": 1, "definitions_run": 1, "drawings_run": 1}


def test_the_first_layer_of_a_stack_runs_those_behind_it_and_no_other_model() -> None:
    found = cost(40, 20, *EDITS["a digit in the first layer"])
    del found["interpreter_steps"]
    assert found == {"definitions_lowered": 1, "definitions_run": 3, "drawings_run": 3}


REGISTRY = """\
from keras import Sequential
from keras.layers import Conv2D, Input

BUILDERS = {}


def register(function):
    BUILDERS[function.__name__] = function
    return function

"""
REGISTERED = """
@register
def build_{number}():
    return Sequential([Input((8, 8, 3)), Conv2D({width}, 3)])

"""


def cost_of_a_registered_builder(builders: int, edited: int) -> Counter[str]:
    """What a digit costs in one of so many functions that enter themselves in a registry."""
    widths = [8 + number for number in range(builders)]
    session = Session()

    def text() -> str:
        parts = (REGISTERED.format(number=number, width=width) for number, width in enumerate(widths))
        return REGISTRY + "".join(parts)

    session.shows(text())
    widths[edited] = 99
    return Counter(session.cost(text()))


def test_a_builder_in_a_registry_costs_no_other_builder() -> None:
    found = cost_of_a_registered_builder(40, 20)
    assert found == cost_of_a_registered_builder(2, 1)
    del found["interpreter_steps"]
    assert found == {"definitions_lowered": 1, "entry_points_run": 1, "drawings_run": 1}
