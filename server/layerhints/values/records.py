"""What goes into a module and is no tensor: a dict of tensors, or an object that holds some."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.base import State, Value
from layerhints.values.holes import Hole
from layerhints.values.learned import NotATensor
from layerhints.values.objects import ABSENT, Dict, Native

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

_ANYTHING = "*"
"""Where this is written, something unseen may have written anything; no item that is read by name is called so."""


class Record(Value):
    """A parameter of `forward` of which items or attributes are read by name: those that the program has not written
    are holes of their own, the same ones in both spellings. `count` is how many items it has, if that is known.
    """

    __slots__ = ("count", "hole", "written")

    def __init__(
        self, machine: Machine, hole: Hole, count: int | None = None, written: dict[str, Any] | None = None
    ) -> None:
        self.hole = hole
        self.count = count
        self.written = State(written, lambda name: machine.hole_value(hole.part(name)))

    def describe(self) -> str:
        return f"`{self.hole.full_name}`"

    def part(self, machine: Machine, name: str) -> Any:
        for key in (name, _ANYTHING):
            if key in self.written:
                return self.written[key]
        return machine.hole_value(self.hole.part(name))

    def attribute(self, machine: Machine, name: str) -> Any:
        if name.startswith("__"):
            return ABSENT
        if name in self.written:
            return self.written[name]
        method = METHODS.get(name)
        return self.part(machine, name) if method is None else Native(f"dict.{name}", partial(method, self))

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.write(self.written, name, value)

    def item(self, machine: Machine, index: Any) -> Any:
        if isinstance(index, str):
            return self.part(machine, index)
        if type(index) is int and self.count is not None and -self.count <= index < self.count:
            return machine.hole_value(self.hole.item(index % self.count))
        return self._unknown("which item is taken")

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        if isinstance(index, str):
            machine.write(self.written, index, value)
        else:
            self.forget(machine, self._unknown("which item is written"))

    def contains(self, machine: Machine, member: Any) -> Any:
        return True if isinstance(member, str) and member in self.written else self._unknown("what there is")

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        if self.count is None:
            return self._unknown("what there is")
        return tuple(self.item(machine, index) for index in range(self.count))

    def unpacked(self, machine: Machine, names: Sequence[str | None]) -> None:
        machine.learn(self.hole, NotATensor(len(names)))

    def length(self, machine: Machine) -> Any:
        return self._unknown("how much there is") if self.count is None else self.count

    def truth(self, machine: Machine) -> bool | None:
        return None

    def forget(self, machine: Machine, reason: Unknown) -> None:
        for name in list(self.written):
            machine.write(self.written, name, reason)
        machine.write(self.written, _ANYTHING, reason)

    def _unknown(self, what: str) -> Unknown:
        return Unknown(f"{what} in {self.describe()} is not known")


def _get(record: Record, machine: Machine, arguments: Arguments) -> Any:
    name = arguments.positional[0] if arguments.positional else None
    return record.item(machine, name)


def _pop(record: Record, machine: Machine, arguments: Arguments) -> Any:
    found = _get(record, machine, arguments)
    name = arguments.positional[0] if arguments.positional else None
    record.set_item(machine, name, Unknown(f"it was taken out of {record.describe()}"))
    return found


def _update(record: Record, machine: Machine, arguments: Arguments) -> None:
    for other in arguments.positional:
        if isinstance(other, Dict) and not isinstance(other.content, Unknown):
            for name, value in other.content.items():
                record.set_item(machine, name, value)
        else:
            record.forget(machine, Unknown(f"what {record.describe()} takes in is not known"))
    for name, value in arguments.keywords.items():
        record.set_item(machine, name, value)


def _copy(record: Record, machine: Machine, arguments: Arguments) -> Record:
    return Record(machine, record.hole, record.count, dict(record.written))


def _itself(record: Record, machine: Machine, arguments: Arguments) -> Record:
    return record


def _what_there_is(record: Record, machine: Machine, arguments: Arguments) -> Any:
    return Unknown(f"what there is in {record.describe()} is not known")


METHODS: dict[str, Callable[[Record, Machine, Arguments], Any]] = {
    "get": _get,
    "setdefault": _get,
    "pop": _pop,
    "update": _update,
    "copy": _copy,
    "to": _itself,
    "cuda": _itself,
    "cpu": _itself,
    **dict.fromkeys(("keys", "values", "items"), _what_there_is),
}
"""What dicts and the usual classes of batches have."""
