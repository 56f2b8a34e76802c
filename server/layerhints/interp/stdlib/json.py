"""`json`, on texts and values that are known. What stands in a file is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from layerhints.interp.builtins.constants import call_host
from layerhints.interp.builtins.native import Functions

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("json.")


def _declare(name: str) -> None:
    def call(machine: Machine, value: Any, **options: Any) -> Any:
        return call_host(machine, getattr(json, name), (value,), options)

    function(name)(call)


for _name in ("dumps", "loads"):
    _declare(_name)


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
