"""`importlib.util`: whether a module is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.interp.stdlib.opaque import Opaque

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.machine import Machine

function = Functions("importlib.util.")


class Specification(Opaque):
    """What is found of a module that is there: nothing more is known of it."""

    __slots__ = ()

    def truth(self, machine: Machine) -> bool | None:
        return True


@function("find_spec")
def _find_spec(machine: Interpreter, name: Any, package: Any = None) -> Any:
    """None where the environment is found and has neither a module nor a distribution of this name."""
    if not isinstance(name, str) or name.startswith("."):
        return name if isinstance(name, Unknown) else Unknown("which module is looked for is not known")
    file = machine.file
    host = machine.host
    if host.source(name, file) is not None or host.distribution(name) is not None:
        return Specification(Unknown(f"what the specification of `{name}` holds is not followed"), is_handle=True)
    described = any(name.partition(".")[0] in library.modules for library in machine.libraries)
    if "." in name or described or host.source("__future__", file) is None:
        return Unknown(f"whether `{name}` is installed is not known")
    return None


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
