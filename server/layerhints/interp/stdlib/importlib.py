"""`importlib`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("importlib.")


@function("import_module")
def _import_module(machine: Machine, name: Any, package: Any = None) -> Any:
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else Unknown("the name of a module is not known")
    if name.startswith("."):
        if not isinstance(package, str):
            return Unknown("the package of a relative import is not known")
        level = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        name = ".".join([*parts[: len(parts) - level + 1], name.lstrip(".")])
    module = machine.import_module(name)
    return Unknown(f"the module `{name}` is not found") if module is None else module


@function("reload")
def _reload(machine: Machine, module: Any) -> Any:
    return module


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
