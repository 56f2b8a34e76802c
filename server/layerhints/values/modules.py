"""Modules of the program."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.base import ABSENT, Value, first_reason
from layerhints.values.functions import Native

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.rules.misspelt import Correction
    from layerhints.values.machine import Machine
    from layerhints.values.scopes import Scope


class DescribedModule(Value):
    """A module of a library that is described: `name` as the program spells it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return f"the module `{self.name}`"

    def meant(self, name: str) -> Correction | None:
        """The name that was certainly meant by one which the module does not have; None where it may have it."""
        raise NotImplementedError


class DescribedNames(Value):
    """The `__dict__` of a module that is described: under a name stands what the module has by it."""

    __slots__ = ("module",)

    def __init__(self, module: DescribedModule) -> None:
        self.module = module

    def describe(self) -> str:
        return f"the names of {self.module.describe()}"

    def item(self, machine: Machine, index: Any) -> Any:
        if not isinstance(index, str):
            return Unknown(f"which of {self.describe()} is meant is not known")
        found = machine.attribute(self.module, index)
        return Unknown(f"`{self.module.name}.{index}` is not described") if found is ABSENT else found

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "get":
            return Native("dict.get", lambda machine, arguments: self.item(machine, arguments.get(0, "key")))
        return Unknown(f"`{name}` of {self.describe()} is not known")


class Module(Value):
    """A module of the program: its names are what running it left there."""

    __slots__ = ("name", "open", "scope")

    def __init__(self, name: str, scope: Scope, open: Unknown | None = None) -> None:
        self.name = name
        self.scope = scope
        self.open = open

    def describe(self) -> str:
        return f"the module `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        value = self.scope.names.get(name, ABSENT)
        if value is ABSENT and name in self.scope.waiting:
            value = machine.awaited(self.scope, name)
        if value is not ABSENT:
            machine.note_read(self.scope, name, value)
            return value
        if name == "__name__":
            return self.name
        if name == "__dict__" and self.open is None:
            for each, held in machine.names_of(self.scope).items():
                machine.note_read(self.scope, each, held)
            return machine.new_dict(dict(machine.names_of(self.scope)))
        submodule = machine.import_module(f"{self.name}.{name}")
        if submodule is not None:
            return submodule
        if self.scope.stars and not name.startswith("_"):
            found = from_stars(machine, self.scope, name)
            if found is ABSENT:  # which a library brings that is described in part
                found = next((value for value in self._brought(machine, name) if value is not ABSENT), ABSENT)
            if found is not ABSENT:
                machine.note_read(self.scope, name, found)
                return found
        if self.open is None and "__getattr__" in self.scope.names and not name.startswith("__"):
            return Unknown(f"`{self.name}` looks for its names when they are asked for, which is not followed")
        return ABSENT if self.open is None else self.open

    def _brought(self, machine: Machine, name: str) -> Iterator[Any]:
        return (machine.attribute(star, name) for star in self.scope.stars)

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        if name in self.scope.waiting and name not in self.scope.names:
            machine.awaited(self.scope, name)
        machine.write(self.scope.names, name, value)


def from_stars(machine: Machine, scope: Scope, name: str) -> Any:
    """What a name means that star imports of modules bring which are not read; Unknown where one of them may.

    What a module is only supposed to have is brought by it if neither the others nor Python itself have it.
    """
    doubt: Unknown | None = None
    left: Any = ABSENT
    for star in reversed(scope.stars):
        if isinstance(star, Unknown):
            doubt = first_reason(doubt, star)
        elif isinstance(star, Value):
            value = machine.attribute(star, name)
            if value is ABSENT or isinstance(value, Unknown):
                continue
            if not star.supposes(name):
                return value
            left = value if left is ABSENT else left
    if left is not ABSENT and not hasattr(builtins, name):
        return left
    return ABSENT if doubt is None else Unknown(f"`{name}` may come from a star import: {doubt.reason}")
