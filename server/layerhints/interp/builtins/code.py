"""`function.__code__`: the names of a function's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.binding import bound_names
from layerhints.syntax import tree
from layerhints.values.objects import ABSENT, Function, Native, Property, Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_PLAIN = ("positional_only", "positional")
_ORDER = {"positional_only": 0, "positional": 0, "keyword_only": 1, "variadic": 2, "keywords": 3}
"""In this order Python keeps the parameters."""


class Code(Value):
    """The code object of a function of the program."""

    __slots__ = ("function",)

    def __init__(self, function: Function) -> None:
        self.function = function

    def describe(self) -> str:
        return f"the code of `{self.function.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        items = self.function.node.parameters.items
        if name == "co_varnames":
            body = self.function.node.body if isinstance(self.function.node, tree.Function) else ()
            parameters = [item.name for item in sorted(items, key=lambda item: _ORDER[item.kind])]
            return tuple(dict.fromkeys((*parameters, *(name for statement in body for name in bound_names(statement)))))
        if name == "co_argcount":
            return sum(item.kind in _PLAIN for item in items)
        if name == "co_kwonlyargcount":
            return sum(item.kind == "keyword_only" for item in items)
        if name == "co_name":
            return self.function.name
        return ABSENT if not name.startswith("co_") else Unknown(f"`{name}` of a function's code is not followed")


def _code(machine: Machine, arguments: Arguments) -> Any:
    function = arguments.positional[0]
    return Code(function) if isinstance(function, Function) else Unknown("the code of this is not known")


CODE = Property(Native("__code__", _code))

__all__ = ["CODE", "Code"]
