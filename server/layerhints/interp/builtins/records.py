"""Instances of classes derived from `tuple`, such as named tuples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.joining import join
from layerhints.values.objects import Instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.algebra import Unknown
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Class, Value


class Record(Instance):
    """A tuple with a class of its own; `items` never changes."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Any, ...], cls: Class) -> None:
        super().__init__(cls)
        self.items = items

    def as_tuple(self) -> tuple[Any, ...]:
        return self.items

    def length(self, machine: Machine) -> Any:
        return len(self.items)

    def truth(self, machine: Machine) -> bool | None:
        return bool(self.items)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return self.items

    def join(self, other: Value, reason: Unknown) -> Any:
        if not isinstance(other, Record) or other.cls is not self.cls or len(other.items) != len(self.items):
            return NotImplemented
        if self.attributes or other.attributes:
            return NotImplemented
        return Record(tuple(join(a, b, reason) for a, b in zip(self.items, other.items, strict=True)), self.cls)
