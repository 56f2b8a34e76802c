"""The declared fields are the signatures of the real classes: names, order and defaults."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import pytest

from layerhints.libraries.keras.layers import ALIASES, rule
from layerhints.rules.fields import REQUIRED, Field, MarginsField, SizesField

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
