"""Operations that keep the shape: the same numbers in another type, in another place, or as a copy.

https://docs.pytorch.org/docs/stable/tensors.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.devices import is_device
from layerhints.libraries.torch.ops.kernel import NO_TENSOR, Operations, Plain, Typed
from layerhints.libraries.torch.ops.reading import known_shape, shape
from layerhints.libraries.torch.promotion import REAL, promoted, result_type
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal
from layerhints.rules.shapes import appended, show_structure
from layerhints.values.objects import Class
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define

LEGACY = {
    "HalfTensor": "float16", "FloatTensor": "float32", "DoubleTensor": "float64", "BFloat16Tensor": "bfloat16",
    "CharTensor": "int8", "ShortTensor": "int16", "IntTensor": "int32", "LongTensor": "int64", "ByteTensor": "uint8",
    "BoolTensor": "bool",
}  # fmt: skip
"""The classes of tensors by which programs named the types of numbers: `x.type(torch.FloatTensor)`."""


COMPLEX = {real: name for name, real in REAL.items()}


def dtype_in(value: Any) -> str | None:
    """The type of a tensor's numbers, None where it is not known."""
    return value.dtype if isinstance(value, Tensor) and isinstance(value.dtype, str) else None


# --- copies


@define("alias_copy", "detach_copy")
@define("clone", "detach", "detach_", method=True)
def clone(machine: Machine, input: Any, *, memory_format: Any = None) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define(
    "contiguous", "cpu", "cuda", "xpu", "ipu", "share_memory_", "pin_memory", "requires_grad_", "to_dense", "coalesce",
    "record_stream", method=True, function=False,
)  # fmt: skip
def kept(machine: Machine, input: Any, *options: Any, **named: Any) -> Any:
    """The tensor itself."""
    return shape(machine, input)


# --- types


@define("to", method=True, function=False, dtype=None)
def to(machine: Machine, input: Any, *where: Any, **named: Any) -> Any:
    """A type, a device, or a tensor that has both."""
    dtype = dtype_in(input)
    for value in (*where, *named.values()):
        if isinstance(value, Unknown) and not is_device(value):
            dtype = None
        elif isinstance(value, Tensor):
            dtype = dtype_in(value)
        elif dtypes.name_of(value) is not None:
            dtype = dtypes.name_of(value)
    return Typed(shape(machine, input), dtype)


def _converting(name: str, dtype: str) -> None:
    @define(name, method=True, function=False, dtype=dtype)
    def convert(machine: Machine, input: Any, memory_format: Any = None) -> Any:
        """The shape stays; only the type is another."""
        return shape(machine, input)


CONVERSIONS = {**dtypes.ALIASES, "bool": "bool", "byte": "uint8", "char": "int8", "bfloat16": "bfloat16"}
for _name, _to in CONVERSIONS.items():
    _converting(_name, _to)


@define("type", method=True, function=False, dtype=None)
def type_(machine: Machine, input: Any, dtype: Any = None, non_blocking: Any = False) -> Any:
    """Without an argument, the name of the type."""
    if dtype is None:
        return Plain(Unknown("how the type of the tensor is called is not known"))
    name = dtypes.name_of(dtype)
    if name is None and isinstance(dtype, str):
        name = LEGACY.get(dtype.rpartition(".")[2])
    elif isinstance(dtype, Class):
        name = LEGACY.get(dtype.name)
    return Typed(shape(machine, input), name)


@define("type_as", method=True, function=False, dtype=None)
def type_as(machine: Machine, input: Any, other: Any) -> Any:
    """The shape stays; the type is that of the other tensor."""
    return Typed(shape(machine, input), dtype_in(other))


@define("get_default_dtype", dtype=NO_TENSOR)
def get_default_dtype(machine: Machine) -> Any:
    """The type that new tensors of floating numbers get."""
    return Plain(Unknown("which type tensors have by default is not followed"))


@define("result_type", dtype=NO_TENSOR)
def result_type_(machine: Machine, tensor1: Any, tensor2: Any) -> Any:
    """The type of a sum of both."""
    return Plain(_dtype(result_type(tensor1, tensor2)))


@define("promote_types", dtype=NO_TENSOR)
def promote_types(machine: Machine, type1: Any, type2: Any) -> Any:
    """The type that holds the numbers of both types."""
    return Plain(_dtype(promoted(dtypes.name_of(type1), dtypes.name_of(type2))))


def _dtype(name: str | None) -> Any:
    return Unknown("the type is not followed") if name is None else dtypes.DTYPES[name]


# --- complex numbers as pairs of real ones


@define("view_as_real", "view_as_real_copy", dtype=None)
def view_as_real(machine: Machine, input: Any) -> Any:
    """A last axis of 2 for the real and imaginary parts."""
    return Typed(appended(shape(machine, input), 2), REAL.get(dtype_in(input) or ""))


@define("view_as_complex", "view_as_complex_copy", dtype=None)
def view_as_complex(machine: Machine, input: Any) -> Any:
    """The last axis, which must be 2, becomes one complex number."""
    found = known_shape(machine, input)
    if not found or equal(found[-1], 2) is False:
        raise Mismatch(f"the last axis of {show_structure(found)} holds no pairs")
    return Typed(found[:-1], COMPLEX.get(dtype_in(input) or ""))


__all__ = ["LEGACY", "OPERATIONS", "dtype_in"]
