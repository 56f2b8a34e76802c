"""The only code of this suite that touches the API: one expression, through layerhints and through real Keras."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import keras
from keras import KerasTensor
from keras.src.backend import compute_output_spec
from tests.nowhere import Nowhere

from layerhints.algebra import Dim, Expression, Unknown, substitute
from layerhints.interp import analyse
from layerhints.libraries import LIBRARIES
from layerhints.libraries.keras.ops.types import tensor_type
from layerhints.syntax import read
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

Shape = tuple[int | None, ...]
REFUSALS = (
    ValueError, TypeError, IndexError, KeyError, AttributeError, ZeroDivisionError, AssertionError, RuntimeError,
    OverflowError,
)  # fmt: skip
"""What Keras and jax raise when arguments do not go together."""


@dataclass(frozen=True)
class Call:
    """An expression over symbolic tensors that are named in `tensors`, with shape and dtype."""

    expression: str
    tensors: dict[str, tuple[Shape, str]]


def values(source: str) -> dict[str, Any]:
    """The module-level names of a program."""
    return analyse(Nowhere(), LIBRARIES, "program.py", read(source)).values


def ours(call: Call) -> Any:
    return program(call)["result"]


def program(call: Call) -> dict[str, Any]:
    """The names of a program that makes the tensors and then the `result`."""
    lines = ["import keras", "from keras import ops, random"]
    for name, (shape, dtype) in call.tensors.items():
        lines.append(f"{name} = keras.Input(batch_shape={shape!r}, dtype={dtype!r})")
    return values("\n".join([*lines, f"result = {call.expression}"]))


def theirs(call: Call) -> Any:
    """What Keras gives; the exception that it raises. Random numbers are traced with a seed, not computed."""
    keras.backend.clear_session(free_memory=False)
    tensors = {name: KerasTensor(shape, dtype=dtype) for name, (shape, dtype) in call.tensors.items()}
    if call.expression.startswith("random."):
        return _attempt(lambda: compute_output_spec(lambda: _evaluate(f"{call.expression[:-1]}, seed=1)", {})))
    return _attempt(lambda: _evaluate(call.expression, tensors))


def when_run(call: Call) -> Any:
    """What comes out of jax, whatever Keras says of it beforehand; or the exception."""
    tensors = [KerasTensor(shape, dtype=dtype) for shape, dtype in call.tensors.values()]
    return _attempt(
        lambda: compute_output_spec(
            lambda *given: _evaluate(call.expression, dict(zip(call.tensors, given, strict=True))), *tensors
        )
    )


def _attempt(function: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function()
        except REFUSALS as refusal:
            return refusal


def _evaluate(expression: str, tensors: Mapping[str, Any]) -> Any:
    return eval(expression, {"keras": keras, "ops": keras.ops, "random": keras.random, **tensors})


@dataclass(frozen=True)
class Outcome:
    """What a comparison without a difference came to, and why something is unknown that Keras has a word for.

    `foreseen`: we give no shape, and Keras raises as soon as the call is run.
    """

    kind: Literal["taken", "refused", "foreseen"]
    unknown: tuple[str, ...] = ()


def check(call: Call, followed: bool = True) -> Outcome:
    """The shapes, the structure, the dtype and the name are Keras's; where Keras refuses, no shape is given.

    With `followed`, nothing is unknown where all the sizes that go in and come out are numbers.
    """
    expected, found = theirs(call), ours(call)
    if isinstance(expected, Exception):
        # What Keras refuses for an open size alone may be given a formula: test_random_calls judges those by value.
        closed = all(None not in shape for shape, _ in call.tensors.values())
        assert not closed or not _claims(found), f"{call}: Keras raises {expected}, but it is {_shown(found)}"
        return Outcome("refused")
    closed = all(None not in shape for shape, _ in call.tensors.values())
    comparison = _Comparison(call, followed and closed)
    try:
        comparison.compare(expected, found)
    except AssertionError:
        # Of some operations Keras says another shape than what comes out, or says one though they fail.
        real = when_run(call) if closed else None
        if isinstance(real, Exception) and not _claims(found):
            return Outcome("foreseen")
        if real is None or isinstance(real, Exception):
            raise
        comparison = _Comparison(call, followed)
        comparison.compare(real, found)
    return Outcome("taken", tuple(dict.fromkeys(comparison.unknown)))


def check_values(call: Call, opened: dict[str, tuple[Shape, str]]) -> Outcome:
    """What is said of open sizes holds for the numbers that are in `call`: formulas come to what Keras gives."""
    expected = theirs(call)
    if isinstance(expected, Exception):
        return Outcome("refused")
    names = program(Call(call.expression, opened))
    numbers: dict[Expression | str, Dim] = {}
    for name, (shape, _) in call.tensors.items():
        for size, number in zip(names[name].shape, shape, strict=True):
            if isinstance(size, Expression) and number is not None:
                numbers[size] = number
    comparison = _Comparison(call, False, numbers)
    comparison.compare(expected, names["result"])
    return Outcome("taken", tuple(dict.fromkeys(comparison.unknown)))


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


class _Comparison:
    """Of what Keras gives with what we say. With `numbers` these stand in the place of open sizes."""

    def __init__(self, call: Call, exact: bool, numbers: dict[Expression | str, Dim] | None = None) -> None:
        self.call = call
        self.exact = exact
        self.numbers = numbers
        self.unknown: list[str] = []

    def compare(self, expected: Any, found: Any) -> None:
        call = self.call
        if isinstance(expected, (list, tuple)):
            if isinstance(found, (tuple, List)):
                assert len(_members(found)) == len(expected), f"{call}: {len(_members(found))} results"
                for one, other in zip(expected, _members(found), strict=True):
                    self.compare(one, other)
                return
            assert not self.exact and not _claims(found), f"{call}: one result, not {len(expected)}"
            self.unknown.append("how many results there are")
            return
        if isinstance(found, Unknown):
            assert not self.exact, f"{call}: is not known: {found.reason}"
            self.unknown.append(found.reason)
            return
        assert isinstance(found, Tensor), f"{call}: gives {found}"
        self.compare_shape(tuple(expected.shape), found.shape)
        dtype = tensor_type(found)
        if isinstance(dtype, str):
            real = keras.backend.standardize_dtype(expected.dtype)
            assert dtype == real, f"{call}: {dtype}, in Keras {real}"
        operation = getattr(getattr(expected, "_keras_history", None), "operation", None)
        if operation is not None and self.numbers is None:
            name = getattr(getattr(found.tag, "operation", None), "name", None)
            assert name == operation.name, f"{call}: named {name}, in Keras {operation.name}"

    def compare_shape(self, real: Shape, shape: Any) -> None:
        if isinstance(shape, Unknown):
            assert not self.exact or None in real, f"{self.call}: {real} is not known: {shape.reason}"
            self.unknown.append(shape.reason)
            return
        assert len(shape) == len(real), f"{self.call}: {shape}, in Keras {real}"
        for size, number in zip(shape, real, strict=True):
            if self.numbers is not None:
                size = substitute(size, self.numbers)
            if isinstance(size, Unknown):
                assert number is None or not self.exact, f"{self.call}: {shape}, in Keras {real}"
                self.unknown.append(size.reason)
            elif number is not None:
                open_ = isinstance(size, Expression) and not self.exact and self.numbers is None
                assert size == number or open_, f"{self.call}: {shape}, in Keras {real}"
