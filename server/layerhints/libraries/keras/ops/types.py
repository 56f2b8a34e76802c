"""The dtypes of results, as far as they follow from those of the operands. None is float32, Keras's default."""

from __future__ import annotations

from typing import Any

from layerhints.algebra import Expression, Unknown
from layerhints.values.tensor import Tensor

SAME = "the type of the operands"
FLOATING = "the type of the operands, integers as float32"
_FLOATS = ("float16", "bfloat16", "float32", "float64")
_INTEGERS = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def result_type(rule: Any, arguments: Any, asked: Any) -> Any:
    """The dtype of what an operation makes.

    `rule` is SAME, FLOATING or a dtype; `asked` is what the argument `dtype` says. Unknown where operands differ.
    """
    if asked is not None:
        return dtype_asked(asked)
    if rule not in (SAME, FLOATING):
        return rule
    found = {tensor_type(tensor) for tensor in _tensors(arguments)}
    if any(isinstance(dtype, Unknown) for dtype in found) or len(found) > 1:
        return Unknown("the dtype that the operands have together is not followed")
    dtype = next(iter(found), None)
    if dtype is None:
        return None if rule is FLOATING else Unknown("the dtype of the number is not followed")
    if rule is FLOATING:
        return "float32" if dtype in _INTEGERS else dtype
    if dtype in _INTEGERS and _has_number(arguments):
        return Unknown("the dtype of an integer tensor together with a number is not followed")
    return dtype


def dtype_asked(asked: Any) -> Any:
    """The dtype that an argument names."""
    named = dtype_name(asked)
    return Unknown("the dtype that is asked for is not known") if named is None else named


def tensor_type(tensor: Tensor) -> Any:
    """The dtype of a tensor."""
    if tensor.dtype is None:
        return "float32"
    return tensor.dtype if isinstance(tensor.dtype, (str, Unknown)) else dtype_name(tensor.dtype)


def kept_type(tensors: tuple[Tensor, ...]) -> Any:
    """The dtype of what a layer makes that only moves numbers: fractions get the type that it computes with."""
    found = tensor_type(tensors[0]) if len(tensors) == 1 else None
    return None if found in _FLOATS else found


def dtype_name(value: Any) -> str | None:
    """`"float32"`, `tf.float32` and `np.float32` are `float32`."""
    if isinstance(value, str):
        return value if value in (*_FLOATS, *_INTEGERS, "complex64", "complex128", "string") else None
    name = getattr(value, "name", None)
    return dtype_name(name.rpartition(".")[2]) if isinstance(name, str) else None


def _tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = tuple(value.values())
    return [tensor for item in value for tensor in _tensors(item)] if isinstance(value, tuple) else []


def _has_number(value: Any) -> bool:
    if isinstance(value, dict):
        value = tuple(value.values())
    return any(map(_has_number, value)) if isinstance(value, tuple) else isinstance(value, (float, Expression))
