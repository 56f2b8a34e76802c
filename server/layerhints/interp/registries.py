"""Registries: dicts in which the modules of a package enter what they define, for others to find it by name.

Python runs a package before any module inside of it, and with it all that it imports. Here a package is left out where
what is wanted comes from one module inside; its registries are then empty. So when a name is looked up in one in vain,
those modules are run that the package would have run and that mention the name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.keys import find_key
from layerhints.interp.mentions import mentions
from layerhints.syntax import tree
from layerhints.values.objects import ABSENT, Keyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.host import Source
    from layerhints.values.objects import Scope


class Registry:
    """A container, and the packages around its module that were left out when the module was run."""

    __slots__ = ("container", "mentioned", "packages")

    def __init__(self, container: Keyed, packages: tuple[str, ...]) -> None:
        self.container = container
        self.packages = packages
        self.mentioned: dict[str, tuple[str, ...]] = {}
        """The modules that mention a key, for each key that was asked for."""


def note_registries(machine: Interpreter, name: str, source: Source, scope: Scope, names: Iterable[str]) -> None:
    """Names of a module were bound: keep in mind which of the containers that they hold its own functions fill, if
    packages around it were left out.
    """
    parts = name.split(".")
    packages = tuple(".".join(parts[:count]) for count in range(1, len(parts)))
    packages = tuple(package for package in packages if package not in machine.modules)
    if not packages or machine.host.module_name(machine.file).startswith(f"{packages[0]}."):
        return
    held = {each: value for each in names if isinstance(value := scope.names[each], Keyed)}
    text = "\n".join(definition.text for _, definition in source.module.definitions) if held else ""
    for each, value in held.items():
        if re.search(_FILLED.format(re.escape(each)), text, re.MULTILINE):
            machine.registries[id(value)] = Registry(value, packages)


_FILLED = r"^[ \t].*\b{0}(?:\[.*\]\s*=[^=]|\.(?:add|setdefault|update)\()"
"""In an indented line, something is entered under this name."""


def entered(machine: Interpreter, container: Keyed, key: Any) -> Any:
    """`key` was not found in the container: how it stands there once the modules were run that may enter it. ABSENT
    where none may.
    """
    registry = machine.registries.get(id(container))
    if registry is None or registry.container is not container or not isinstance(key, str) or machine.running:
        return ABSENT
    from layerhints.interp.imports import import_module

    if key not in registry.mentioned:
        registry.mentioned[key] = tuple(
            module
            for package in registry.packages
            if package not in machine.modules
            for module in _entering(machine, package, key)
        )
    steps = machine.steps
    for module in registry.mentioned[key]:
        # A statement of the program that imported it would have had steps of its own for that.
        machine.grant(machine.budget.statement)
        import_module(machine, module)
    machine.grant(steps)
    if isinstance(container.content, Unknown):
        return container.content
    stored = find_key(container.content, key)
    if stored is ABSENT and registry.mentioned[key]:
        return Unknown(f"whether a module of `{registry.packages[-1]}` enters {key!r} is not known")
    return stored


def unfilled(machine: Interpreter, container: Keyed) -> Unknown | None:
    """Why the container may lack entries: it is a registry, and packages around it were left out."""
    registry = machine.registries.get(id(container))
    if registry is None or registry.container is not container or machine.running:
        return None
    left_out = [package for package in registry.packages if package not in machine.modules]
    return Unknown(f"which modules of `{left_out[0]}` enter something in it is not known") if left_out else None


def _entering(machine: Interpreter, package: str, key: str) -> Iterator[str]:
    """The modules inside a package that it imports itself and that mention the key."""
    from layerhints.interp.imports import absolute_name

    source = machine.host.source(package, machine.file)
    if source is None or not source.is_package:
        return
    for _, definition in source.module.definitions:
        for statement in definition.body:
            if isinstance(statement, tree.ImportFrom):
                place = absolute_name(package, statement)
                for name in [f"{place}.{each.name}" for each in statement.names] if place == package else [place]:
                    if name is not None and mentions(machine, package, source, name, key):
                        yield name


__all__ = ["Registry", "entered", "note_registries", "unfilled"]
