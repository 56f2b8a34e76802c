"""Iterators and the functions that make or use them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.alike_lists import any_of, iterated
from layerhints.interp.builtins.constants import too_many
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Functions, Methods
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.order import extreme, sort
from layerhints.values.objects import ABSENT, Alike, Iterator, Value
from layerhints.values.origins import unknown_number

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

ENDLESS = 2**40
"""The length by which sequences without an end are represented."""


class Cycle(Sequence[Any]):
    """The same items over and over; an endless one has the length ENDLESS."""

    def __init__(self, items: tuple[Any, ...], length: int, start: int = 0) -> None:
        self._items = items
        self._length = length
        self._start = start

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            if step != 1:
                return tuple(self[position] for position in range(start, stop, step))
            return Cycle(self._items, max(stop - start, 0), self._start + start)
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        return self._items[(self._start + index) % len(self._items)]


# --- the methods of iterators and generators

method = Methods("iterator", Iterator)


@method("__iter__")
def _self(machine: Machine, self: Iterator) -> Iterator:
    return self


@method("__next__")
@method("next")
def _next_method(machine: Machine, self: Iterator) -> Any:
    return _next(machine, self)


@method("send")
def _send(machine: Machine, self: Iterator, value: Any) -> Any:
    self.forget(machine, Unknown("what a generator does with what is sent to it is not followed"))
    return Unknown("what a generator gives for what is sent to it is not followed")


@method("throw")
def _throw(machine: Machine, self: Iterator, *arguments: Any) -> Any:
    return _send(machine, self, None)


@method("close")
def _close(machine: Machine, self: Iterator) -> None:
    machine.iterate(self)


ITERATOR = declare("iterator", method.names)
GENERATOR = declare("generator", method.names)

# --- functions

function = Functions()


def sources(machine: Machine, iterables: tuple[Any, ...]) -> list[Iterator] | Unknown:
    """Each iterable as something that `next` can be asked of; Unknown where one is not known."""
    result: list[Iterator] = []
    for iterable in iterables:
        if isinstance(iterable, Iterator):
            result.append(iterable)
        else:
            items = machine.iterate(iterable)
            if isinstance(items, Unknown):
                return items
            result.append(Iterator(items))
    return result


def rows(machine: Machine, iterables: tuple[Any, ...], strict: bool = False) -> tuple[Any, ...] | Unknown:
    """The rows of `zip`: items are taken one by one, so that the same iterator may stand in several columns."""
    columns = sources(machine, iterables)
    if isinstance(columns, Unknown):
        return _any_row(machine, iterables, columns)
    result: list[tuple[Any, ...]] = []
    while columns:
        machine.bounded(1)
        row: list[Any] = []
        for column in columns:
            item = column.next(machine)
            if item is ABSENT:
                if strict and (row or any(other.next(machine) is not ABSENT for other in columns[1:])):
                    machine.throw("ValueError", "zip() arguments differ in length")
                return tuple(result)
            if isinstance(item, Unknown) and isinstance(column.items, Unknown):
                return item
            row.append(item)
        result.append(tuple(row))
        excess = too_many(len(result))
        if excess is not None:
            return excess
    return ()


def _any_row(machine: Machine, iterables: tuple[Any, ...], reason: Unknown) -> Unknown:
    """What every row is like, where that is known of every column."""
    row: list[Any] = []
    counts: list[Any] = []
    for iterable in iterables:
        items = iterated(machine, iterable)
        if not isinstance(items, Unknown):
            if not items or too_many(len(items)) is not None:
                return Unknown(reason.reason)
            counts.append(len(items))
            row.append(any_of(machine, items, reason))
        elif isinstance(items.origin, Alike):
            counts.append(items.origin.count)
            row.append(items.origin.item)
        else:
            return items
    count = counts[0] if all(each is not None and each == counts[0] for each in counts) else None
    return Unknown(reason.reason, Alike(tuple(row), count))


@function("zip")
def _zip(machine: Machine, *iterables: Any, strict: Any = False) -> Any:
    return Iterator(rows(machine, iterables, strict is True))


@function("enumerate")
def _enumerate(machine: Machine, iterable: Any, start: Any = 0) -> Any:
    items = iterated(machine, iterable)
    if isinstance(items, Unknown) and isinstance(items.origin, Alike):
        row = (unknown_number("which round of the loop it is is not known"), items.origin.item)
        return Iterator(Unknown(items.reason, Alike(row, items.origin.count)))
    if isinstance(items, Unknown):
        return Iterator(items)
    machine.bounded(len(items))
    if type(start) is int:
        return Iterator(tuple(enumerate(items, start)))
    return Iterator(tuple((machine.binary("+", start, position), item) for position, item in enumerate(items)))


@function("map", changes=True)
def _map(machine: Machine, function: Any, *iterables: Any) -> Any:
    arguments = rows(machine, iterables)
    if isinstance(arguments, Unknown):
        return Iterator(Unknown(arguments.reason))
    if function is None:  # Python 2
        return Iterator(tuple(row[0] if len(row) == 1 else row for row in arguments))
    return Iterator(tuple(machine.call_values(function, *row) for row in arguments))


@function("filter", changes=True)
def _filter(machine: Machine, function: Any, iterable: Any) -> Any:
    items = items_of(machine, iterable)
    return Iterator(items if isinstance(items, Unknown) else chosen(machine, function, items))


def chosen(
    machine: Machine, function: Any, items: tuple[Any, ...], wanted: bool = True
) -> tuple[Any, ...] | Unknown:
    """The items for which the function is true (or false)."""
    result = []
    for item in items:
        truth = machine.truth(item if function is None else machine.call_values(function, item))
        if truth is None:
            return Unknown("which items are chosen is not known")
        if truth is wanted:
            result.append(item)
    return tuple(result)


@function("iter")
def _iter(machine: Machine, value: Any, sentinel: Any = ABSENT) -> Any:
    if isinstance(value, Iterator):
        return value
    if sentinel is not ABSENT:
        return Iterator(Unknown("how often the function is called is not known"))
    return Iterator(iterated(machine, value))


def _next(machine: Machine, value: Any, default: Any = ABSENT) -> Any:
    if isinstance(value, Unknown):
        machine.forget(value, value)
        return value
    if isinstance(value, Iterator):
        item = value.next(machine)
        if item is not ABSENT:
            return item
        if default is not ABSENT:
            return default
        machine.throw("StopIteration", "")
    if isinstance(value, Value):
        member = machine.attribute(value, "__next__")
        if member is ABSENT:
            member = machine.attribute(value, "next")
        if member is not ABSENT:
            return member if isinstance(member, Unknown) else machine.call_values(member)
    return Unknown("the next item of this value is not known")


function("next")(_next)


@function("reversed")
def _reversed(machine: Machine, sequence: Any) -> Any:
    if isinstance(sequence, Value):
        member = machine.attribute(sequence, "__reversed__")
        if member is not ABSENT and not isinstance(member, Unknown):
            result = machine.call_values(member)
            return result if isinstance(result, (Iterator, Unknown)) else Iterator(machine.iterate(result))
    items = iterated(machine, sequence)
    return Iterator(items if isinstance(items, Unknown) else items[::-1])


@function("sorted", changes=True)
def _sorted(machine: Machine, iterable: Any, cmp: Any = None, /, *, key: Any = None, reverse: Any = False) -> Any:
    if cmp is not None:  # Python 2
        return Unknown("sorting by a function of two arguments is not followed")
    items = items_of(machine, iterable)
    return machine.new_list(items if isinstance(items, Unknown) else sort(machine, items, key, reverse))


@function("len")
def _len(machine: Machine, value: Any) -> Any:
    length = machine.length(value)
    return unknown_number(length) if isinstance(length, Unknown) and length.origin is None else length


@function("sum")
def _sum(machine: Machine, iterable: Any, start: Any = 0) -> Any:
    items = iterated(machine, iterable)
    if isinstance(items, Unknown):
        if not isinstance(items.origin, Alike):
            return items
        once = machine.binary("+", start, items.origin.item)
        return machine.join(once, machine.binary("+", once, items.origin.item), Unknown(items.reason))
    machine.bounded(len(items))
    result = start
    for item in items:
        result = machine.binary("+", result, item)
    return result


def _extreme(machine: Machine, least: bool, arguments: tuple[Any, ...], key: Any, default: Any) -> Any:
    items = items_of(machine, arguments[0]) if len(arguments) == 1 else arguments
    if isinstance(items, Unknown):
        return items
    if not items:
        if default is ABSENT:
            machine.throw("ValueError", f"{'min' if least else 'max'}() arg is an empty sequence")
        return default
    return extreme(machine, items, key, least)


@function("min")
def _min(machine: Machine, first: Any, *more: Any, key: Any = None, default: Any = ABSENT) -> Any:
    return _extreme(machine, True, (first, *more), key, default)


@function("max")
def _max(machine: Machine, first: Any, *more: Any, key: Any = None, default: Any = ABSENT) -> Any:
    return _extreme(machine, False, (first, *more), key, default)


def _decide(machine: Machine, iterable: Any, decisive: bool) -> Any:
    """`any` (decided by a True) or `all` (decided by a False)."""
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return items
    doubt: Unknown | None = None
    for item in items:
        truth = machine.truth(item)
        if truth is decisive:
            return decisive
        if truth is None and doubt is None:
            doubt = item if isinstance(item, Unknown) else Unknown("whether an item is true is not known")
    return (not decisive) if doubt is None else doubt


@function("any")
def _any(machine: Machine, iterable: Any) -> Any:
    return _decide(machine, iterable, True)


@function("all")
def _all(machine: Machine, iterable: Any) -> Any:
    return _decide(machine, iterable, False)


@function("reduce", changes=True)
def reduce(machine: Machine, function: Any, iterable: Any, initial: Any = ABSENT) -> Any:
    items = items_of(machine, iterable)
    if isinstance(items, Unknown):
        return items
    if initial is ABSENT:
        if not items:
            machine.throw("TypeError", "reduce() of empty iterable with no initial value")
        initial, items = items[0], items[1:]
    for item in items:
        initial = machine.call_values(function, initial, item)
    return initial
