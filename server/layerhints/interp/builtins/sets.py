"""`set` and `frozenset`: their methods, written on contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import too_many
from layerhints.interp.builtins.keys import find_key, require_hashable
from layerhints.interp.builtins.native import Methods
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.text import representation
from layerhints.values.objects import ABSENT, Class, Iterator, Set

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

    Members = dict[Any, None]

method = Methods("set", Set)
frozen_method = Methods("frozenset", Set)
method.allocate(lambda cls: Set({}, cls))


def members_of(machine: Machine, value: Any) -> Members | Unknown:
    """The distinct items of an iterable; Unknown where it is not known which are the same."""
    if isinstance(value, Set):
        content: Members | Unknown = value.content
        return content
    items = machine.iterate(value)
    if isinstance(items, Unknown):
        return items
    excess = too_many(len(items))
    if excess is not None:
        return excess
    members: Members = {}
    for item in items:
        doubt = include(machine, members, item)
        if doubt is not None:
            return doubt
    return members


def include(machine: Machine, members: Members, item: Any) -> Unknown | None:
    require_hashable(machine, item)
    stored = find_key(members, item)
    if isinstance(stored, Unknown):
        return stored
    if stored is ABSENT:
        members[item] = None
    return None


def union(machine: Machine, left: Members, right: Members) -> Members | Unknown:
    result = dict(left)
    for item in right:
        doubt = include(machine, result, item)
        if doubt is not None:
            return doubt
    return result


def intersection(machine: Machine, left: Members, right: Members, keep: bool = True) -> Members | Unknown:
    """The members of `left` that are in `right`, or that are not."""
    result: Members = {}
    for item in left:
        stored = find_key(right, item)
        if isinstance(stored, Unknown):
            return stored
        if (stored is not ABSENT) is keep:
            result[item] = None
    return result


def difference(machine: Machine, left: Members, right: Members) -> Members | Unknown:
    return intersection(machine, left, right, keep=False)


def symmetric_difference(machine: Machine, left: Members, right: Members) -> Members | Unknown:
    first, second = difference(machine, left, right), difference(machine, right, left)
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return first if isinstance(first, Unknown) else second
    return {**first, **second}


def _combined(machine: Machine, self: Set, operation: Any, others: tuple[Any, ...]) -> Members | Unknown:
    result: Members | Unknown = self.content
    for other in others:
        members = members_of(machine, other)
        if isinstance(members, Unknown) or isinstance(result, Unknown):
            return members if isinstance(members, Unknown) else result
        result = operation(machine, result, members)
    return result


def _declare_operation(name: str, special: str, in_place: str, operation: Any) -> None:
    def combine(machine: Machine, self: Set, *others: Any) -> Set:
        return Set(_combined(machine, self, operation, others), self.cls)

    def change(machine: Machine, self: Set, *others: Any) -> None:
        machine.replace(self, _combined(machine, self, operation, others))

    def combine_sets(machine: Machine, self: Set, other: Any) -> Any:
        if isinstance(other, Unknown):
            return Set(other, self.cls)
        return combine(machine, self, other) if isinstance(other, Set) else NotImplemented

    def change_with_set(machine: Machine, self: Set, other: Any) -> Set:
        change(machine, self, other)
        return self

    for methods in (method, frozen_method):
        methods(name)(combine)
        methods(f"__{special}__")(combine_sets)
    method(in_place, changes=True)(change)
    method(f"__i{special}__", changes=True)(change_with_set)


_declare_operation("union", "or", "update", union)
_declare_operation("intersection", "and", "intersection_update", intersection)
_declare_operation("difference", "sub", "difference_update", difference)
_declare_operation("symmetric_difference", "xor", "symmetric_difference_update", symmetric_difference)


def both(name: str, always: bool = False) -> Callable[[Any], Any]:
    """Declare a method of `set` and of `frozenset`."""

    def declare_both(function: Any) -> Any:
        frozen_method(name, always=always)(function)
        return method(name, always=always)(function)

    return declare_both


@method("__init__", changes=True, always=True)
def _init(machine: Machine, self: Set, iterable: Any = ()) -> None:
    machine.replace(self, members_of(machine, iterable))


@frozen_method.new
def _new_frozen(machine: Machine, cls: Class, iterable: Any = ()) -> Any:
    return Set(members_of(machine, iterable), cls)


@method("add", changes=True)
def _add(machine: Machine, self: Set, item: Any) -> None:
    members = dict(self.content)
    doubt = include(machine, members, item)
    machine.replace(self, members if doubt is None else doubt)


def _take(machine: Machine, self: Set, item: Any) -> bool:
    """Remove a member; False where it is certainly absent."""
    stored = find_key(self.content, item)
    if stored is ABSENT:
        return False
    members = dict(self.content)
    if not isinstance(stored, Unknown):
        del members[stored]
    machine.replace(self, stored if isinstance(stored, Unknown) else members)
    return True


@method("discard", changes=True)
def _discard(machine: Machine, self: Set, item: Any) -> None:
    _take(machine, self, item)


@method("remove", changes=True)
def _remove(machine: Machine, self: Set, item: Any) -> None:
    if not _take(machine, self, item):
        machine.throw("KeyError", item)


@method("pop", changes=True)
def _pop(machine: Machine, self: Set) -> Any:
    if not self.content:
        machine.throw("KeyError", "pop from an empty set")
    if len(self.content) == 1:
        (member,) = self.content
        machine.replace(self, {})
        return member
    reason = Unknown("which member `pop` takes out of a set is not known")
    machine.replace(self, reason)
    return reason


@method("clear", changes=True, always=True)
def _clear(machine: Machine, self: Set) -> None:
    machine.replace(self, {})


@both("copy", always=True)
def _copy(machine: Machine, self: Set) -> Set:
    return Set(self.content, self.cls)


@both("__contains__")
def _contains(machine: Machine, self: Set, item: Any) -> Any:
    stored = find_key(self.content, item)
    return stored if isinstance(stored, Unknown) else stored is not ABSENT


@both("__len__")
def _len(machine: Machine, self: Set) -> Any:
    return len(self.content)


@both("__iter__")
def _iter(machine: Machine, self: Set) -> Any:
    return Iterator(tuple(self.content))


def _is_within(machine: Machine, left: Any, right: Any) -> bool | Unknown:
    first, second = members_of(machine, left), members_of(machine, right)
    if isinstance(first, Unknown):
        return first
    if isinstance(second, Unknown):
        return second
    outside = difference(machine, first, second)
    return not outside if isinstance(outside, dict) else outside


@both("issubset")
def _issubset(machine: Machine, self: Set, other: Any) -> Any:
    return _is_within(machine, self, other)


@both("issuperset")
def _issuperset(machine: Machine, self: Set, other: Any) -> Any:
    return _is_within(machine, other, self)


@both("isdisjoint")
def _isdisjoint(machine: Machine, self: Set, other: Any) -> Any:
    shared = _combined(machine, self, intersection, (other,))
    return shared if isinstance(shared, Unknown) else not shared


def _declare_comparison(name: str, holds: Callable[[Machine, Set, Set], Any]) -> None:
    def compare(machine: Machine, self: Set, other: Any) -> Any:
        if not isinstance(other, Set):
            return NotImplemented
        return other.content if isinstance(other.content, Unknown) else holds(machine, self, other)

    both(name)(compare)


def _strictly(machine: Machine, left: Set, right: Set) -> Any:
    within = _is_within(machine, left, right)
    return within and len(left.content) < len(right.content) if isinstance(within, bool) else within


def _equal(machine: Machine, left: Set, right: Set) -> Any:
    return _is_within(machine, left, right) if len(left.content) == len(right.content) else False


_declare_comparison("__le__", _is_within)
_declare_comparison("__ge__", lambda machine, left, right: _is_within(machine, right, left))
_declare_comparison("__lt__", _strictly)
_declare_comparison("__gt__", lambda machine, left, right: _strictly(machine, right, left))
_declare_comparison("__eq__", _equal)


@both("__repr__")
def _repr(machine: Machine, self: Set) -> Any:
    return representation(machine, self)


@both("__str__")
def _str(machine: Machine, self: Set) -> Any:
    return representation(machine, self)


SET = declare("set", method.names)
SET.namespace["__hash__"] = None
FROZEN_SET = declare("frozenset", frozen_method.names)
