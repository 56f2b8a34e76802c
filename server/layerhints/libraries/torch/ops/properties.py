"""What a tensor says of itself: its attributes, and the methods that give numbers, truths and lists.

https://docs.pytorch.org/docs/stable/tensors.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.devices import WHICH, device_of_tensors
from layerhints.libraries.torch.numbers import as_array, as_program_values
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.kernel import NO_TENSOR, Operations, Plain
from layerhints.libraries.torch.ops.reading import axis, known_shape, number, shape
from layerhints.libraries.torch.ops.shaping import last_two_exchanged
from layerhints.libraries.torch.tensors import dtype_of, elements_of, operation, size_of, tensor_of
from layerhints.rules.geometry.axes import permute
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import show_structure
from layerhints.values.learned import size_at
from layerhints.values.open_sizes import rank_of
from layerhints.values.origins import unknown_number
from layerhints.values.reading import NotKnown
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = partial(OPERATIONS.define, dtype=NO_TENSOR)
NUMBER = unknown_number("the numbers in a tensor are not known, only its shape")


# --- attributes


def _rank(machine: Machine, tensor: Tensor) -> Any:
    return rank_of(machine, tensor.shape)


def _kept(machine: Machine, tensor: Tensor) -> Any:
    return tensor


def _transposed(machine: Machine, tensor: Tensor) -> Any:
    return tensor_of(permute(tensor.shape), tensor.dtype)


def _last_two_exchanged(machine: Machine, tensor: Tensor) -> Any:
    return tensor_of(_or_unknown(lambda: last_two_exchanged(tensor.shape)), tensor.dtype)


def _conjugate_transposed(machine: Machine, tensor: Tensor) -> Any:
    found = tensor.shape
    if isinstance(found, tuple) and len(found) not in (0, 2):
        return tensor_of(Unknown(f"`H` fails: {show_structure(found)} is no matrix"))
    return _transposed(machine, tensor)


def _or_unknown(shape: Callable[[], Any]) -> Any:
    try:
        return shape()
    except Mismatch as mismatch:
        return Unknown(f"the attribute fails: {mismatch}")


def _not_followed(reason: str) -> Callable[[Machine, Tensor], Any]:
    return lambda machine, tensor: Unknown(reason)


PROPERTIES: dict[str, Callable[[Machine, Tensor], Any]] = {
    "shape": lambda machine, tensor: size_of(tensor),
    "ndim": _rank,
    "dtype": lambda machine, tensor: dtype_of(tensor),
    "data": _kept,
    "grad": lambda machine, tensor: tensor_of(tensor.shape, tensor.dtype),
    "T": _transposed,
    "mT": _last_two_exchanged,
    "mH": _last_two_exchanged,
    "H": _conjugate_transposed,
    "real": lambda machine, tensor: operation(machine, "real", tensor),
    "imag": lambda machine, tensor: operation(machine, "imag", tensor),
    "itemsize": lambda machine, tensor: _itemsize(tensor),
    "nbytes": lambda machine, tensor: elements_of(tensor) * _itemsize(tensor),
    "device": lambda machine, tensor: device_of_tensors(machine),
    "layout": _not_followed("the layout of the tensor is not known"),
    "requires_grad": _not_followed("whether the tensor needs a gradient is not known"),
    "retains_grad": _not_followed("whether the tensor keeps its gradient is not known"),
    "is_leaf": _not_followed("whether the tensor is a leaf is not known"),
    "grad_fn": _not_followed("what made the tensor is not followed"),
    "is_cuda": _not_followed(WHICH),
    "is_cpu": _not_followed(WHICH),
    "is_mps": _not_followed(WHICH),
    "is_xpu": _not_followed(WHICH),
    "is_meta": _not_followed(WHICH),
    "is_sparse": _not_followed("whether the tensor is sparse is not known"),
    "is_sparse_csr": _not_followed("whether the tensor is sparse is not known"),
    "is_quantized": lambda machine, tensor: False,
    "is_mkldnn": lambda machine, tensor: False,
    "is_nested": lambda machine, tensor: False,
    "name": lambda machine, tensor: None,
}
"""The attributes that are no methods, by name: each takes the machine and the tensor."""


def _itemsize(tensor: Tensor) -> Any:
    found = dtype_in(tensor)
    return Unknown("the type of the tensor's numbers is not known") if found is None else dtypes.BYTES[found]


# --- sizes


@define("size", method=True, function=False)
def size(machine: Machine, input: Any, dim: Any = None) -> Any:
    """All sizes, or that of one axis."""
    if dim is None:
        return Plain(size_of(_tensor(machine, input)))
    found, place = shape(machine, input), number(machine, dim)
    if isinstance(found, Unknown):
        return Plain(size_at(machine, found, place))
    if not found:
        raise Mismatch("a tensor without axes has no sizes")
    return Plain(found[axis(machine, place, len(found))])


@define("dim", "ndimension", method=True, function=False)
def dim(machine: Machine, input: Any) -> Any:
    """How many axes there are."""
    return Plain(_rank(machine, _tensor(machine, input)))


@define("nelement", method=True, function=False)
@define("numel", method=True)
def numel(machine: Machine, input: Any) -> Any:
    """The sizes multiplied."""
    return Plain(_elements(shape(machine, input)))


def _elements(found: Any) -> Any:
    return elements_of(tensor_of(found))


@define("__len__", method=True, function=False)
def length(machine: Machine, input: Any) -> Any:
    """The size of the first axis."""
    found = known_shape(machine, input)
    if not found:
        raise Mismatch("a tensor without axes has no length")
    return Plain(found[0])


@define("stride", method=True, function=False)
def stride(machine: Machine, input: Any, dim: Any = None) -> Any:
    """How far apart neighbours of an axis are in memory: it is not followed."""
    return Plain(Unknown("how the tensor lies in memory is not followed"))


@define("element_size", method=True, function=False)
def element_size(machine: Machine, input: Any) -> Any:
    """The bytes of one number of the type."""
    return Plain(_itemsize(input))


def _tensor(machine: Machine, value: Any) -> Tensor:
    return value if isinstance(value, Tensor) else tensor_of(shape(machine, value))


# --- numbers


@define("item", "__bool__", "__int__", "__float__", "__index__", method=True, function=False)
def item(machine: Machine, input: Any) -> Any:
    """The number itself, which is rarely known."""
    if _are_several(found := shape(machine, input)) and not machine.trying:
        raise Mismatch(f"{show_structure(found)} is not a single number")
    known = as_program_values(input)
    return Plain(NUMBER if isinstance(known, (Unknown, tuple)) else known)


@define("tolist", method=True, function=False)
def tolist(machine: Machine, input: Any) -> Any:
    """Lists in lists; of numbers that are not known."""
    found = known_shape(machine, input)
    known = as_program_values(input)
    if not isinstance(known, Unknown):
        return Plain(machine.new_list(known) if isinstance(known, tuple) else known)
    return Plain(_nested(machine, found))


MOST_ITEMS = 4096


def _nested(machine: Machine, found: tuple[Any, ...]) -> Any:
    if not found:
        return NUMBER
    length = found[0]
    if not isinstance(length, int) or any(isinstance(each, int) and each > MOST_ITEMS for each in found):
        return machine.new_list(Unknown("how many numbers the list holds is not known"))
    inner = found[1:]
    return machine.new_list([_nested(machine, inner) for _ in range(machine.bounded(length))])


@define("numpy", method=True, function=False)
def numpy(machine: Machine, input: Any, *, force: Any = False) -> Any:
    """An array of the same shape."""
    return Plain(as_array(_tensor(machine, input)))


# --- truths


@define("is_floating_point", method=True)
def is_floating_point(machine: Machine, input: Any) -> Any:
    """A truth about the type."""
    return Plain(_of_kind(input, dtypes.FLOATING))


@define("is_complex", method=True)
def is_complex(machine: Machine, input: Any) -> Any:
    """A truth about the type."""
    return Plain(_of_kind(input, dtypes.COMPLEX))


@define("is_signed", method=True)
def is_signed(machine: Machine, input: Any) -> Any:
    """A truth about the type."""
    found = dtype_in(input)
    if found is None:
        raise NotKnown("the type of the tensor's numbers is not known")
    return Plain(found != "bool" and not found.startswith("uint"))


def _of_kind(tensor: Any, kinds: tuple[str, ...]) -> Any:
    found = dtype_in(tensor)
    return Unknown("the type of the tensor's numbers is not known") if found is None else found in kinds


@define("is_same_size", method=True)
def is_same_size(machine: Machine, input: Any, other: Any) -> Any:
    """Whether both shapes are the same."""
    return Plain(machine.compare("==", size_of(_tensor(machine, input)), size_of(_tensor(machine, other))))


@define(
    "is_contiguous", "is_shared", "is_pinned", "is_inference", "is_set_to", "is_neg", "is_conj", "is_coalesced",
    method=True, function=False,
)  # fmt: skip
def depends(machine: Machine, input: Any, *options: Any, **named: Any) -> Any:
    """A truth about the memory, which is not followed."""
    return Plain(Unknown("how the tensor lies in memory is not followed"))


@define("is_nonzero", method=True)
def is_nonzero(machine: Machine, input: Any) -> Any:
    """A truth that depends on the number: it is not known."""
    return Plain(NUMBER)


# --- gradients, and what lies below


@define("backward", method=True, function=False)
def backward(machine: Machine, input: Any, gradient: Any = None, *options: Any, **named: Any) -> Plain:
    """The gradients: of a single number, unless it is said what each counts."""
    if gradient is None and _are_several(found := shape(machine, input)):
        raise Mismatch(f"{show_structure(found)} is not a single number: `.mean()` or `.sum()` makes one of them")
    return Plain(None)


def _are_several(shape: Any) -> bool:
    """Is there certainly another number of elements than one?"""
    return isinstance(shape, tuple) and any(type(size) is int and size != 1 for size in shape)


@define(
    "retain_grad", "register_hook", "register_post_accumulate_grad_hook", "data_ptr", "storage",
    "untyped_storage", "storage_offset", "get_device", "dense_dim", "sparse_dim", "__hash__", "__repr__", "__str__",
    method=True, function=False,
)  # fmt: skip
def below(machine: Machine, input: Any, *options: Any, **named: Any) -> Any:
    """Something beneath the tensor, which is not followed."""
    return Plain(Unknown("what lies below a tensor is not followed"))


__all__ = ["OPERATIONS", "PROPERTIES"]
