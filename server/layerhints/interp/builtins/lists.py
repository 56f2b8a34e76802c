"""`list`: its methods, written on contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins import sequences
from layerhints.interp.builtins.constants import too_many
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.order import sort
from layerhints.interp.builtins.sequences import index_of, slice_of
from layerhints.interp.builtins.text import representation
from layerhints.values.objects import Iterator, List, alike_of

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

method = Methods("list", List)
method.allocate(lambda cls: List((), cls))


def items_of(machine: Machine, value: Any) -> tuple[Any, ...] | Unknown:
    """The items of any iterable as a host tuple of bounded length."""
    items = machine.iterate(value)
    if isinstance(items, Unknown):
        return items
    excess = too_many(len(items))
    return tuple(items) if excess is None else excess


def same_class(self: List, content: tuple[Any, ...] | Unknown) -> List:
    return List(content, self.cls)


@method("__init__", changes=True, always=True)
def _init(machine: Machine, self: List, iterable: Any = ()) -> None:
    items = items_of(machine, iterable)
    said = alike_of(iterable, items)
    if isinstance(items, Unknown) and said is not None:
        items = self.items_like(said.among(said.count), Unknown(items.reason))
    machine.replace(self, items)


@method("append", changes=True)
def _append(machine: Machine, self: List, item: Any) -> None:
    machine.replace(self, (*self.content, item))


@method("extend", changes=True)
def _extend(machine: Machine, self: List, iterable: Any) -> None:
    items = items_of(machine, iterable)
    machine.replace(self, items if isinstance(items, Unknown) else (*self.content, *items))


@method("insert", changes=True)
def _insert(machine: Machine, self: List, index: Any, item: Any) -> None:
    position = index_of(machine, index)
    if isinstance(position, Unknown):
        machine.replace(self, position)
        return
    items = list(self.content)
    items.insert(position, item)
    machine.replace(self, tuple(items))


@method("pop", changes=True)
def _pop(machine: Machine, self: List, index: Any = -1) -> Any:
    items = self.content
    if not items:
        machine.throw("IndexError", "pop from empty list")
    position = index_of(machine, index)
    if isinstance(position, Unknown):
        machine.replace(self, position)
        return position
    if not -len(items) <= position < len(items):
        machine.throw("IndexError", "pop index out of range")
    position %= len(items)
    machine.replace(self, items[:position] + items[position + 1 :])
    return items[position]


@method("remove", changes=True)
def _remove(machine: Machine, self: List, item: Any) -> None:
    position = sequences.position_of(machine, self.content, item)
    if isinstance(position, Unknown):
        machine.replace(self, position)
    elif position < 0:
        machine.throw("ValueError", "list.remove(x): x not in list")
    else:
        machine.replace(self, self.content[:position] + self.content[position + 1 :])


@method("clear", changes=True, always=True)
def _clear(machine: Machine, self: List) -> None:
    machine.replace(self, ())


@method("copy", always=True)
def _copy(machine: Machine, self: List) -> List:
    return machine.new_list(self.content)


@method("index")
def _index(machine: Machine, self: List, item: Any, start: Any = 0, stop: Any = None) -> Any:
    position = sequences.position_of(machine, self.content, item, start, stop)
    if not isinstance(position, Unknown) and position < 0:
        machine.throw("ValueError", "the item is not in list")
    return position


@method("count")
def _count(machine: Machine, self: List, item: Any) -> Any:
    return sequences.occurrences(machine, self.content, item)


@method("sort", changes=True)
def _sort(machine: Machine, self: List, cmp: Any = None, *, key: Any = None, reverse: Any = False) -> None:
    if cmp is not None:  # Python 2
        machine.replace(self, Unknown("sorting by a function of two arguments is not followed"))
        return
    machine.replace(self, sort(machine, self.content, key, reverse))


@method("reverse", changes=True)
def _reverse(machine: Machine, self: List) -> None:
    machine.replace(self, self.content[::-1])


# --- special methods


@method("__getitem__")
def _getitem(machine: Machine, self: List, index: Any) -> Any:
    if isinstance(index, slice):
        known = slice_of(machine, index)
        return machine.new_list(known if isinstance(known, Unknown) else self.content[known])
    return sequences.item_of(machine, self.content, index, "list")


@method("__setitem__", changes=True)
def _setitem(machine: Machine, self: List, index: Any, value: Any) -> None:
    if isinstance(index, slice):
        known = slice_of(machine, index)
        items = items_of(machine, value)
        if isinstance(known, Unknown) or isinstance(items, Unknown):
            machine.replace(self, known if isinstance(known, Unknown) else items)
            return
        content = list(self.content)
        if known.step not in (None, 1) and len(range(*known.indices(len(content)))) != len(items):
            machine.throw("ValueError", "the sequence does not fit the extended slice")
        content[known] = items
        machine.replace(self, tuple(content))
        return
    position = index_of(machine, index)
    if isinstance(position, Unknown):
        machine.replace(self, position)
    elif not -len(self.content) <= position < len(self.content):
        machine.throw("IndexError", "list assignment index out of range")
    else:
        position %= len(self.content)
        machine.replace(self, (*self.content[:position], value, *self.content[position + 1 :]))


@method("__delitem__", changes=True)
def _delitem(machine: Machine, self: List, index: Any) -> None:
    known = slice_of(machine, index) if isinstance(index, slice) else index_of(machine, index)
    if isinstance(known, Unknown):
        machine.replace(self, known)
        return
    content = list(self.content)
    if isinstance(known, int) and not -len(content) <= known < len(content):
        machine.throw("IndexError", "list assignment index out of range")
    del content[known]
    machine.replace(self, tuple(content))


@method("__len__")
def _len(machine: Machine, self: List) -> Any:
    return len(self.content)


@method("__iter__")
def _iter(machine: Machine, self: List) -> Any:
    return Iterator(self.content)


@method("__reversed__")
def _reversed(machine: Machine, self: List) -> Any:
    return Iterator(self.content[::-1])


@method("__contains__")
def _contains(machine: Machine, self: List, item: Any) -> Any:
    return sequences.contains(machine, self.content, item)


@method("__add__")
def _add(machine: Machine, self: List, other: Any) -> Any:
    if isinstance(other, Unknown):
        return machine.new_list(other)
    if not isinstance(other, List):
        return NotImplemented
    if isinstance(other.content, Unknown):
        from layerhints.interp.builtins.alike_lists import extended

        result = machine.new_list(Unknown(other.content.reason, other.content.origin))
        if (said := other.said()) is not None:
            result.holds_alike(said.item, said.count)
            extended(machine, result, self)
        return result
    return machine.new_list((*self.content, *other.content))


@method("__iadd__", changes=True)
def _iadd(machine: Machine, self: List, other: Any) -> Any:
    _extend(machine, self, other)
    return self


@method("__mul__")
@method("__rmul__")
def _mul(machine: Machine, self: List, times: Any) -> Any:
    return machine.new_list(sequences.repeated(machine, self.content, times))


@method("__imul__", changes=True)
def _imul(machine: Machine, self: List, times: Any) -> Any:
    machine.replace(self, sequences.repeated(machine, self.content, times))
    return self


@method("__eq__")
def _eq(machine: Machine, self: List, other: Any) -> Any:
    if not isinstance(other, List):
        return NotImplemented
    theirs = other.content
    return theirs if isinstance(theirs, Unknown) else sequences.equal(machine, self.content, theirs)


@method("__repr__")
@method("__str__")
def _repr(machine: Machine, self: List) -> Any:
    return representation(machine, self)


def _declare_order(name: str, operator: str) -> None:
    def compare(machine: Machine, self: List, other: Any) -> Any:
        if not isinstance(other, List):
            return NotImplemented
        if isinstance(other.content, Unknown):
            return other.content
        return sequences.ordered(machine, operator, self.content, other.content)

    method(name)(compare)


for _name, _operator in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
    _declare_order(_name, _operator)

LIST = declare("list", method.names)
LIST.namespace["__hash__"] = None
