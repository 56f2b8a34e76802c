"""How what comes out is nested: torch's tuples, and None where there is no tensor."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings

from layerhints.algebra import Unknown
from layerhints.rules import Several

from . import check, torch_oracle
from .check import Configuration, Tensor

pytestmark = pytest.mark.oracle

NESTED = ("GRU", "LSTM", "LSTMCell", "MultiheadAttention", "RNN")


@pytest.mark.parametrize("name", NESTED)
def test_the_output_is_nested_as_in_torch(name: str) -> None:
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(check.configurations(name).CONFIGURATIONS[name])
    def agrees(drawn: Configuration) -> None:
        try:
            theirs = torchs(drawn)
        except torch_oracle.REFUSALS:
            return
        assert arranged(ours(drawn)) == theirs

    agrees()


def torchs(drawn: Configuration) -> Any:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        module = drawn.layer.make(torch_oracle.make)
        keywords = {name: torch_oracle.real(value) for name, value in drawn.keywords.items()}
        return nested(module(*map(torch_oracle.real, drawn.inputs), **keywords))


def nested(result: Any) -> Any:
    """A tensor as its shape, a tuple as a list."""
    if isinstance(result, torch.Tensor):
        return tuple(result.shape)
    return None if result is None else list(map(nested, result))


def ours(drawn: Configuration) -> Any:
    layer = check.bind(drawn.layer).layer
    bound = inspect.signature(layer.forward).bind(
        *map(shape_of, drawn.inputs), **{name: shape_of(value) for name, value in drawn.keywords.items()}
    )
    called, x = layer.forward(*bound.args, **bound.kwargs)
    return called.apply(x).outputs


def shape_of(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.shape
    return Several(map(shape_of, value)) if isinstance(value, (list, tuple)) else value


def arranged(structure: Any) -> Any:
    """A shape as a tuple of sizes, several of them as a list."""
    if isinstance(structure, Several):
        return list(map(arranged, structure))
    assert not isinstance(structure, Unknown)
    return structure
