"""`PackedSequence`, as programs handle it: a tuple of four tensors with names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.packed import Packed
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.values.objects import Class, Native
from layerhints.values.results import Results
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

PARTS = ("data", "batch_sizes", "sorted_indices", "unsorted_indices")
MOVES = frozenset(
    {"to", "cuda", "cpu", "pin_memory", "double", "float", "half", "long", "int", "short", "char", "byte"}
)
"""Methods that leave every shape as it is."""


class PackedSequence(Results):
    """The tensor `data` with what belongs to it."""

    __slots__ = ("packed",)

    def __init__(self, data: Tensor, packed: Packed) -> None:
        self.packed = packed.with_items((data.shape,))
        # The sizes remember what they were made for, so that other data can be put in front of them.
        sizes = tensor_of((packed.longest,), "int64", tag=packed)
        order: Any = Unknown("how the sequences were sorted is not known")
        if packed.is_sorted is not None:
            order = None if packed.is_sorted else tensor_of((packed.batch,), "int64")
        super().__init__(PARTS, (data, sizes, order, order))

    def describe(self) -> str:
        return "a packed sequence"

    def as_tuple(self) -> None:
        """Its items are no results of their own."""
        return

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in MOVES:
            return Native(name, lambda machine, arguments: self)
        return PACKED_SEQUENCE if name == "__class__" else super().attribute(machine, name)


def _make(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """`PackedSequence(data, batch_sizes, sorted_indices=None, unsorted_indices=None)`."""
    data, sizes = arguments.get(0, "data"), arguments.get(1, "batch_sizes")
    if sizes is None and isinstance(data, tuple) and len(data) == 2:
        data, sizes = data
    if not isinstance(data, Tensor):
        data = tensor_of(Unknown(data.reason if isinstance(data, Unknown) else "what is packed is not understood"))
    packed = sizes.tag if isinstance(sizes, Tensor) else None
    if not isinstance(packed, Packed):
        known = isinstance(sizes, Tensor) and not isinstance(sizes.shape, Unknown) and len(sizes.shape) == 1
        unclear = Unknown("how many sequences were packed is not known")
        packed = Packed.of(data.shape, unclear, sizes.shape[0] if known else unclear)
    return PackedSequence(data, packed)


PACKED_SEQUENCE = Class("PackedSequence", module="torch.nn.utils.rnn")
PACKED_SEQUENCE.metaclass_call = _make
