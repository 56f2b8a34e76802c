"""The type of what comes out where tensors and numbers of several types go in.

https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch-dtype
"""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.torch.dtypes import COMPLEX, FLOATING, INTEGERS
from layerhints.values.tensor import Tensor

SIGNED = ("int8", "int16", "int32", "int64")
WIDENING = (SIGNED, ("float16", "float32", "float64"), ("bfloat16", "float32", "float64"), COMPLEX)
"""Types of one kind, the narrowest first."""

REAL = {"complex32": "float16", "complex64": "float32", "complex128": "float64"}
"""The type of the parts of complex numbers."""

OF_PYTHON = {bool: "bool", int: "int64", Expression: "int64", float: "float32", complex: "complex64"}
"""What a number of Python counts as beside tensors of a lower kind."""


def kind(dtype: str) -> int:
    """Truths, whole, real and complex numbers, in this order."""
    for number, family in enumerate((("bool",), INTEGERS, FLOATING, COMPLEX)):
        if dtype in family:
            return number
    raise KeyError(dtype)


def promoted(first: str | None, second: str | None) -> str | None:
    """The type that holds the numbers of both, None where it is not followed."""
    if first is None or second is None or first == second:
        return first if first == second else None
    low, high = sorted((first, second), key=kind)
    if kind(low) < kind(high):
        if kind(high) < kind("complex64") or kind(low) < kind("float32"):
            return high
        return _of_real_and_complex(low, high)
    for family in WIDENING:
        if low in family and high in family:
            return max(low, high, key=family.index)
    if {low, high} == {"float16", "bfloat16"}:
        return "float32"
    signed = next((dtype for dtype in (low, high) if dtype in SIGNED), None)
    return max("int16", signed, key=SIGNED.index) if signed and "uint8" in (low, high) else None


def _of_real_and_complex(real: str, other: str) -> str | None:
    if real == "float64":
        return "complex128"
    if real == "float16":
        return other
    return max("complex64", other, key=COMPLEX.index) if real in ("float32", "bfloat16") else None


def result_type(*operands: Any) -> str | None:
    """The type of an operation on tensors and numbers: tensors without axes, and numbers, count only by their kind."""
    ranked: list[str | None] = [None, None, None]
    for operand in operands:
        found = type_of(operand)
        if found is None:
            return None
        place, dtype = found
        known = ranked[place]
        ranked[place] = dtype if known is None else promoted(known, dtype)
        if ranked[place] is None:
            return None
    result: str | None = None
    for weaker in ranked:
        if weaker is not None and (result is None or kind(weaker) > kind(result)):
            result = weaker if result is None else _raised(result, weaker)
    return result


def _raised(dtype: str, weaker: str) -> str:
    """A type that a weaker operand of a higher kind lifts to that kind; complex numbers keep their precision."""
    if dtype in FLOATING:
        return {"float64": "complex128", "float16": "complex32"}.get(dtype, "complex64")
    return weaker


def type_of(operand: Any) -> tuple[int, str] | None:
    """How much an operand counts (0 the most), and its type; None where either is not known."""
    if isinstance(operand, Tensor):
        if not isinstance(operand.dtype, str) or isinstance(operand.shape, Unknown):
            return None
        return (0 if operand.shape else 1), operand.dtype
    dtype = OF_PYTHON.get(type(operand))
    return None if dtype is None else (2, dtype)


def as_floating(dtype: str | None) -> str | None:
    """The type of an operation that whole numbers leave as fractions."""
    return "float32" if dtype is not None and kind(dtype) < kind("float32") else dtype


def part_type(dtype: str | None) -> str | None:
    """The type of what has a sign or a size: of complex numbers that of their parts."""
    return None if dtype is None else REAL.get(dtype, dtype)
