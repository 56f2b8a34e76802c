"""`range` and `slice`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import call_host
from layerhints.interp.builtins.native import Methods, native
from layerhints.interp.builtins.objects import declare
from layerhints.interp.builtins.sequences import index_of
from layerhints.values.instances import unwrapped
from layerhints.values.objects import Alike, Class, Instance, Iterator, Property
from layerhints.values.origins import unknown_number

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

LONGEST = 2**61


class SymbolicRange(Instance):
    """A range of which an end is not a known number: only its ends can be read."""

    __slots__ = ("ends",)

    def __init__(self, ends: tuple[Any, Any, Any], cls: Class) -> None:
        super().__init__(cls)
        self.ends = ends

    def iterate(self, machine: Machine) -> Unknown:
        count = self._count(machine)
        return Unknown(self._reason().reason, Alike(unknown_number("which of a range it is is not known"), count))

    def length(self, machine: Machine) -> Any:
        count = self._count(machine)
        return self._reason() if count is None else count

    def _count(self, machine: Machine) -> Any:
        start, stop, step = self.ends
        if step == 1 and isinstance(stop, (int, Expression)) and isinstance(start, (int, Expression)):
            count = machine.binary("-", stop, start)
            if machine.compare(">=", count, 0) is True:
                return count
        return None

    def _reason(self) -> Unknown:
        return next(
            (end for end in self.ends if isinstance(end, Unknown)),
            Unknown("how far the range goes depends on a size that is not a known number"),
        )

    def truth(self, machine: Machine) -> bool | None:
        count = self.length(machine)
        return None if isinstance(count, Unknown) else machine.truth(count)

    def item(self, machine: Machine, index: Any) -> Any:
        return self._reason()


method = Methods("range", (range, SymbolicRange))


@method.new
def _new(machine: Machine, cls: Class, first: Any, second: Any = None, third: Any = 1) -> Any:
    start, stop = (0, first) if second is None else (first, second)
    ends = [unwrapped(end) for end in (start, stop, third)]
    for position, end in enumerate(ends):
        if isinstance(end, (float, str, list, tuple, complex)) or end is None:
            machine.throw("TypeError", f"'{type(end).__name__}' object cannot be interpreted as an integer")
        if isinstance(end, Instance):
            ends[position] = index_of(machine, end)
    if ends[2] == 0 and isinstance(ends[2], int):
        machine.throw("ValueError", "range() arg 3 must not be zero")
    if all(isinstance(end, int) and abs(end) < LONGEST for end in ends):
        return range(*ends)
    return SymbolicRange((ends[0], ends[1], ends[2]), RANGE)


@method("index")
def _index(machine: Machine, self: Any, value: Any) -> Any:
    return call_host(machine, range.index, (self, value))


@method("count")
def _count(machine: Machine, self: Any, value: Any) -> Any:
    return call_host(machine, range.count, (self, value))


@method("__len__")
def _len(machine: Machine, self: Any) -> Any:
    return machine.length(self)


@method("__iter__")
def _iter(machine: Machine, self: Any) -> Any:
    return Iterator(machine.iterate(self))


@method("__contains__")
def _contains(machine: Machine, self: Any, value: Any) -> Any:
    return call_host(machine, lambda host, wanted: wanted in host, (self, value))


def _end(position: int, name: str) -> Property:
    def implementation(machine: Machine, self: Any) -> Any:
        return self.ends[position] if isinstance(self, SymbolicRange) else getattr(self, name)

    return Property(native(f"range.{name}", implementation))


RANGE = declare("range", method.names)
for _position, _name in enumerate(("start", "stop", "step")):
    RANGE.namespace[_name] = _end(_position, _name)

slice_method = Methods("slice", slice)


@slice_method.new
def _new_slice(machine: Machine, cls: Class, first: Any, second: Any = ..., third: Any = None) -> slice:
    return slice(None, first) if second is ... else slice(first, second, third)


@slice_method("indices")
def _indices(machine: Machine, self: slice, length: Any) -> Any:
    return call_host(machine, slice.indices, (self, length))


def _part(name: str) -> Property:
    def implementation(machine: Machine, self: Any) -> Any:
        return getattr(self, name)

    return Property(native(f"slice.{name}", implementation))


SLICE = declare("slice", slice_method.names)
for _name in ("start", "stop", "step"):
    SLICE.namespace[_name] = _part(_name)
