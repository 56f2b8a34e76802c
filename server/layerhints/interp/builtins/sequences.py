"""What lists, tuples and deques have in common: operations on a host tuple of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import too_many
from layerhints.interp.joining import one_of
from layerhints.values.holes import detached
from layerhints.values.instances import unwrapped
from layerhints.values.objects import Instance

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

Items = tuple[Any, ...]


def index_of(machine: Machine, value: Any) -> int | Unknown:
    """The host integer that an index stands for."""
    value = unwrapped(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Expression):
        return Unknown("an index depends on a size that is not a known number")
    if isinstance(value, Instance):
        member = machine.attribute(value, "__index__")
        result = machine.call_values(member) if not isinstance(member, Unknown) else member
        if type(result) is int:
            return result
    return Unknown("an index is not a known number")


def slice_of(machine: Machine, value: slice) -> slice | Unknown:
    """The slice with host integers for its three parts."""
    parts: list[int | None] = []
    for part in (value.start, value.stop, value.step):
        known = None if part is None else index_of(machine, part)
        if isinstance(known, Unknown):
            return detached(known)
        parts.append(known)
    if parts[2] == 0:
        machine.throw("ValueError", "slice step cannot be zero")
    return slice(*parts)


def item_of(machine: Machine, items: Items, index: Any, kind: str) -> Any:
    """`items[index]` for one index, which may be unknown; the caller handles slices."""
    position = index_of(machine, index)
    if isinstance(position, Unknown):
        machine.bounded(len(items))
        return one_of(items, Unknown(position.reason))
    if not -len(items) <= position < len(items):
        machine.throw("IndexError", f"{kind} index out of range")
    return items[position]


def contains(machine: Machine, items: Items, value: Any) -> bool | Unknown:
    """`value in items`; Unknown where no item certainly equals it and one may."""
    doubt: Unknown | None = None
    for item in items:
        same = same_value(machine, item, value)
        if same is True:
            return True
        if isinstance(same, Unknown):
            doubt = same if doubt is None else doubt
    return False if doubt is None else doubt


def same_value(machine: Machine, first: Any, second: Any) -> bool | Unknown:
    """`first is second or first == second`, three-valued."""
    if first is second and not isinstance(first, Unknown):
        return True
    result = machine.compare("==", first, second)
    if isinstance(result, Unknown):
        return result
    truth = machine.truth(result)
    return Unknown("whether two values are equal is not known") if truth is None else truth


def equal(machine: Machine, first: Items, second: Items) -> bool | Unknown:
    if len(first) != len(second):
        return False
    doubt: Unknown | None = None
    for one, other in zip(first, second, strict=True):
        same = same_value(machine, one, other)
        if same is False:
            return False
        if isinstance(same, Unknown) and doubt is None:
            doubt = same
    return True if doubt is None else doubt


def ordered(machine: Machine, operator: str, first: Items, second: Items) -> Any:
    """`first operator second` in lexicographic order, for `<`, `<=`, `>`, `>=`."""
    for one, other in zip(first, second, strict=False):
        same = same_value(machine, one, other)
        if isinstance(same, Unknown):
            return same
        if not same:
            return machine.compare(operator, one, other)
    return machine.compare(operator, len(first), len(second))


def repeated(machine: Machine, items: Items, times: Any) -> Items | Unknown:
    """`items * times`."""
    times = index_of(machine, times)
    if isinstance(times, Unknown):
        return detached(times)
    times = max(times, 0)
    excess = too_many(times * len(items))
    if excess is not None:
        return excess
    machine.bounded(times * len(items))
    return items * times if items else ()


def position_of(machine: Machine, items: Items, value: Any, start: Any = 0, stop: Any = None) -> int | Unknown:
    """`items.index(value, start, stop)`; -1 where it is certainly absent."""
    first = index_of(machine, start)
    last = len(items) if stop is None else index_of(machine, stop)
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return Unknown("where to search is not known")
    for position in range(*slice(first, last).indices(len(items))):
        same = same_value(machine, items[position], value)
        if isinstance(same, Unknown):
            return same
        if same:
            return position
    return -1


def occurrences(machine: Machine, items: Items, value: Any) -> int | Unknown:
    """`items.count(value)`."""
    count = 0
    for item in items:
        same = same_value(machine, item, value)
        if isinstance(same, Unknown):
            return same
        count += same
    return count
