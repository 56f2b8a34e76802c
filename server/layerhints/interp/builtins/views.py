"""What `keys()`, `values()` and `items()` give: windows on a dict that follow its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins import sequences
from layerhints.interp.builtins.dicts import method
from layerhints.values.objects import Dict, Set, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

SET_OPERATORS = ("&", "|", "-", "^")


class View(Value):
    """`kind` is `keys`, `values` or `items`. Python 2's lists can be indexed, so a view can."""

    __slots__ = ("kind", "owner")

    def __init__(self, owner: Dict, kind: str) -> None:
        self.owner = owner
        self.kind = kind

    def describe(self) -> str:
        return f"the {self.kind} of a dict"

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        content = self.owner.whole(machine)
        if isinstance(content, Unknown):
            return content
        return tuple(getattr(content, self.kind)())

    def length(self, machine: Machine) -> Any:
        return self.owner.length(machine)

    def truth(self, machine: Machine) -> bool | None:
        return self.owner.truth(machine)

    def item(self, machine: Machine, index: Any) -> Any:
        items = self.iterate(machine)
        return items if isinstance(items, Unknown) else machine.item(tuple(items), index)

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        mine = self.iterate(machine)
        if isinstance(mine, Unknown):
            return mine
        if operator in SET_OPERATORS and self.kind != "values":
            theirs = machine.iterate(other)
            if isinstance(theirs, Unknown):
                return theirs
            left, right = (theirs, mine) if reflected else (mine, theirs)
            return machine.binary(operator, machine.new_set(left), machine.new_set(right))
        if operator == "+" and not reflected:  # Python 2
            return machine.binary("+", machine.new_list(mine), other)
        return NotImplemented

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        if not isinstance(other, (View, Set)) or self.kind == "values":
            return NotImplemented
        mine, theirs = self.iterate(machine), machine.iterate(other)
        if isinstance(mine, Unknown) or isinstance(theirs, Unknown):
            return mine if isinstance(mine, Unknown) else theirs
        left, right = (theirs, mine) if reflected else (mine, theirs)
        return machine.compare(operator, machine.new_set(left), machine.new_set(right))

    def attribute(self, machine: Machine, name: str) -> Any:
        items = self.iterate(machine)
        if isinstance(items, Unknown):
            return items
        return machine.attribute(machine.new_set(items) if name == "isdisjoint" else machine.new_list(items), name)

    def contains(self, machine: Machine, value: Any) -> Any:
        items = self.iterate(machine)
        return items if isinstance(items, Unknown) else sequences.contains(machine, tuple(items), value)


def _declare_view(kind: str) -> None:
    def view(machine: Machine, self: Dict) -> View:
        return View(self, kind)

    method(kind, always=True)(view)
    method(f"view{kind}", always=True)(view)  # Python 2


for _kind in ("keys", "values", "items"):
    _declare_view(_kind)
