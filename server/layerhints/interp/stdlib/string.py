"""`string`."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from layerhints.interp.builtins.constants import call_host
from layerhints.interp.builtins.native import Functions

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("string.")


@function("capwords")
def _capwords(machine: Machine, s: Any, sep: Any = None) -> Any:
    return call_host(machine, string.capwords, (s, sep))


def names(module: str) -> dict[str, Any]:
    constants = {name: value for name, value in vars(string).items() if isinstance(value, str) and name[0] != "_"}
    return {**constants, **function.names, "letters": string.ascii_letters, "lowercase": string.ascii_lowercase}
