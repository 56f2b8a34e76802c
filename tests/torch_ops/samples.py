"""Torch's own sample inputs of its operations, and every public function that they call on the way."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.testing._internal.common_methods_invocations import op_db

from .check import REFUSALS, Call, Dtype, Given

PLACES = ("torch.linalg", "torch.fft", "torch.special", "torch.nn.functional", "torch")
TYPES = (torch.float32, torch.complex64, torch.int64, torch.bool)
"""The types of numbers that samples are made of: the first that the operation takes."""
ENTRIES = {"-".join(filter(None, (entry.name, entry.variant_test_name))): entry for entry in op_db}


@dataclass(frozen=True)
class Sample:
    """A call that torch made, and what came out: the result, or the exception."""

    call: Call
    result: Any


@cache
def names() -> dict[Callable[..., Any], str]:
    """What programs call each function: `torch.linalg.svd`, `Tensor.add`."""
    found: dict[Callable[..., Any], str] = {}
    for place in PLACES:
        module: Any = torch
        for part in place.split(".")[1:]:
            module = getattr(module, part)
        for name, value in vars(module).items():
            if callable(value) and not isinstance(value, type) and not name.startswith("_"):
                found.setdefault(value, f"{place}.{name}")
    for name in dir(torch.Tensor):
        value = getattr(torch.Tensor, name)
        if callable(value) and not name.startswith("_"):
            found.setdefault(value, f"Tensor.{name}")
    return found


class Unplain(Exception):
    """An argument that is no tensor, number, text, or sequence of them."""


def given(value: Any) -> Any:
    """An argument as the tests write it."""
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided:
            raise Unplain
        return Given(tuple(value.shape), str(value.dtype).removeprefix("torch."))
    if isinstance(value, torch.dtype):
        return Dtype(str(value).removeprefix("torch."))
    if value is None or value is ... or isinstance(value, (bool, int, float, complex, str)):
        return value
    if isinstance(value, (tuple, list)):
        return [given(item) for item in value] if isinstance(value, list) else tuple(map(given, value))
    raise Unplain


class Recorder(TorchFunctionMode):
    """Writes down the outermost calls of public functions whose arguments are plain."""

    def __init__(self) -> None:
        super().__init__()
        self.samples: list[Sample] = []

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        keywords = kwargs or {}
        name = names().get(function)
        try:
            call = name and Call(name, tuple(map(given, args)), {key: given(item) for key, item in keywords.items()})
        except Unplain:
            call = None
        try:
            result = function(*args, **keywords)
        except REFUSALS as refusal:
            if call:
                self.samples.append(Sample(call, refusal))
            raise
        if call:
            self.samples.append(Sample(call, without_numbers(result)))
        return result


def without_numbers(result: Any) -> Any:
    """The result with tensors that have no memory: a later call may write into the real ones."""
    if isinstance(result, torch.Tensor):
        return result.detach().to("meta")
    return type(result)([*map(without_numbers, result)]) if isinstance(result, (list, tuple)) else result


def samples(entry: Any) -> Iterator[Sample]:
    """The calls of an operation, as a function, as a method, and in place."""
    dtype = next((dtype for dtype in TYPES if dtype in entry.dtypes), None)
    if dtype is None:
        return
    seen: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for sample in entry.sample_inputs("cpu", dtype):
            for variant in (entry.op, entry.method_variant, entry.inplace_variant):
                if variant is None:
                    continue
                written = variant is entry.inplace_variant and isinstance(sample.input, torch.Tensor)
                with Recorder() as recorder, suppress(REFUSALS):
                    variant(sample.input.clone() if written else sample.input, *sample.args, **sample.kwargs)
                for found in recorder.samples:
                    if repr(found.call) not in seen:
                        seen.add(repr(found.call))
                        yield found
