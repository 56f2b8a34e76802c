"""`tuple`, and what classes derived from it inherit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins import sequences
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.records import Record
from layerhints.interp.builtins.sequences import slice_of
from layerhints.interp.builtins.text import representation
from layerhints.values.objects import Class, Iterator

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

method = Methods("tuple", (tuple, Record))


def host_items(value: Any) -> tuple[Any, ...] | None:
    """The items of a tuple or of an instance of a class derived from `tuple`; None for anything else."""
    if isinstance(value, Record):
        return value.items
    return value if isinstance(value, tuple) else None


@method.new
def _new(machine: Machine, cls: Class, iterable: Any = ()) -> Any:
    items = items_of(machine, iterable)
    return items if isinstance(items, Unknown) or cls is TUPLE else Record(items, cls)


@method("index")
def _index(machine: Machine, self: Any, item: Any, start: Any = 0, stop: Any = None) -> Any:
    position = sequences.position_of(machine, host_items(self) or (), item, start, stop)
    if not isinstance(position, Unknown) and position < 0:
        machine.throw("ValueError", "tuple.index(x): x not in tuple")
    return position


@method("count")
def _count(machine: Machine, self: Any, item: Any) -> Any:
    return sequences.occurrences(machine, host_items(self) or (), item)


@method("__getitem__")
def _getitem(machine: Machine, self: Any, index: Any) -> Any:
    items = host_items(self) or ()
    if isinstance(index, slice):
        known = slice_of(machine, index)
        return known if isinstance(known, Unknown) else items[known]
    return sequences.item_of(machine, items, index, "tuple")


@method("__len__")
def _len(machine: Machine, self: Any) -> Any:
    return len(host_items(self) or ())


@method("__iter__")
def _iter(machine: Machine, self: Any) -> Any:
    return Iterator(host_items(self) or ())


@method("__contains__")
def _contains(machine: Machine, self: Any, item: Any) -> Any:
    return sequences.contains(machine, host_items(self) or (), item)


@method("__add__")
def _add(machine: Machine, self: Any, other: Any) -> Any:
    more = host_items(other)
    if more is None:
        return other if isinstance(other, Unknown) else NotImplemented
    return (*(host_items(self) or ()), *more)


@method("__radd__")
def _radd(machine: Machine, self: Any, other: Any) -> Any:
    return (*other, *(host_items(self) or ())) if isinstance(other, tuple) else NotImplemented


@method("__mul__")
@method("__rmul__")
def _mul(machine: Machine, self: Any, times: Any) -> Any:
    return sequences.repeated(machine, host_items(self) or (), times)


@method("__eq__")
def _eq(machine: Machine, self: Any, other: Any) -> Any:
    theirs = host_items(other)
    return NotImplemented if theirs is None else sequences.equal(machine, host_items(self) or (), theirs)


@method("__ne__")
def _ne(machine: Machine, self: Any, other: Any) -> Any:
    result = _eq(machine, self, other)
    return not result if isinstance(result, bool) else result


def _declare_order(name: str, operator: str) -> None:
    def compare(machine: Machine, self: Any, other: Any) -> Any:
        mine, theirs = host_items(self) or (), host_items(other)
        return NotImplemented if theirs is None else sequences.ordered(machine, operator, mine, theirs)

    method(name)(compare)


for _name, _operator in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
    _declare_order(_name, _operator)


@method("__hash__")
def _hash(machine: Machine, self: Any) -> Any:
    return Unknown("a hash depends on the run of the program")


@method("__repr__")
@method("__str__")
def _repr(machine: Machine, self: Any) -> Any:
    return representation(machine, self)


TUPLE = declare("tuple", method.names)
