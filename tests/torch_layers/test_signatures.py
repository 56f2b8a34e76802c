"""The declared fields and `forward` are the signatures of the real classes: names, order and defaults."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

import pytest
from typing_extensions import get_overloads

from layerhints.libraries.torch.layers import ABSTRACT, rule
from layerhints.libraries.torch.places import place_of
from layerhints.rules.field import REQUIRED

from . import check
from .torch_oracle import class_of

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_fields_are_the_signature(family: str, name: str) -> None:
    assert_same_parameters(rule(name), class_of(name))


@pytest.mark.parametrize("name", sorted(ABSTRACT))
def test_fields_are_the_signature_of_a_class_to_derive_from(name: str) -> None:
    assert_same_parameters(rule(name), getattr(import_module(place_of(name)), name))


def assert_same_parameters(declared: Any, real: type) -> None:
    ours = [(field.name, field.default, field.keyword_only) for field in declared.fields.values()]
    theirs = [
        (parameter.name, default_of(parameter), parameter.kind is parameter.KEYWORD_ONLY)
        for parameter in signature_of(real).parameters.values()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) and parameter.name != "self"
    ]
    assert ours == theirs


@pytest.mark.parametrize(("family", "name"), check.MODULES, ids=check.NAMES)
def test_forward_has_the_parameters_of_the_real_one(family: str, name: str) -> None:
    ours = inspect.signature(rule(name).forward).parameters.values()
    theirs = inspect.signature(class_of(name).forward).parameters.values()
    assert [(p.name, p.default) for p in ours] == [(p.name, p.default) for p in theirs]


def signature_of(module: type) -> inspect.Signature:
    """The signature of a class; where it takes `*args`, the one that it declares as an overload."""
    overloads = get_overloads(module.__init__)
    return inspect.signature(overloads[0] if overloads else module.__init__)


def default_of(parameter: inspect.Parameter) -> Any:
    return REQUIRED if parameter.default is parameter.empty else parameter.default
