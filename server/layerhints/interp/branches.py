"""Courses of events of which only one happens: each is run from the same state, and what is certain is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.interp.frames import Pending, Raised, Signal
from layerhints.interp.heap import CONTENT, Change, join, join_content, read, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.algebra import Unknown
    from layerhints.interp.heap import Changes
    from layerhints.interp.interpreter import Interpreter


def fork(machine: Interpreter, courses: Sequence[Callable[[], Signal | None]], reason: Unknown) -> Signal | None:
    """Run every course from here. One that certainly raises is taken not to happen, unless all do.

    A course that leaves (returns, breaks) while another goes on is kept pending in the frame, and joined where the
    block that it leaves ends.
    """
    heap = machine.heap
    mark = heap.mark()
    staying: list[Changes] = []
    leaving: list[tuple[Signal, Changes]] = []
    raised: Raised | None = None
    try:
        for course in courses:
            first = len(machine.frame.pending)
            signal: Signal | None = None
            try:
                signal = course()
            except Raised as error:
                raised = error
                _rebase(machine, first, mark)
                heap.undo(mark)
                continue
            _rebase(machine, first, mark)
            changes = heap.changes(mark)
            heap.undo(mark)
            if signal is None:
                staying.append(changes)
            else:
                leaving.append((signal, changes))
        if not staying and not leaving:
            assert raised is not None
            raise raised
        if not staying:
            return _leave_together(machine, leaving, mark, reason)
        for signal, changes in leaving:
            _keep(machine, Pending(signal, changes, mark))
        heap.merge(staying, reason)
        return None
    finally:
        heap.release()


def _keep(machine: Interpreter, course: Pending) -> None:
    """Hold a course back; its mark stays set until `settle` or `drop` takes it."""
    machine.frame.pending.append(course)
    machine.heap.mark()


def _rebase(machine: Interpreter, first: int, mark: int) -> None:
    """The state is about to go back to `mark`: let the courses kept since then say what they changed since then."""
    pending = machine.frame.pending
    for position in range(first, len(pending)):
        course = pending[position]
        if course.mark > mark:
            changes = machine.heap.rebase(course.changes, course.mark, mark)
            pending[position] = Pending(course.signal, changes, mark)


def _leave_together(
    machine: Interpreter, leaving: list[tuple[Signal, Changes]], mark: int, reason: Unknown
) -> Signal:
    kind = leaving[0][0].kind
    same = [entry for entry in leaving if entry[0].kind == kind]
    for signal, changes in leaving:
        if signal.kind != kind:
            _keep(machine, Pending(signal, changes, mark))
    machine.heap.merge([changes for _, changes in same], reason)
    value = same[0][0].value
    for signal, _ in same[1:]:
        value = join(value, signal.value, reason)
    return Signal(kind, value)


def settle(machine: Interpreter, first: int, kinds: tuple[str, ...], value: Any, reason: Unknown) -> Any:
    """Join the pending courses of these kinds that were kept since `first` into the state and the value reached."""
    pending = machine.frame.pending
    mine = [course for course in pending[first:] if course.signal.kind in kinds]
    if not mine:
        return value
    pending[first:] = [course for course in pending[first:] if course.signal.kind not in kinds]
    heap = machine.heap
    for course in reversed(mine):
        value = join(value, course.signal.value, reason)
        since = heap.changes(course.mark)
        places: dict[tuple[int, Any], Change] = {**since, **course.changes}
        for place, change in places.items():
            old = since[place].old if place in since else change.old
            now = read(change.target, change.key)
            then = course.changes[place].new if place in course.changes else old
            joiner = join_content if change.key is CONTENT else join
            joined = joiner(now, then, reason)
            if joined is not now:
                heap.put(change.target, change.key, joined)
    for _ in mine:
        heap.release()
    return value


def repeat(machine: Interpreter, body: Callable[[], Signal | None], reason: Unknown) -> Signal | None:
    """Run a body that happens any number of times: what it changes is widened until it comes to rest.

    Facts are recorded in one last run only, from the widened state, so that none of them speaks of a first time.
    """
    heap = machine.heap
    for attempt in range(4):
        mark = heap.mark()
        try:
            with machine.silent():
                first = len(machine.frame.pending)
                try:
                    body()
                except Raised:
                    pass
                drop(machine, first)
            changes = heap.changes(mark)
            heap.undo(mark)
        finally:
            heap.release()
        moved = False
        for change in changes.values():
            joiner = join_content if change.key is CONTENT else join
            joined = joiner(change.old, change.new, reason) if attempt < 3 else reason
            if not settled(change.old, joined):
                heap.put(change.target, change.key, joined)
                moved = True
        if not moved:
            break
    first = len(machine.frame.pending)

    def once() -> Signal | None:
        signal = body()
        return None if signal is not None and signal.kind in ("break", "continue") else signal

    signal = fork(machine, [lambda: None, once], reason)
    settle(machine, first, ("break", "continue"), None, reason)
    return signal


def drop(machine: Interpreter, first: int) -> None:
    """Forget the courses kept since `first`."""
    for _ in machine.frame.pending[first:]:
        machine.heap.release()
    del machine.frame.pending[first:]


def resume(machine: Interpreter, first: int, reason: Unknown) -> Signal:
    """The course that was being run certainly raises, but others had left before: go to where those lead."""
    last = machine.frame.pending.pop()
    machine.heap.undo(last.mark)
    for change in last.changes.values():
        machine.heap.put(change.target, change.key, change.new)
    machine.heap.release()
    return Signal("return", settle(machine, first, ("return",), last.signal.value, reason))
