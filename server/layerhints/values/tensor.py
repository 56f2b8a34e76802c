"""Tensors: arrays of which the shape is known and the numbers are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from layerhints.algebra import Dim, Shape, Unknown, equal
from layerhints.values.objects import ABSENT, Value, clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.facts import LayerApplied
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Alike


class TensorKind(Protocol):
    """How one library's tensors behave; one object a library."""

    name: str
    announced: bool
    """Whether every assignment of such a tensor shows its shape."""

    def attribute(self, machine: Machine, tensor: Tensor, name: str) -> Any: ...
    def is_half_a_name(self, name: str) -> bool:
        """Has no such tensor this attribute, but one whose name begins so?"""
        ...

    def item(self, machine: Machine, tensor: Tensor, index: Any) -> Any: ...
    def items(self, machine: Machine, tensor: Tensor, count: Any) -> Alike | None:
        """What the items along the first axis are like, of which there are so many."""
        ...

    def binary(self, machine: Machine, operator: str, left: Any, right: Any) -> Any: ...
    def unary(self, machine: Machine, operator: str, tensor: Tensor) -> Any: ...
    def call(self, machine: Machine, tensor: Tensor, arguments: Arguments) -> Any: ...


class Tensor(Value):
    """A tensor or array.

    `producer` is the application of a layer that it came out of, `index` which of its outputs it is; `source` says in
    words where its sizes come from when no layer made it (a data set, an annotation). `tag` is the library's own.
    """

    __slots__ = ("born", "dtype", "index", "kind", "producer", "shape", "source", "tag")

    def __init__(
        self,
        kind: TensorKind,
        shape: Shape,
        dtype: Any = None,
        producer: LayerApplied | None = None,
        index: int = 0,
        source: str | None = None,
        tag: Any = None,
    ) -> None:
        self.kind = kind
        self.shape = shape
        self.dtype = dtype
        self.producer = producer
        self.index = index
        self.source = source
        self.tag = tag
        self.born = next(clock)

    def describe(self) -> str:
        return f"a {self.kind.name}"

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.kind.attribute(machine, self, name)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return self.kind.call(machine, self, arguments)

    def item(self, machine: Machine, index: Any) -> Any:
        return self.kind.item(machine, self, index)

    def unary(self, machine: Machine, operator: str) -> Any:
        return self.kind.unary(machine, operator, self)

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        left, right = (other, self) if reflected else (self, other)
        return self.kind.binary(machine, operator, left, right)

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return self.binary(machine, operator, other, reflected)

    def truth(self, machine: Machine) -> bool | None:
        return None

    def decided(self, machine: Machine) -> bool | None:
        """Its truth, where the program itself decides by it: in an `if`, a `while`, an `and`."""
        return self.truth(machine)

    def length(self, machine: Machine) -> Any:
        if isinstance(self.shape, Unknown):
            return self.shape
        return self.shape[0] if self.shape else Unknown("a tensor without axes has no length")

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        length = self.length(machine)
        if type(length) is not int:
            if isinstance(length, Unknown):
                known = isinstance(self.shape, tuple) and len(self.shape) > 0
                return Unknown(length.reason, self.kind.items(machine, self, None)) if known else length
            return Unknown("how many items the tensor has is not known", self.kind.items(machine, self, length))
        return tuple(self.item(machine, index) for index in range(machine.bounded(length)))

    def join(self, other: Value, reason: Unknown) -> Any:
        if not isinstance(other, Tensor) or other.kind is not self.kind:
            return NotImplemented
        dtype = self.dtype if self.dtype == other.dtype else reason
        producer = self.producer if self.producer is other.producer else None
        tag = self.tag if self.tag is other.tag else reason
        return Tensor(
            self.kind, join_shapes(self.shape, other.shape, reason), dtype, producer, self.index, self.source, tag
        )


def join_shapes(first: Shape, second: Shape, reason: Unknown) -> Shape:
    """What is certain of a shape that is one of two: the axes that agree, when the rank does."""
    if isinstance(first, Unknown) or isinstance(second, Unknown) or len(first) != len(second):
        return reason
    return tuple(_join_dims(a, b, reason) for a, b in zip(first, second, strict=True))


def _join_dims(first: Dim, second: Dim, reason: Unknown) -> Dim:
    return first if first is second or equal(first, second) is True else reason


MOST_MEMORIES = 64
"""Into so many memories one name may write: a loop may join what it had with one more in each turn."""


def either_of(memories: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The memories that are written into by the name of a tensor that is one of several: those of each of them."""
    leaves = {id(leaf): leaf for memory in memories for leaf in memory.get("either", (memory,))}
    return tuple(leaves.values())[:MOST_MEMORIES]


__all__ = ["ABSENT", "Tensor", "TensorKind", "either_of", "join_shapes"]
