"""What programs can call exists in torch, under its name, and takes every argument that torch takes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from layerhints.libraries.torch.ops.kernel import IGNORED, Kind
from layerhints.libraries.torch.ops.members import FFT, FUNCTIONAL, LINALG, METHODS, PROPERTIES, SPARSE, SPECIAL, TORCH
from layerhints.values.objects import Native

PLACES: dict[str, tuple[Any, dict[str, Native]]] = {
    "torch": (torch, TORCH),
    "torch.nn.functional": (torch.nn.functional, FUNCTIONAL),
    "torch.linalg": (torch.linalg, LINALG),
    "torch.fft": (torch.fft, FFT),
    "torch.sparse": (torch.sparse, SPARSE),
    "torch.special": (torch.special, SPECIAL),
    "Tensor": (torch.Tensor, {name: native for name, native in METHODS.items() if not name.endswith("_")}),
}
OF_SYNTAX = ("getitem", "setitem")
NAMES = [f"{place}.{name}" for place, (_, members) in PLACES.items() for name in members if name not in OF_SYNTAX]
SCHEMAS = {"torch.linalg": "linalg_", "torch.fft": "fft_", "torch.special": "special_"}
"""What torch puts before the names of a module's operations where it keeps their schemas."""
OF_OTHERS = {
    "cholesky_solve": {"input2"}, "isin": {"test_element"}, "tensor_split": {"tensor_indices_or_sections"},
    "result_type": {"tensor", "other"}, "view_copy": {"dtype"}, "elu_": {"scale", "input_scale"},
}  # fmt: skip
"""Parameters of other overloads, which nobody passes by name."""


@pytest.mark.parametrize("name", sorted(NAMES))
def test_signature(name: str) -> None:
    place, _, own = name.rpartition(".")
    owner, members = PLACES[place]
    real = getattr(owner, own)
    kind = members[own].implementation.__self__  # type: ignore[attr-defined]
    assert isinstance(kind, Kind)
    signature = kind.signature
    if signature.variadic or signature.takes_options:
        return
    ours = {*signature.named, *IGNORED}
    theirs = parameters(real, SCHEMAS.get(place, "") + own) - OF_OTHERS.get(own, set())
    assert theirs <= ours, f"{name} takes {sorted(theirs - ours)}, too"


def parameters(real: Any, name: str) -> set[str]:
    """The names of the parameters behind the first, of every overload on tensors."""
    try:
        found = [*inspect.signature(real).parameters.values()]
    except (ValueError, TypeError):
        return {each for overload in overloads(name) for each in overload[1:] if each != "self"}
    plain = {each.name for each in found[1:] if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)}
    return {each for each in plain if not each.startswith("_")}


def overloads(name: str) -> Iterator[list[str]]:
    for schema in torch._C._jit_get_schemas_for_operator(f"aten::{name}"):
        variant = schema.overload_name
        first = schema.arguments[0] if schema.arguments else None
        on_tensors = first is not None and (str(first.type) == "Tensor" or first.name == "tensors")
        if on_tensors and "ame" not in variant:
            yield [argument.name for argument in schema.arguments if not argument.is_out]


@pytest.mark.parametrize("name", sorted(name for name in METHODS if name not in OF_SYNTAX))
def test_method(name: str) -> None:
    assert hasattr(torch.Tensor, name)


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_attribute(name: str) -> None:
    assert hasattr(torch.Tensor, name)
