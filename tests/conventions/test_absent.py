"""Imports that the installed Keras 3.15.1 refuses, where the program has another way: the way that it takes."""

from __future__ import annotations

import sys

import pytest

from .check import read, run

INSTALLED = {"VIRTUAL_ENV": sys.prefix}
IMPORTS = (
    "from keras.layers import Nope",
    "from keras.layers import Dense, Nope",
    "from keras.layers import ThresholdedReLU",
    "from keras.layers import Merge",
    "from keras.layers import merge",
    "from keras.layers import BatchNormalization",
    "from keras.layers import GroupQueryAttention",
    "from keras.layers import *",
    "from keras.layers.merge import concatenate",
    "from keras.layers.core import *",
    "from keras.layers.normalization import BatchNormalization",
    "from keras.engine.topology import Layer",
    "from keras.legacy.layers import Layer",
    "from keras.utils import np_utils",
    "from keras.utils import to_categorical",
    "from keras.utils.np_utils import to_categorical",
    "from keras.optimizers import Adam",
    "from keras.nowhere import thing",
    "from keras import Nope",
    "from keras import layers, Nope",
    "from keras import ops",
    "from keras.src.layers.core.dense import Dense",
    "import keras.layers.core",
    "import keras.layers as L",
    "import keras.nowhere",
    "import keras.nowhere as nowhere",
)


def program(statement: str, handler: str) -> str:
    return f"""
from keras import Input, Model
from keras.layers import Dense
try:
    {statement}
    units = 3
except {handler}:
    units = 5
x = Input((7,))
model = Model(x, Dense(units)(x))
"""


@pytest.mark.parametrize("statement", IMPORTS)
def test_way_that_is_taken(statement: str) -> None:
    source = program(statement, "ImportError")
    assert read(source, variables=INSTALLED).models["model"]["output"] == [None, run(source)["units"]]


@pytest.mark.parametrize("handler", ["ModuleNotFoundError", "Exception", "(KeyError, ImportError)"])
@pytest.mark.parametrize("statement", ["import keras.nowhere", "from keras.layers.merge import concatenate"])
def test_a_missing_module_has_an_exception_of_its_own(statement: str, handler: str) -> None:
    source = program(statement, handler)
    assert run(source)["units"] == 5
    assert read(source, variables=INSTALLED).models["model"]["output"] == [None, 5]


def test_where_keras_is_not_installed_no_name_is_refused() -> None:
    found = read(program("from keras.layers import Nope", "ImportError"))
    assert found.problems == []
    assert found.models["model"]["output"] == [None, 3]


def test_without_another_way_the_names_beside_it_are_there() -> None:
    source = """
from keras import Input, Model
from keras.layers import Dense, Nope
x = Input((3,))
model = Model(x, Dense(4)(x))
"""
    found = read(source, variables=INSTALLED)
    assert found.problems == []
    assert found.models["model"]["output"] == [None, 4]
