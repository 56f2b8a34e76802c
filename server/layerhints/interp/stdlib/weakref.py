"""`weakref`: nothing is ever collected here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.builtins.dicts import DICT
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.sets import SET
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("weakref.")


@function("ref")
def _ref(machine: Machine, object: Any, callback: Any = None) -> Any:
    return Native("weakref", lambda machine, arguments: object)


@function("proxy")
def _proxy(machine: Machine, object: Any, callback: Any = None) -> Any:
    return object


@function("finalize")
def _finalize(machine: Machine, *arguments: Any, **options: Any) -> None:
    return None


def names(module: str) -> dict[str, Any]:
    return {**function.names, "WeakKeyDictionary": DICT, "WeakValueDictionary": DICT, "WeakSet": SET}
