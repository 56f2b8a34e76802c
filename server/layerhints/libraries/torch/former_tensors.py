"""`torch.FloatTensor(3, 4)`, `torch.Tensor([1.0, 2.0])`: the classes by which programs once made tensors.

https://docs.pytorch.org/docs/stable/tensors.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.dtypes import NAMES
from layerhints.libraries.torch.ops.casting import LEGACY
from layerhints.libraries.torch.ops.members import TORCH
from layerhints.libraries.torch.tensors import TENSOR, is_whole, tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Class, List
from layerhints.values.open_sizes import OpenSize
from layerhints.values.origins import is_number
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine


def _make(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """Numbers one by one are sizes; a list or a range is what is in the tensor."""
    dtype = LEGACY.get(cls.name, "float32")
    given = arguments.positional
    if not given:
        return tensor_of((0,), dtype)
    if len(given) == 1 and isinstance(given[0], Tensor):
        return tensor_of(given[0].shape, dtype)
    if len(given) == 1 and isinstance(given[0], OpenSize):
        return tensor_of(given[0].shape, dtype)
    if len(given) == 1 and isinstance(given[0], tuple) and all(map(_may_be_size, given[0])):
        return tensor_of(Unknown("whether a tuple holds sizes, as a shape does, or numbers is not known"), dtype)
    if len(given) == 1 and isinstance(given[0], (List, tuple, range)):
        return machine.call(TORCH["tensor"], Arguments([given[0]], {"dtype": NAMES[dtype]}))
    if arguments.more is not None or (len(given) == 1 and _may_be_many(given[0])):
        return tensor_of(Unknown("how many sizes or numbers are given is not known"), dtype)
    return machine.call(TORCH["empty"], Arguments([tuple(given)], {"dtype": NAMES[dtype]}, arguments.site))


def _may_be_size(value: Any) -> bool:
    return isinstance(value, Unknown) or is_whole(value)


def _may_be_many(value: Any) -> bool:
    """May it be a list as well as a size? Only where it is not known to be a number."""
    return isinstance(value, Unknown) and not is_number(value)


def _make_sparse(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """Indices, values and a size, or a size alone."""
    keywords = {**arguments.keywords, "dtype": NAMES[LEGACY[cls.name]]}
    return machine.call(TORCH["sparse_coo_tensor"], Arguments(arguments.positional, keywords, arguments.site))


def _classes(module: str, make: Callable[[Machine, Class, Arguments], Any] = _make) -> dict[str, Class]:
    made = {name: Class(name, (TENSOR,), {}, module, None, TENSOR.open) for name in LEGACY}
    for cls in made.values():
        cls.metaclass_call = make
    return made


TENSOR.metaclass_call = _make
CLASSES = {**_classes("torch"), "Tensor": TENSOR}
CUDA = _classes("torch.cuda")
"""Those that made their tensors on a graphics card."""
SPARSE = _classes("torch.sparse", _make_sparse)
