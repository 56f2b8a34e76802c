"""The operations that are not on numbers: shapes, types, slices of tensors, and functions of functions' results.

https://keras.io/api/ops/core/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.inference import sizes_of
from layerhints.libraries.keras.ops.kernel import Operations, is_announced, is_symbolic
from layerhints.libraries.keras.ops.reading import known_shape, number, shape, sizes
from layerhints.libraries.keras.ops.types import dtype_name, tensor_type
from layerhints.libraries.keras.session import keras_shape, session
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.rearrange import rearranged
from layerhints.rules.quantity import divides, less
from layerhints.values.reading import NotKnown
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define, plain = OPERATIONS.define, OPERATIONS.plain


@plain("shape")
def shape_(machine: Machine, x: Any) -> Any:
    """The sizes as a tuple: outside of a layer's `call`, what is open is None; in it, it is what flows through."""
    found = shape(machine, x)
    return sizes_of(keras_shape(found) if session(machine).inside == 0 else found)


@plain("dtype")
def dtype(machine: Machine, x: Any) -> Any:
    return tensor_type(x) if isinstance(x, Tensor) else Unknown("the dtype of this value is not known")


@plain("is_tensor")
def is_tensor(machine: Machine, x: Any) -> Any:
    if isinstance(x, Tensor):
        return True if not is_symbolic(x) or session(machine).inside else Unknown("a symbolic tensor is no tensor yet")
    return x if isinstance(x, Unknown) else False


@define("cast", "saturate_cast")
def cast(machine: Machine, x: Any, dtype: Any) -> Any:
    return shape(machine, x)


@define("view")
def view(machine: Machine, x: Any, dtype: Any = None) -> Any:
    """The same memory as numbers of another type: the last axis changes where they are of another width."""
    old, new = _width(tensor_type(x) if isinstance(x, Tensor) else None), _width(dtype)
    if dtype is None or (old is not None and old == new):
        return shape(machine, x)
    if old is None or new is None:
        raise NotKnown("how wide the numbers are is not known")
    if 8 in (old, new) and not is_announced(machine, x):
        raise NotKnown("whether the backend has numbers of 64 bits is not known")
    given = known_shape(machine, x)
    if not given or divides(new, given[-1] * old) is False:
        raise Mismatch(f"the memory does not divide into numbers of {new} bytes")
    return (*given[:-1], given[-1] * old // new)


def _width(dtype: Any) -> int | None:
    """How many bytes a number of this type takes."""
    name = dtype_name(dtype)
    if name is None or name == "string":
        return None
    digits = "".join(filter(str.isdigit, name))
    return int(digits) // 8 if digits else 1  # bool


@define("convert_to_tensor")
def convert_to_tensor(machine: Machine, x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    return shape(machine, x)


@define("array")
def array(machine: Machine, x: Any, dtype: Any = None) -> Any:
    return shape(machine, x)


@plain("convert_to_numpy")
def convert_to_numpy(machine: Machine, x: Any) -> Any:
    return x


@define("ndim", dtype=None)
def ndim(machine: Machine, x: Any) -> Any:
    return (len(known_shape(machine, x)),)


@define("size", dtype="int32")
def size(machine: Machine, x: Any) -> Any:
    return ()


@define("slice")
def slice_(machine: Machine, inputs: Any, start_indices: Any, shape: Any) -> Any:
    """A block of the tensor; −1 reaches to the end of the axis."""
    return block(known_shape(machine, inputs), sizes(machine, start_indices), sizes(machine, shape))


def block(given: tuple[Any, ...], starts: tuple[Any, ...], counts: tuple[Any, ...]) -> Any:
    if not len(given) == len(starts) == len(counts):
        raise Mismatch("a block needs a start and a size for each axis")
    return tuple(
        count if less(count, 0) is False else whole - start if count == -1 else Unknown("the size of the block")
        for whole, start, count in zip(given, starts, counts, strict=True)
    )


@define("slice_update")
def slice_update(machine: Machine, inputs: Any, start_indices: Any, updates: Any) -> Any:
    return shape(machine, inputs)


@define("scatter")
def scatter(machine: Machine, indices: Any, values: Any, shape: Any) -> Any:
    return sizes(machine, shape)


@define("scatter_update")
def scatter_update(machine: Machine, inputs: Any, indices: Any, updates: Any, reduction: Any = None) -> Any:
    return shape(machine, inputs)


# --- axes by name


@define("rearrange")
def rearrange(machine: Machine, tensor: Any, pattern: Any, **axes_lengths: Any) -> Any:
    """`"b (h w) c -> b h w c"`: axes taken apart, exchanged and put together by their names."""
    if not isinstance(pattern, str):
        raise NotKnown("the pattern is not known")
    given = known_shape(machine, tensor)
    lengths = {name: number(machine, each) for name, each in axes_lengths.items()}
    return rearranged(given, pattern, lengths)
