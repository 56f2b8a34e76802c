"""`collections.deque`: a list that is used from both ends and may have a greatest length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.lists import LIST, items_of
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.sequences import Items, index_of
from layerhints.values.objects import Class, List

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def _set(machine: Machine, self: List, items: Items, keep_last: bool = True) -> None:
    """Give the deque its items, less what its greatest length pushes out at the other end."""
    longest = self.attributes.get("maxlen")
    if longest is None or (type(longest) is int and len(items) <= longest):
        machine.replace(self, items)
    elif type(longest) is int:
        machine.replace(self, items[len(items) - longest :] if keep_last else items[:longest])
    else:
        machine.replace(self, Unknown("how long a deque may get is not known"))


def deque_class() -> Class:
    method = Methods("deque", List)

    @method("__init__", changes=True, always=True)
    def _init(machine: Machine, self: List, iterable: Any = (), maxlen: Any = None) -> None:
        machine.write(self.attributes, "maxlen", maxlen)
        items = items_of(machine, iterable)
        if isinstance(items, Unknown):
            machine.replace(self, items)
        else:
            _set(machine, self, items)

    @method("append", changes=True)
    def _append(machine: Machine, self: List, item: Any) -> None:
        _set(machine, self, (*self.content, item))

    @method("appendleft", changes=True)
    def _appendleft(machine: Machine, self: List, item: Any) -> None:
        _set(machine, self, (item, *self.content), keep_last=False)

    @method("extend", changes=True)
    def _extend(machine: Machine, self: List, iterable: Any) -> None:
        items = items_of(machine, iterable)
        if isinstance(items, Unknown):
            machine.replace(self, items)
        else:
            _set(machine, self, (*self.content, *items))

    @method("extendleft", changes=True)
    def _extendleft(machine: Machine, self: List, iterable: Any) -> None:
        items = items_of(machine, iterable)
        if isinstance(items, Unknown):
            machine.replace(self, items)
        else:
            _set(machine, self, (*items[::-1], *self.content), keep_last=False)

    @method("popleft", changes=True)
    def _popleft(machine: Machine, self: List) -> Any:
        if not self.content:
            machine.throw("IndexError", "pop from an empty deque")
        first, *rest = self.content
        machine.replace(self, tuple(rest))
        return first

    @method("rotate", changes=True)
    def _rotate(machine: Machine, self: List, n: Any = 1) -> None:
        steps = index_of(machine, n)
        if isinstance(steps, Unknown):
            machine.replace(self, steps)
        elif self.content:
            steps %= len(self.content)
            machine.replace(self, self.content[-steps:] + self.content[:-steps] if steps else self.content)

    @method("copy", always=True)
    def _copy(machine: Machine, self: List) -> List:
        made = List(self.content, self.cls)
        made.attributes.update(self.attributes)
        return made

    return Class("deque", (LIST,), method.names, module="collections")
