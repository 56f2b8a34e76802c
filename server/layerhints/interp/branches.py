"""Courses of events of which only one happens: each is run from the same state, and what is certain is kept.

A course ends in order (it stays), or it leaves: by `return`, `break`, `continue`, or an exception. One that leaves
while another stays is held pending, and joined where the block that it leaves ends. An exception that nothing around
would catch ends the program; such a course is taken not to happen, unless nothing else does.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.alike import Filling
from layerhints.interp.filling import filled_by
from layerhints.interp.frames import Pending, Raised, Signal
from layerhints.interp.heap import CONTENT
from layerhints.interp.joining import given_up, join, settled
from layerhints.values.objects import (
    ABSENT,
    Bound,
    Container,
    Counts,
    Dict,
    Function,
    Instance,
    Iterator,
    List,
    Value,
)
from layerhints.values.origins import AN_OBJECT, Either, may_be_anything, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.heap import Changes, Mark
    from layerhints.interp.interpreter import Interpreter

MOST_EXITS = 16
"""How often a loop may possibly be left before what remains of it is taken to run any number of times."""


MOST_APART = 2
"""How many courses that left a block are held as they are."""


class End(NamedTuple):
    """One way in which a block may end: `signal` is None where it ends in order."""

    signal: Signal | None
    changes: Changes


def fork(
    machine: Interpreter,
    courses: Sequence[Callable[[], Signal | None]],
    reason: Unknown,
    joined: Callable[[Sequence[End]], None] | None = None,
) -> Signal | None:
    """Run every course from here, and go to what is certain after any of them. Where each of them comes there in one
    way only, `joined` is told of that.
    """
    heap = machine.heap
    mark = heap.mark()
    machine.forks += 1
    ends: list[End] = []
    try:
        for course in courses:
            ends += ends_of(machine, course, mark)
            heap.undo(mark)
        signal = follow(machine, ends, mark, reason)
        if joined is not None and len(ends) == len(courses) and all(end.signal is None for end in ends):
            joined(ends)
        return signal
    finally:
        machine.forks -= 1
        heap.release()


def ends_of(machine: Interpreter, course: Callable[[], Signal | None], mark: Mark) -> list[End]:
    """Run a course from `mark`, where the state is: every way in which it may end. The state is left to be undone."""
    heap = machine.heap
    first = len(machine.pending)
    since, machine.held_since = machine.held_since, first
    doubt, machine.may_raise = machine.may_raise, None
    signal: Signal | None
    try:
        try:
            signal = course()
        except Raised as error:
            signal = Signal("raise", error.value)
        machine.spend(heap.length(mark) * (1 + len(machine.pending) - first))
        ends = _taken(machine, first, mark)
        ends.append(End(signal, heap.changes(mark)))
        if machine.may_raise is not None:
            ends.append(End(Signal("raise", machine.may_raise), heap.smeared(mark, machine.may_raise)))
    except BaseException:
        drop(machine, first)
        raise
    finally:
        machine.may_raise = doubt
        machine.held_since = since
    return ends


def _taken(machine: Interpreter, first: int, mark: Mark) -> list[End]:
    """The pending courses since `first`, no longer pending, with their changes since the earlier `mark`."""
    heap = machine.heap
    taken = [End(course.signal, heap.rebased(course.changes, course.mark, mark)) for course in machine.pending[first:]]
    drop(machine, first)
    return taken


def follow(machine: Interpreter, ends: Sequence[End], mark: Mark, reason: Unknown) -> Signal | None:
    """The state is at `mark`: go on with those ends that stay, hold the others; if all leave, leave."""
    if not machine.trying:
        ends = [end for end in ends if end.signal is None or end.signal.kind != "raise"] or ends[-1:]
    staying = [end.changes for end in ends if end.signal is None]
    leaving = _grouped(machine, [end for end in ends if end.signal is not None], reason)
    if staying:
        for end in leaving:
            _hold(machine, end, mark, reason)
        machine.heap.merge(staying, reason)
        return None
    chosen = next((end for end in leaving if end.signal is not None and end.signal.kind != "raise"), leaving[0])
    for end in leaving:
        if end is not chosen:
            _hold(machine, end, mark, reason)
    return _take(machine, chosen)


def _take(machine: Interpreter, end: End) -> Signal | None:
    """Go where a course has ended, from where it began."""
    machine.heap.apply(end.changes)
    if end.signal is not None and end.signal.kind == "raise":
        raise Raised(end.signal.value)
    return end.signal


def _hold(machine: Interpreter, end: End, mark: Mark, reason: Unknown) -> None:
    """Hold a course back; its mark stays set until `settle` or `drop` takes it. The state is at the mark."""
    assert end.signal is not None
    machine.pending.append(Pending(end.signal, end.changes, mark))
    machine.heap.hold()
    gather(machine, machine.held_since, reason)


def gather(machine: Interpreter, first: int, reason: Unknown) -> None:
    """Join exceptions of one class, of which more than a few are held since `first`, two by two: what stands for few
    with what stands for no more. So each is joined again as often only as their number can be halved, and what changed
    before it left is short then; where all are taken at once, in the end, each costs as much as all that changed.
    """
    heap, pending = machine.heap, machine.pending
    while len(pending) - first > MOST_APART and pending[-2].courses <= pending[-1].courses:
        two = pending[-2:]
        if two[0].signal.kind != "raise" or len({_where_to(machine, course.signal) for course in two}) > 1:
            return
        mark = two[0].mark
        machine.spend(heap.length(mark))
        ends = [End(each.signal, heap.rebased(each.changes, each.mark, mark)) for each in two]
        (end,) = _grouped(machine, ends, reason)
        assert end.signal is not None
        pending[-2:] = [Pending(end.signal, end.changes, mark, two[0].courses + two[1].courses)]
        heap.release()


def _grouped(machine: Interpreter, ends: Sequence[End], reason: Unknown) -> list[End]:
    """Ends that leave for the same place, joined."""
    groups: dict[Any, list[End]] = {}
    for end in ends:
        assert end.signal is not None
        groups.setdefault(_where_to(machine, end.signal), []).append(end)
    result: list[End] = []
    for group in groups.values():
        signal = group[0].signal
        assert signal is not None
        for end in group[1:]:
            assert end.signal is not None
            merge = _join_exceptions if signal.kind == "raise" else join
            signal = Signal(signal.kind, merge(signal.value, end.signal.value, reason))
        result.append(End(signal, machine.heap.united([end.changes for end in group], reason)))
    return result


def _where_to(machine: Interpreter, signal: Signal) -> tuple[str, int]:
    """Signals of which this is equal lead to the same place."""
    return signal.kind, id(machine.class_of(signal.value) if signal.kind == "raise" else None)


def _join_exceptions(first: Any, second: Any, reason: Unknown) -> Any:
    """One exception for two of the same class, so that a handler still knows its class."""
    if first is second or not (isinstance(first, Instance) and isinstance(second, Instance)):
        return first
    error = Instance(first.cls)
    names = [*first.attributes, *(name for name in second.attributes if name not in first.attributes)]
    for name in names:
        error.attributes[name] = join(first.attributes.get(name, ABSENT), second.attributes.get(name, ABSENT), reason)
    return error


def settle(machine: Interpreter, first: int, kinds: tuple[str, ...], value: Any, reason: Unknown) -> Any:
    """Join the pending courses of these kinds that were held since `first` into the state and the value reached."""
    pending = machine.pending
    if len(pending) == first:
        return value
    mine = [course for course in pending[first:] if course.signal.kind in kinds]
    machine.spend(sum(machine.heap.length(course.mark) for course in mine))
    pending[first:] = [course for course in pending[first:] if course.signal.kind not in kinds]
    for course in reversed(mine):
        value = join(value, course.signal.value, reason)
        machine.heap.meet(course.changes, course.mark, reason)
    for _ in mine:
        machine.heap.release()
    return value


def held(machine: Interpreter, first: int, kinds: tuple[str, ...]) -> int:
    """How many courses of these kinds are held since `first`."""
    if len(machine.pending) == first:
        return 0
    return sum(course.signal.kind in kinds for course in machine.pending[first:])


def drop(machine: Interpreter, first: int) -> None:
    """Forget the courses held since `first`."""
    for _ in machine.pending[first:]:
        machine.heap.release()
    del machine.pending[first:]


def resume(machine: Interpreter, first: int, signal: Signal, kinds: tuple[str, ...], reason: Unknown) -> Signal | None:
    """The course that was being run leaves with `signal`, but others had left before: from where they did, those of
    `kinds` go on in order, and what is left is held or followed.
    """
    heap = machine.heap
    mark = min((course.mark for course in machine.pending[first:]), key=lambda mark: mark.position)
    heap.hold()
    try:
        last = End(signal, heap.changes(mark))
        ends = [*_taken(machine, first, mark), last]
        heap.undo(mark)
        ends = [End(None, end.changes) if end.signal and end.signal.kind in kinds else end for end in ends]
        return follow(machine, ends, mark, reason)
    finally:
        heap.release()


def enclosed(
    machine: Interpreter, block: Callable[[], Signal | None], kinds: tuple[str, ...], reason: Unknown
) -> Signal | None:
    """Run a block behind which courses that leave it by one of `kinds` go on in order."""
    first = len(machine.pending)
    since, machine.held_since = machine.held_since, first
    try:
        signal = block()
    except Raised as error:
        if not held(machine, first, kinds):
            raise
        signal = Signal("raise", error.value)
    finally:
        machine.held_since = since
    if signal is not None and signal.kind in kinds:
        signal = None
    if signal is None:
        settle(machine, first, kinds, None, reason)
        gather(machine, since, reason)
        return None
    return resume(machine, first, signal, kinds, reason) if held(machine, first, kinds) else signal


def repeat(machine: Interpreter, body: Callable[[], Signal | None], reason: Unknown, turns: Any = None) -> bool:
    """Run a body that happens any number of times, or as often as the formula `turns` says: what it changes is widened
    until it comes to rest. Does any course through it end otherwise than by an exception that ends the program?

    Facts are recorded in one last run only, from the widened state, so that none of them speaks of a first time. Where
    nothing is recorded, what the run before came to stands for it: loops in loops would double it for each.
    Courses that return, break or raise are left pending; `continue` ends one run of the body.
    """
    machine.repeats += 1
    try:
        return _repeated(machine, body, reason, turns)
    finally:
        machine.repeats -= 1


def _repeated(machine: Interpreter, body: Callable[[], Signal | None], reason: Unknown, turns: Any) -> bool:
    heap = machine.heap
    filling: dict[int, Filling] = {}
    for attempt in range(MOST_ATTEMPTS):
        mark = heap.mark()
        machine.forks += 1
        try:
            with machine.silent():
                ends = ends_of(machine, body, mark)
            heap.undo(mark)
            again = [end.changes for end in ends if _goes_on(end)]
            moved = _widen(machine, again, reason, attempt >= PATIENCE, filling)
        finally:
            machine.forks -= 1
            heap.release()
        if not moved:
            break

    if not (moved or filling or machine.recording):
        ends = [End(None, end.changes) if _goes_on(end) else end for end in ends]
        fork(machine, [lambda: None, *(partial(_take, machine, end) for end in ends)], reason)
        return _may_end(machine, ends)

    lists = [(each, each.holder.content) for each in filling.values()]
    turned: list[Any] = []

    def once() -> Signal | None:
        signal = body()
        if signal is not None and signal.kind != "continue":
            return signal
        turned.extend(each.holder.content for each, _ in lists)
        return None

    fork(machine, [lambda: None, once], reason)
    for (each, base), turn in zip(lists, turned, strict=False):
        filled = each.filled(machine, base, turn, turns, reason)
        if filled is not None:
            machine.replace(each.holder, each.holder.items_like(filled, base))
    return _may_end(machine, ends)


def _goes_on(end: End) -> bool:
    return end.signal is None or end.signal.kind == "continue"


def _may_end(machine: Interpreter, ends: Sequence[End]) -> bool:
    return bool(machine.trying) or any(end.signal is None or end.signal.kind != "raise" for end in ends)


PATIENCE = 3
"""How many runs of a loop may refine what they change before it is given up."""
MOST_ATTEMPTS = 40


def _widen(
    machine: Interpreter, again: Sequence[Changes], reason: Unknown, give_up: bool, filling: dict[int, Filling]
) -> bool:
    heap = machine.heap
    moved = False
    fills = any(isinstance(change.target, List) for course in again for change in course.values())
    turn = heap.united(again, reason) if fills else {}
    for place, change in heap.united([{}, *again], reason).items():
        joined = given_up(change.new, reason) if give_up and not isinstance(change.new, Unknown) else change.new
        if isinstance(change.target, List) and change.key is CONTENT:
            each = filling.setdefault(id(change.target), Filling(change.target, change.old))
            joined = each.widened(change.old, turn[place].new, joined, reason)
            at_rest = joined is change.old
        else:
            at_rest = change.target is heap.doubts or settled(change.old, joined)
        if not at_rest:
            heap.put_joined(change.target, change.key, joined, (change.old, joined))
            moved = moved or not isinstance(change.target, Counts)  # no number is given out in here
    return moved


def forget_iterators(machine: Interpreter, value: Unknown) -> None:
    """Items were taken from `value`, which may be one of several iterators."""
    if isinstance(value.origin, Either):
        for one in value.origin.values:
            if isinstance(one, Iterator):
                one.forget(machine, value)


def forget(machine: Interpreter, value: Any, reason: Unknown) -> None:
    """Something unseen may have changed `value`, and whatever can be reached through it as an item."""
    seen: set[int] = set()
    waiting = [(value, False)]
    while waiting:
        item, thoroughly = waiting.pop()
        if isinstance(item, tuple):
            waiting += [(one, thoroughly) for one in item]
        elif isinstance(item, Unknown):
            if isinstance(item.origin, Either):
                waiting += [(one, True) for one in item.origin.values]
        elif isinstance(item, Bound) and isinstance(item.receiver, Container):
            waiting.append((item.receiver, thoroughly))
        elif isinstance(item, Function):
            waiting += [(one, thoroughly) for one in filled_by(item)]
        elif isinstance(item, Value) and id(item) not in seen:
            seen.add(id(item))
            machine.bounded(1)
            if isinstance(item, Container) and not isinstance(item.content, Unknown):
                inner = item.content.values() if isinstance(item.content, dict) else item.content
                waiting += [(one, thoroughly) for one in inner]
            elif isinstance(item, Dict) and (held := values_of(item.content)) is not None:
                waiting += [(one, thoroughly) for one in held.values()]
            if thoroughly and isinstance(item, Instance):
                for name, held in list(item.attributes.items()):
                    unsure = Unknown(reason.reason, AN_OBJECT) if may_be_anything(held) else reason
                    machine.heap.put_joined(item.attributes, name, unsure, (held, unsure))
            item.forget(machine, reason)


__all__ = [
    "End",
    "drop",
    "enclosed",
    "ends_of",
    "follow",
    "forget",
    "forget_iterators",
    "fork",
    "gather",
    "held",
    "repeat",
    "resume",
    "settle",
]
