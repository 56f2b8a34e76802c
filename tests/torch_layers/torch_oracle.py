"""Real torch as the judge: what it makes of a module and of tensors."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from layerhints.rules.examples import LayerCall

from .check import Configuration, Tensor

REFUSALS = (
    ValueError,
    TypeError,
    IndexError,
    RuntimeError,
    AssertionError,
    AttributeError,
    NotImplementedError,
    OverflowError,
    ZeroDivisionError,
)
"""What torch raises for calls and shapes that it does not take."""

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """What torch says: shapes that come out, parameters and buffers by name."""

    outputs: tuple[Shape, ...]
    weights: dict[str, Shape]
    buffers: dict[str, Shape]


def make(name: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> nn.Module:
    arguments = {name: real(value) for name, value in keywords.items()}
    module: nn.Module = class_of(name)(*map(real, positional), **arguments)
    return module


def class_of(name: str) -> type[nn.Module]:
    """The real class; one of them is public in its file alone."""
    found: type[nn.Module] = getattr(nn, name, None) or getattr(nn.modules.linear, name)
    return found


def judge(
    layer: LayerCall, inputs: tuple[Any, ...], keywords: Mapping[str, Any], device: str = "cpu", training: bool = True
) -> Verdict:
    """Make the module and apply it. On the device `meta` no array is filled, and some errors are not seen."""
    with warnings.catch_warnings(), torch.device(device), torch.no_grad():
        warnings.simplefilter("ignore")
        module = layer.make(make).train(training)
        tensors = [real(value) for value in inputs]
        result = module(*tensors, **{name: real(value) for name, value in keywords.items()})
    return Verdict(
        outputs=tuple(flat(result)),
        weights={name: tuple(weight.shape) for name, weight in module.named_parameters()},
        buffers={name: tuple(buffer.shape) for name, buffer in module.named_buffers()},
    )


def judge_drawn(drawn: Configuration, device: str) -> Verdict:
    return judge(drawn.layer, drawn.inputs, drawn.keywords, device, drawn.training)


def real(value: Any) -> Any:
    if isinstance(value, Tensor):
        return torch.full(value.shape, value.fill, dtype=getattr(torch, value.dtype))
    if isinstance(value, (list, tuple)):
        return type(value)(map(real, value))
    return value


def flat(result: Any) -> list[Shape]:
    """The shapes of all tensors in a result, in order; None is no tensor."""
    if isinstance(result, torch.Tensor):
        return [tuple(result.shape)]
    if isinstance(result, (list, tuple)):
        return [shape for item in result for shape in flat(item)]
    return []
