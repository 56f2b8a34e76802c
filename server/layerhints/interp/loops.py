"""Loops: run step by step while it is known how they go on, else any number of times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.assignment import assign, value_of
from layerhints.interp.binding import bound_names
from layerhints.interp.conditions import condition
from layerhints.interp.dispatch import run
from layerhints.interp.frames import Signal
from layerhints.interp.names import store
from layerhints.syntax.tokens import names
from layerhints.values.blaming import leave_unwritten
from layerhints.values.containers import Items
from layerhints.values.objects import ABSENT, Alike, Container, Iterator, List
from layerhints.values.origins import unknown_number
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator as HostIterator

    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree

_ENDS = Unknown("where the loop ends is not known")
_SKIPS = Unknown("what the loop skips is not known")
_TOO_LONG = Unknown("the loop is too long to be followed turn by turn")
_RAISES = Unknown("the loop that sets this cannot be followed: it would raise")


def items_of(machine: Interpreter, value: Any) -> HostIterator[Any]:
    """The items one by one, as they are when their turn comes. Where they are not known from somewhere on, the last
    is the Unknown that says why, wrapped in `Rest`. Where only some are known, another `Rest` stands before these for
    what may be between them.
    """
    position = 0
    if isinstance(value, List) and not value.has_own("__iter__"):
        while True:
            if isinstance(value.content, Unknown):
                said = value.said()
                yield Rest(value.content, said if said is None or not position else said.among(None))
                return
            if position >= len(value.content):
                return
            yield value.content[position]
            position += 1
    if type(value) is Iterator:
        if value.some and isinstance(value.items, Unknown):
            yield Rest(value.items, last=False)
            yield from value.some
        while not isinstance(value.items, Unknown) and not isinstance(value.state["taken"], Unknown):
            item = value.next(machine)
            if item is ABSENT:
                return
            yield item
    items = machine.iterate(value)
    if isinstance(items, Unknown):
        yield Rest(items)
    else:
        yield from items


class Rest:
    """What remains of the items is not known; `item` is what is known of each of them, `count` the formula of how many
    there are, or None. Others follow if it is not the `last`.
    """

    __slots__ = ("count", "item", "last", "reason")

    def __init__(self, reason: Unknown, alike: Alike | None = None, last: bool = True) -> None:
        if alike is None and isinstance(reason.origin, Alike):
            alike = reason.origin
        self.reason = Unknown(reason.reason) if isinstance(reason.origin, Alike) else Items.passed_on(reason)
        self.item = Unknown(reason.reason) if alike is None else alike.item
        self.count = None if alike is None else alike.count
        self.last = last


MOST_TURNS = 10_000
"""So many turns of a loop and of those inside of it are followed one by one."""
_SHORTEST, _TRIED = 64, 4


def of_any_number(machine: Interpreter, iterable: Any, turn: Callable[[int], Signal | None]) -> Rest | None:
    """A range that is too long to be gone through number by number, as numbers of which nothing more is known: a table
    of sines for each position and channel. None for what is to be followed.

    How long it is tells what the first turns take, which are taken back: as many turns of the loops inside as a call
    makes that is reused or recalled are counted for it, too, and statements that are run in place take as many as
    before, so an edit elsewhere changes nothing about it.
    """
    if type(iterable) is not range or len(iterable) < _SHORTEST:
        return None
    heap, begun = machine.heap, machine.turns

    def first_ones() -> Signal | None:
        for number in iterable[:_TRIED]:
            signal = turn(number)
            if signal is not None:
                return signal
        return None

    mark = heap.mark()
    machine.forks += 1
    try:
        with machine.silent():
            branches.ends_of(machine, first_ones, mark)
        heap.undo(mark)
    finally:
        machine.forks -= 1
        heap.release()
    if (machine.turns - begun) * len(iterable) <= MOST_TURNS * _TRIED:
        return None
    return Rest(_TOO_LONG, Alike(unknown_number("which turn of the loop it is is not known"), len(iterable)))


def execute_for(machine: Interpreter, node: tree.For) -> Signal | None:
    machine.frame.unwritten = False
    iterable = value_of(machine, node.iterable)
    if machine.frame.unwritten:
        leave_unwritten(machine, Site(machine.frame.unit, node.iterable.span))
        return None

    def turn(number: int) -> Signal | None:
        machine.bounded(1)
        assign(machine, node.target, number)
        return _once(machine, node.body)

    def turns() -> Signal | None:
        first = len(machine.pending)
        any_number = of_any_number(machine, iterable, turn)
        for item in items_of(machine, iterable) if any_number is None else (any_number,):
            machine.bounded(1)
            if isinstance(item, Rest) or branches.held(machine, first, ("broken",)) > branches.MOST_EXITS:
                rest = item if isinstance(item, Rest) else Rest(_ENDS)

                def body(each: Any = rest.item) -> Signal | None:
                    assign(machine, node.target, each)
                    return _once(machine, node.body)

                if not branches.repeat(machine, body, rest.reason, rest.count):
                    _doubt(machine, node)
                if rest.last:
                    break
                continue
            assign(machine, node.target, item)
            signal = _once(machine, node.body)
            if signal is not None:
                return signal
        return run(machine, node.orelse)

    return branches.enclosed(machine, turns, ("broken",), _ENDS)


def execute_while(machine: Interpreter, node: tree.While) -> Signal | None:
    def turns() -> Signal | None:
        first = len(machine.pending)
        for _ in range(machine.budget.iterations):
            if branches.held(machine, first, ("broken",)) > branches.MOST_EXITS:
                known, reason = None, _ENDS
                break
            known, reason = condition(machine, node.test)
            if not known:
                break
            signal = _once(machine, node.body)
            if signal is not None:
                return signal
        else:
            known, reason = None, Unknown("the loop runs too often to be followed")
        if known is None and not branches.repeat(machine, body, reason):
            _doubt(machine, node)
        return run(machine, node.orelse)

    def body() -> Signal | None:
        signal = _once(machine, node.body)
        if signal is None:
            condition(machine, node.test)
        return signal

    return branches.enclosed(machine, turns, ("broken",), _ENDS)


def _doubt(machine: Interpreter, node: tree.For | tree.While) -> None:
    """Whatever goes into the loop, its body raises: nobody writes such a loop, so something is not as it is taken to
    be. What it binds, or may fill, is not known.
    """
    for name in bound_names(node):
        store(machine, name, _RAISES)
    rows = machine.frame.unit.definition.text.splitlines()[node.span.row : node.span.end_row + 1]
    for name in names("\n".join(rows)):
        value = machine.frame.scope.names.get(name)
        if isinstance(value, Container):
            machine.forget(value, _RAISES)


def _once(machine: Interpreter, block: tree.Block) -> Signal | None:
    """One run of the body; `continue` ends it in order. A `break` becomes `broken`: one in `else` is another loop's."""
    machine.turns += 1
    pending = machine.pending
    first = len(pending)
    try:
        signal = branches.enclosed(machine, lambda: run(machine, block), ("continue",), _SKIPS)
    finally:
        for position in range(first, len(pending)):
            if pending[position].signal.kind == "break":
                pending[position] = pending[position]._replace(signal=_BROKEN)
    return _BROKEN if signal is not None and signal.kind == "break" else signal


_BROKEN = Signal("broken")
