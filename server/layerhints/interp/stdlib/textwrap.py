"""`textwrap`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from layerhints.interp.builtins.constants import call_host
from layerhints.interp.builtins.native import Functions

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("textwrap.")


def _declare(name: str) -> None:
    def call(machine: Machine, *arguments: Any, **options: Any) -> Any:
        return call_host(machine, getattr(textwrap, name), arguments, options)

    function(name)(call)


for _name in ("dedent", "fill", "indent", "shorten", "wrap"):
    _declare(_name)


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
