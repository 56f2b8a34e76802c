"""The only code of this suite that touches the API: one expression, through layerhints and through real Keras."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import keras
from keras import KerasTensor

from layerhints.algebra import Expression, Unknown
from layerhints.interp import analyse
from layerhints.libraries import LIBRARIES
from layerhints.libraries.keras.ops.types import tensor_type
from layerhints.syntax import read
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

Shape = tuple[int | None, ...]
REFUSALS = (
    ValueError, TypeError, IndexError, KeyError, AttributeError, ZeroDivisionError, AssertionError, RuntimeError,
)  # fmt: skip
"""What Keras and jax raise when arguments do not go together."""


@dataclass(frozen=True)
class Call:
    """An expression over symbolic tensors that are named in `tensors`, with shape and dtype."""

    expression: str
    tensors: dict[str, tuple[Shape, str]]


class Host:
    """A world without files."""

    def source(self, name: str, importer: str) -> None:
        return None

    def distribution(self, name: str) -> None:
        return None

    def keras_configuration(self) -> dict[str, object]:
        return {}

    def module_name(self, file: str) -> str:
        return "program"

    def search(self, file: str, pattern: Any) -> None:
        return None


def values(source: str) -> dict[str, Any]:
    """The module-level names of a program."""
    return analyse(Host(), LIBRARIES, "program.py", read(source)).values


def ours(call: Call) -> Any:
    lines = ["import keras", "from keras import ops, random"]
    for name, (shape, dtype) in call.tensors.items():
        lines.append(f"{name} = keras.Input(batch_shape={shape!r}, dtype={dtype!r})")
    return values("\n".join([*lines, f"result = {call.expression}"]))["result"]


def theirs(call: Call) -> Any:
    """What Keras gives; the exception that it raises."""
    keras.backend.clear_session(free_memory=False)
    names = {name: KerasTensor(shape, dtype=dtype) for name, (shape, dtype) in call.tensors.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return eval(call.expression, {"keras": keras, "ops": keras.ops, "random": keras.random, **names})
        except REFUSALS as refusal:
            return refusal


def check(call: Call, followed: bool = True) -> None:
    """The shapes, the structure, the dtype and the name are Keras's; where Keras refuses, no shape is given.

    With `followed`, nothing is unknown where all the sizes that go in and come out are numbers.
    """
    expected, found = theirs(call), ours(call)
    if isinstance(expected, Exception):
        # What Keras refuses for an open size alone may be given a formula: test_soundness judges those.
        closed = all(None not in shape for shape, _ in call.tensors.values())
        assert not closed or not _claims(found), f"{call}: Keras raises {expected}, but it is {_shown(found)}"
        return
    exact = followed and all(None not in shape for shape, _ in call.tensors.values())
    _compare(call, expected, found, exact)


def _claims(value: Any) -> bool:
    """Is a shape given?"""
    if isinstance(value, (tuple, List)):
        return any(map(_claims, _members(value)))
    return isinstance(value, Tensor) and not isinstance(value.shape, Unknown)


def _members(value: Any) -> tuple[Any, ...]:
    content = value.content if isinstance(value, List) else value
    return content if isinstance(content, tuple) else ()


def _shown(value: Any) -> Any:
    return [_shown(item) for item in _members(value)] if isinstance(value, (tuple, List)) else value.shape


def _compare(call: Call, expected: Any, found: Any, exact: bool) -> None:
    if isinstance(expected, (list, tuple)):
        if isinstance(found, (tuple, List)):
            assert len(_members(found)) == len(expected), f"{call}: {len(_members(found))} results, not {len(expected)}"
            for one, other in zip(expected, _members(found), strict=True):
                _compare(call, one, other, exact)
            return
        assert not exact and not _claims(found), f"{call}: one result, not {len(expected)}"
        return
    assert isinstance(found, Tensor), f"{call}: gives {found}"
    shape = tuple(expected.shape)
    if isinstance(found.shape, Unknown):
        assert not exact or None in shape, f"{call}: {shape} is not known: {found.shape.reason}"
        return
    assert len(found.shape) == len(shape), f"{call}: {found.shape}, in Keras {shape}"
    for size, real in zip(found.shape, shape, strict=True):
        _compare_size(call, size, real, exact, f"{call}: {found.shape}, in Keras {shape}")
    _compare_type(call, expected, found)
    operation = getattr(getattr(expected, "_keras_history", None), "operation", None)
    if operation is not None:
        name = getattr(getattr(found.tag, "operation", None), "name", None)
        assert name == operation.name, f"{call}: named {name}, in Keras {operation.name}"


def _compare_size(call: Call, size: Any, real: int | None, exact: bool, message: str) -> None:
    if isinstance(size, Unknown):
        assert real is None or not exact, message
    elif real is not None:
        assert size == real or (isinstance(size, Expression) and not exact), message


def _compare_type(call: Call, expected: Any, found: Tensor) -> None:
    dtype = tensor_type(found)
    if isinstance(dtype, str):
        real = keras.backend.standardize_dtype(expected.dtype)
        assert dtype == real, f"{call}: {dtype}, in Keras {real}"
