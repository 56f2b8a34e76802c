"""Things of Keras that have no influence on shapes: optimizers, losses, callbacks, initializers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.objects import Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Opaque(Value):
    """An object, class or function that is known to change nothing that it is given."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return f"`{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        return Opaque(f"{self.name}.{name}")

    def supposes(self, name: str) -> bool:
        return True

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return Opaque(f"{self.name}()")

    def truth(self, machine: Machine) -> bool | None:
        return None

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return Unknown(f"what {self.describe()} is equal to is not known")

    def join(self, other: Value, reason: Unknown) -> Any:
        return self if isinstance(other, Opaque) else NotImplemented
