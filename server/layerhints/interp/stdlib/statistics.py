"""`statistics`, on numbers that are known."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import call_host
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Functions

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("statistics.")


def _declare(name: str) -> None:
    def call(machine: Machine, data: Any) -> Any:
        items = items_of(machine, data)
        return items if isinstance(items, Unknown) else call_host(machine, getattr(statistics, name), (items,))

    function(name)(call)


for _name in (
    "fmean", "mean", "median", "median_high", "median_low", "mode", "pstdev", "pvariance", "stdev", "variance",
):  # fmt: skip
    _declare(_name)


def names(module: str) -> dict[str, Any]:
    return dict(function.names)
