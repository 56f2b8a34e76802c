"""`warnings`: they are not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.builtins.native import Functions
from layerhints.interp.stdlib.contextlib import names as context_names

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("warnings.")


@function("warn")
@function("warn_explicit")
@function("filterwarnings")
@function("simplefilter")
@function("resetwarnings")
def _nothing(machine: Machine, *arguments: Any, **options: Any) -> None:
    return None


def names(module: str) -> dict[str, Any]:
    return {**function.names, "catch_warnings": context_names(module)["nullcontext"]}
