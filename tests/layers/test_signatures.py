"""The declared fields are the signatures of the real classes: names, order and defaults."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import keras
import pytest

from layerhints.libraries.keras.compiling import LOSSES, METRICS, OPTIMIZERS
from layerhints.libraries.keras.layers import ALIASES, CLASS_NAMES, NAMES, rule
from layerhints.libraries.keras.mistaken import TAKING_MORE
from layerhints.libraries.keras.modules import KerasModule
from layerhints.libraries.keras.trainer_calls import FORMER, KEYWORDS
from layerhints.rules.field import REQUIRED, Field
from layerhints.rules.fields import MarginsField, SizesField

from . import check

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("name", check.LAYERS)
def test_fields_are_the_signature(name: str) -> None:
    declared = rule(name)
    assert declared is not None
    ours = [
        (field.name, comparable(field.default, field, declared.rank))
        for field in declared.fields.values()
        if not field.keyword_only
    ]
    theirs = [
        (parameter.name, comparable(default_of(parameter), declared.fields.get(parameter.name), declared.rank))
        for parameter in list(inspect.signature(getattr(keras.layers, name).__init__).parameters.values())[1:]
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    assert ours == theirs


NOT_LAYERS = {"Input", "InputSpec", "Lambda", "Layer"}
"""Classes and functions of `keras.layers` with a capital that no rule stands for: the interpreter runs what they do."""


def test_every_public_layer_has_a_rule() -> None:
    public = {name for name in dir(keras.layers) if name[0].isupper()}
    assert public - NOT_LAYERS == set(NAMES)


@pytest.mark.parametrize("name", [*NAMES])
def test_the_class_has_the_name_that_keras_shows(name: str) -> None:
    name = ALIASES.get(name, name)
    assert getattr(keras.layers, name).__name__ == CLASS_NAMES.get(name, name)


CALLED = [name for name in check.LAYERS if hasattr(rule(name), "calling")]


@pytest.mark.parametrize("name", CALLED)
def test_callings_are_the_signature_of_call(name: str) -> None:
    calling = rule(name).calling  # type: ignore[union-attr]
    theirs = list(inspect.signature(getattr(keras.layers, name).call).parameters.values())[1:]
    named = [parameter for parameter in theirs if parameter.kind is not parameter.VAR_KEYWORD]
    assert list(calling.parameters) == [parameter.name for parameter in named]
    defaults = {parameter.name: parameter.default for parameter in theirs}
    assert {flag: defaults[flag] for flag in calling.flags} == dict(calling.flags)
    assert set(calling.tensors) <= set(calling.parameters)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in CALLED and name not in TAKING_MORE])
def test_all_other_layers_are_called_on_one_tensor(name: str) -> None:
    name = ALIASES.get(name, name)
    parameters = list(inspect.signature(getattr(keras.layers, name).call).parameters)[1:]
    several = hasattr(rule(name), "inputs_needed") or hasattr(rule(name), "calling")
    assert several or set(parameters[1:]) <= {"training"}


@pytest.mark.parametrize("alias", ALIASES)
def test_aliases_name_the_same_class(alias: str) -> None:
    assert getattr(keras.layers, alias) is getattr(keras.layers, ALIASES[alias])


def default_of(parameter: inspect.Parameter) -> Any:
    return REQUIRED if parameter.default is parameter.empty else parameter.default


def comparable(default: Any, field: Field | None, rank: int) -> Any:
    """A number that stands for all axes is the same as the tuple of it."""
    if isinstance(field, SizesField) and isinstance(default, int):
        return (default,) * rank
    if isinstance(field, MarginsField) and default is not REQUIRED:
        items = default if isinstance(default, tuple) else (default,) * (2 if rank == 1 else rank)
        return tuple(items) if rank == 1 else tuple(item if isinstance(item, tuple) else (item, item) for item in items)
    return default


@pytest.mark.parametrize("module", [keras, keras.layers, keras.models])
def test_no_name_of_keras_is_taken_for_a_misspelt_one(module: ModuleType) -> None:
    described = KerasModule(module.__name__, module.__name__.partition(".")[2])
    assert {name: described.meant(name) for name in dir(module)} == dict.fromkeys(dir(module))


def test_words_for_training_are_those_of_keras() -> None:
    for word in LOSSES:
        assert keras.losses.get(word) is not None
    for word in METRICS - LOSSES - {"acc", "accuracy", "ce", "crossentropy"}:  # those `compile` reads itself
        assert keras.metrics.get(word) is not None
    for word in OPTIMIZERS:
        assert keras.optimizers.get(word) is not None


def test_calls_of_models_take_what_keras_lets_them_take() -> None:
    for name, known in KEYWORDS.items():
        parameters = inspect.signature(getattr(keras.Model, name)).parameters
        assert [parameter for parameter in parameters if parameter not in ("self", "kwargs")] == [*known]
    for name in FORMER:
        assert not hasattr(keras.Model, name)
