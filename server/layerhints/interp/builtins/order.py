"""Sorting, least and greatest, of values of which some may be symbolic."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown, maximum, minimum
from layerhints.interp.builtins.constants import NotConstant
from layerhints.values.instances import unwrapped
from layerhints.values.origins import is_number, unknown_number

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

ORDERED_HOSTS = (int, float, str, bytes)


def keyed(machine: Machine, items: tuple[Any, ...], key: Any) -> list[Any]:
    """What each item is compared by."""
    return list(items) if key is None else [machine.call_values(key, item) for item in items]


def sort(machine: Machine, items: tuple[Any, ...], key: Any, reverse: Any) -> tuple[Any, ...] | Unknown:
    """The items in order; Unknown where a comparison cannot be decided. Numbers are as many numbers all the same."""
    backwards = machine.truth(reverse)
    if backwards is None:
        return Unknown("whether to sort in reverse is not known")
    if len(items) < 2:
        return items
    machine.bounded(len(items))
    keys = [unwrapped(value) for value in keyed(machine, items, key)]
    order = list(range(len(items)))
    if all(type(value) is type(keys[0]) for value in keys) and isinstance(keys[0], ORDERED_HOSTS):
        order.sort(key=keys.__getitem__, reverse=backwards)
        return tuple(items[position] for position in order)

    def compare(first: int, second: int) -> int:
        if _is_less(machine, keys[first], keys[second]):
            return -1
        return 1 if _is_less(machine, keys[second], keys[first]) else 0

    try:
        order.sort(key=cmp_to_key(compare), reverse=backwards)
    except NotConstant as failure:
        if not all(map(is_number, items)):
            return failure.unknown
        return tuple(unknown_number(failure.unknown) for _ in items)
    return tuple(items[position] for position in order)


def _is_less(machine: Machine, first: Any, second: Any) -> bool:
    result = machine.compare("<", first, second)
    truth = None if isinstance(result, Unknown) else machine.truth(result)
    if truth is None:
        raise NotConstant(result if isinstance(result, Unknown) else Unknown("how the items compare is not known"))
    return truth


def extreme(machine: Machine, items: tuple[Any, ...], key: Any, least: bool) -> Any:
    """The least or the greatest of one or more items, the first of several."""
    machine.bounded(len(items))
    keys = keyed(machine, items, key)
    if key is None and any(isinstance(value, Expression) for value in keys):
        numbers = [unwrapped(value) for value in keys]
        if all(isinstance(value, (int, Expression)) for value in numbers):
            return minimum(*numbers) if least else maximum(*numbers)
    best = 0
    for position in range(1, len(items)):
        first, second = (position, best) if least else (best, position)
        try:
            if _is_less(machine, keys[first], keys[second]):
                best = position
        except NotConstant as failure:
            return unknown_number(failure.unknown) if all(map(is_number, items)) else failure.unknown
    return items[best]
