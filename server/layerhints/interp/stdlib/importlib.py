"""`importlib`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.machine import Machine

function = Functions("importlib.")


@function("import_module")
def _import_module(machine: Interpreter, name: Any, package: Any = None) -> Any:
    from layerhints.interp.imports import in_doubt, required_module

    if isinstance(name, str) and name.startswith("."):
        if not isinstance(package, str):
            return in_doubt(machine, Unknown("the package of a relative import is not known"))
        level = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        name = ".".join([*parts[: len(parts) - level + 1], name.lstrip(".")])
    return required_module(machine, name)


@function("reload")
def _reload(machine: Machine, module: Any) -> Any:
    return module


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
