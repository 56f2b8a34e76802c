"""What operations give that have several results with names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.values.base import ABSENT, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.algebra import Unknown
    from layerhints.values.machine import Machine


class Results(Value):
    """A tuple of results whose items have names: `torch.max(x, 1).indices`."""

    __slots__ = ("items", "names")

    def __init__(self, names: Sequence[str], items: tuple[Any, ...]) -> None:
        self.names = tuple(names)
        self.items = items

    def describe(self) -> str:
        return "a tuple of tensors"

    def as_tuple(self) -> tuple[Any, ...] | None:
        return self.items

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.items[self.names.index(name)] if name in self.names else ABSENT

    def item(self, machine: Machine, index: Any) -> Any:
        return machine.item(self.items, index)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return self.items

    def length(self, machine: Machine) -> Any:
        return len(self.items)
