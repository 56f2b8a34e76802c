"""`pkgutil`: the data files that lie in a package."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.interp.stdlib.opaque import Opaque

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

UNREAD = Unknown("what `pkgutil` gives is not known before the program runs")

function = Functions("pkgutil.")


@function("get_data")
def _get_data(machine: Machine, package: Any, resource: Any) -> Any:
    if not isinstance(package, str) or not isinstance(resource, str):
        return Unknown("which file is read is not known")
    module = machine.import_module(package)
    place = None if module is None or isinstance(module, Unknown) else machine.attribute(module, "__file__")
    path = PurePath(resource)
    if not isinstance(place, str) or path.is_absolute() or ".." in path.parts:
        return UNREAD
    found = machine.host.data(str(PurePath(place).parent / path))
    return UNREAD if found is None else found


def names(module: str) -> dict[str, Any]:
    others = ("iter_modules", "walk_packages", "find_loader", "get_loader", "resolve_name", "extend_path", "ModuleInfo")
    return {**dict.fromkeys(others, Opaque(UNREAD, False)), **function.names}
