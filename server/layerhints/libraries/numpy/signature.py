"""Natives written as Python functions whose parameters are the library's own signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.numpy.failures import failed
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.instances import with_constants
from layerhints.values.objects import Native, Value
from layerhints.values.signature import Signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

WITHOUT_EFFECT = frozenset({"order", "casting", "subok", "like", "device", "copy", "kind", "mode", "endpoint"})
"""Keywords that leave the shape as it is, for functions that do not name them."""


class Binder:
    """Binds a call's arguments to the parameters of `function`, which follow the machine."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function = function
        self.signature = Signature(name, function, WITHOUT_EFFECT)

    def __call__(self, machine: Machine, arguments: Arguments) -> Any:
        bound = self.signature.bind(with_constants(arguments))
        if isinstance(bound, Unknown):
            return bound
        positional, keywords = bound
        try:
            return self.function(machine, *positional, **keywords)
        except Mismatch as mismatch:
            return failed(machine, self.name, mismatch, arguments)


class Functions:
    """The functions of one module of a library, by name."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.members: dict[str, Any] = {}

    def define(self, *names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A decorator: the function is what each of `names` does."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            for name in names:
                shown = f"{self.prefix}.{name}"
                self.members[name] = Native(shown, Binder(shown, function))
            return function

        return register


class Unlisted(Value):
    """Something of a library that no rule describes: what it gives is unknown, what it is given stays as it was."""

    __slots__ = ("name", "reason")

    def __init__(self, name: str, reason: str | None = None) -> None:
        self.name = name
        self.reason = reason

    def describe(self) -> str:
        return f"`{self.name}`"

    def _unknown(self) -> Unknown:
        return Unknown(self.reason or f"what `{self.name}` gives is not known")

    def attribute(self, machine: Machine, name: str) -> Any:
        return self._unknown() if name.startswith("__") else Unlisted(f"{self.name}.{name}", self.reason)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return self._unknown()

    def item(self, machine: Machine, index: Any) -> Any:
        return self._unknown()

    def iterate(self, machine: Machine) -> Unknown:
        return self._unknown()

    def length(self, machine: Machine) -> Any:
        return self._unknown()

    def truth(self, machine: Machine) -> bool | None:
        return None

    def unary(self, machine: Machine, operator: str) -> Any:
        return self._unknown()

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return self._unknown()

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return self._unknown()
