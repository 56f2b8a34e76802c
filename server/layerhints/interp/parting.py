"""Values that a condition decided, known again where the same condition is met again.

`if kind == "lstm": self.rnn = LSTM(…)`, `else: self.rnn = GRU(…)` leaves one of two modules. Behind the next
`if self.kind == "lstm"` it is the first. Certainly the same are conditions that compare parameters which nothing gives,
open sizes and constants: none of these changes while something is run.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Expression, Unknown
from layerhints.interp.binding import bound_names
from layerhints.interp.choices import choices
from layerhints.interp.heap import CONTENT
from layerhints.syntax import tree
from layerhints.values.holes import hole_of
from layerhints.values.objects import ABSENT, Instance, Property, Register
from layerhints.values.origins import Entries, entries_of

if TYPE_CHECKING:
    from layerhints.interp.branches import End
    from layerhints.interp.interpreter import Interpreter


class Decided(NamedTuple):
    """A condition that always has the same answer, and whether the test that is made of it is true when it is."""

    condition: Hashable
    truth: bool


@dataclass(frozen=True, slots=True)
class Parted(Unknown):
    """What one place holds behind a condition. Unknowns are passed on by whatever meets them: anywhere else it is only
    one of the two.
    """

    condition: Any = field(default=None, hash=False)
    place: tuple[int, Any] = field(default=(0, None), hash=False)
    values: tuple[Any, Any] = field(default=(None, None), hash=False)
    """If the condition is false, and if it is true."""


def decided(machine: Interpreter, test: tree.Expression) -> Decided | None:
    """What decides a test, if it is certainly the same whenever it is met."""
    if isinstance(test, tree.Unary) and test.operator == "not":
        inner = decided(machine, test.operand)
        return None if inner is None else Decided(inner.condition, not inner.truth)
    if isinstance(test, tree.Compare) and len(test.comparisons) == 1:
        ((operator, right),) = test.comparisons
        operands = _lasting(machine, test.left), _lasting(machine, right)
        if None in operands:
            return None
        positive = {"!=": "==", "is not": "is", "not in": "in"}.get(operator, operator)
        return Decided((positive, *operands), positive == operator)
    found = _lasting(machine, test)
    return None if found is None else Decided(found, True)


def _lasting(machine: Interpreter, node: tree.Expression) -> Hashable | None:
    """What an expression stands for, if that is always the same: as a token."""
    if isinstance(node, (tree.TupleDisplay, tree.ListDisplay)):
        items = tuple(_lasting(machine, item) for item in node.items)
        return None if None in items else items
    value = node.value if isinstance(node, tree.Constant) else _read(machine, node)
    hole = hole_of(value)
    if hole is not None:
        return hole
    if value is None or isinstance(value, (str, int, float, bool, Expression)):
        return (type(value), value)
    return None


def _read(machine: Interpreter, node: tree.Expression) -> Any:
    """The value of a name, or of an attribute that is only looked up; ABSENT for all else."""
    if isinstance(node, tree.Name):
        written = machine.frame.function.node if machine.frame.function is not None else None
        if isinstance(written, tree.Function) and any(node.id in bound_names(each) for each in written.body):
            return ABSENT  # `kind = kind or "lstm"` is what nothing gives, or something else
        return machine.frame.scope.names.get(node.id, ABSENT)
    if not isinstance(node, tree.Attribute):
        return ABSENT
    holder = _read(machine, node.value)
    hole = hole_of(holder)
    if hole is not None:
        return machine.hole_value(hole.part(node.name))
    if not isinstance(holder, Instance) or holder.cls.intercepts:
        return ABSENT
    member = holder.cls.lookup(node.name)
    return ABSENT if isinstance(member, Property) else holder.attributes.get(node.name, ABSENT)


def part(machine: Interpreter, by: Decided, ends: Sequence[End]) -> None:
    """Both courses have come to where the state is: note what is one of two."""
    places = {**ends[0].changes, **ends[1].changes}
    for place, change in places.items():
        target, key = change.target, change.key
        held = [end.changes[place].new if place in end.changes else change.old for end in ends]
        if not by.truth:
            held.reverse()
        yes, no = held
        if key is CONTENT:
            if isinstance(target, Register):
                _part_entries(machine, by.condition, target, yes, no)
        elif isinstance(key, str) and target is not machine.heap.doubts:
            parted = _parted(by.condition, (id(target), key), target.get(key, ABSENT), no, yes)
            if parted is not None:
                machine.write(target, key, parted)


def _parted(condition: Hashable, place: tuple[int, Any], joined: Any, no: Any, yes: Any) -> Parted | None:
    if type(joined) is not Unknown or not choices(joined) or no is ABSENT or yes is ABSENT:
        return None
    return Parted(joined.reason, joined.origin, condition, place, (no, yes))


def _part_entries(machine: Interpreter, condition: Hashable, register: Register, yes: Any, no: Any) -> None:
    held, one, other = entries_of(register.content), entries_of(yes), entries_of(no)
    if held is None or one is None or other is None:
        return
    found: dict[Any, Any] = {}
    for name, value in held.values.items():
        values = other.values.get(name, ABSENT), one.values.get(name, ABSENT)
        parted = _parted(condition, (id(register), name), value, *values)
        if parted is not None:
            found[name] = parted
    _enter(machine, register, held, found)


def _enter(machine: Interpreter, register: Register, held: Entries, new: dict[Any, Any]) -> None:
    if new:
        values: Any = {**held.values, **new}
        content = register.content
        if isinstance(content, Unknown):
            values = Unknown(content.reason, Entries(values, held.certain))
        machine.replace(register, values)


def assume(machine: Interpreter, by: Decided, truth: bool) -> None:
    """In a course of which it is known how the test came out: what it parted is known again, as far as names of the
    function lead to it.
    """
    wanted = truth is by.truth
    names = machine.frame.scope.names
    _take(machine, by.condition, wanted, names)
    for value in list(names.values()):
        if isinstance(value, Instance) and not isinstance(value, Register):
            _take(machine, by.condition, wanted, value.attributes)
            for register in value.hidden.values():
                if isinstance(register, Register):
                    _take_entries(machine, by.condition, wanted, register)


def _take(machine: Interpreter, condition: Hashable, wanted: bool, mapping: dict[str, Any]) -> None:
    for name, value in _of(condition, id(mapping), mapping):
        machine.write(mapping, name, value.values[wanted])


def _take_entries(machine: Interpreter, condition: Hashable, wanted: bool, register: Register) -> None:
    held = entries_of(register.content)
    if held is not None:
        found = {name: value.values[wanted] for name, value in _of(condition, id(register), held.values)}
        _enter(machine, register, held, found)


def _of(condition: Hashable, holder: int, mapping: dict[Any, Any]) -> Iterator[tuple[Any, Parted]]:
    """What a condition parted in a place, and still stands there."""
    for name, value in list(mapping.items()):
        if type(value) is Parted and value.condition == condition and value.place == (holder, name):
            yield name, value


__all__ = ["Decided", "assume", "decided", "part"]
