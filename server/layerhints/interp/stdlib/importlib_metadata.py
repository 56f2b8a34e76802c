"""`importlib.metadata`: which release of a distribution is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.exceptions import EXCEPTIONS
from layerhints.interp.builtins.native import Functions
from layerhints.values.objects import Class

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter

function = Functions("importlib.metadata.")


@function("version")
def _version(machine: Interpreter, distribution_name: Any) -> Any:
    from layerhints.interp.imports import in_doubt

    if not isinstance(distribution_name, str):
        return in_doubt(machine, Unknown("which distribution is looked for is not known"))
    found = machine.host.distribution(distribution_name)
    return found or in_doubt(machine, Unknown(f"which release of `{distribution_name}` is installed is not known"))


def names(module: str) -> dict[str, Any]:
    error = Class("PackageNotFoundError", (EXCEPTIONS["ModuleNotFoundError"],), {}, module="importlib.metadata")
    return {**function.names, "PackageNotFoundError": error}
