"""Python exceptions of the program that is read: `try`, `with`, and which handler takes which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.assignment import assign
from layerhints.interp.dispatch import evaluate, run
from layerhints.interp.frames import Raised, Signal
from layerhints.interp.names import store
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Function, Instance, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from layerhints.interp.branches import End
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree

_WHICH = Unknown("what the `try` statement does is not known")


def instance_of(machine: Interpreter, value: Any) -> Any:
    """What `raise value` raises: a class is instantiated."""
    if isinstance(value, Class):
        return machine.instantiate(value, Arguments())
    return value if isinstance(value, Instance) else Unknown("which exception is raised is not known")


def _every_end(
    machine: Interpreter, block: Callable[[], Signal | None], catching: bool, wary: bool = True
) -> list[End]:
    """Run a block and go back: every way in which it may end, exceptions with it where they are caught."""
    heap = machine.heap
    mark = heap.mark()
    machine.trying += catching
    machine.wary += catching and wary
    try:
        ends = branches.ends_of(machine, block, mark)
        heap.undo(mark)
    finally:
        machine.trying -= catching
        machine.wary -= catching and wary
        heap.release()
    return ends


def _go_on(
    machine: Interpreter, ends: Sequence[End], behind: Callable[[Signal | None], Signal | None]
) -> Signal | None:
    """From where a block began: each of its ends, and what follows it."""

    def course(end: End) -> Signal | None:
        machine.heap.apply(end.changes)
        return behind(end.signal)

    return machine.fork([partial(course, end) for end in ends], _WHICH)


def _leave(signal: Signal | None) -> Signal | None:
    if signal is not None and signal.kind == "raise":
        raise Raised(signal.value)
    return signal


def execute_try(machine: Interpreter, node: tree.Try) -> Signal | None:

    def protected() -> Signal | None:
        wary = not all(map(_waits_for_import, node.handlers))
        ends = _every_end(machine, lambda: run(machine, node.body), True, wary)
        return _go_on(machine, ends, behind)

    def behind(signal: Signal | None) -> Signal | None:
        if signal is None:
            return run(machine, node.orelse)
        if signal.kind == "raise":
            return _handle(machine, node.handlers, signal.value)
        return signal

    def at_last(signal: Signal | None) -> Signal | None:
        final = run(machine, node.final)
        return final if final is not None else _leave(signal)

    body = protected if node.handlers else lambda: run(machine, node.body)
    if not node.final:
        return body()
    return _go_on(machine, _every_end(machine, body, _leaves(node.final)), at_last)


def _waits_for_import(handler: tree.Handler) -> bool:
    """Does the handler take nothing but that a module or a name of it is not there?"""
    from layerhints.syntax import tree

    types = handler.types.items if isinstance(handler.types, tree.TupleDisplay) else (handler.types,)
    return all(isinstance(each, tree.Name) and each.id in ("ImportError", "ModuleNotFoundError") for each in types)


def _leaves(block: tree.Block) -> bool:
    """Does a `finally` block swallow exceptions, by leaving in another way?"""
    from layerhints.syntax import tree

    return any(
        isinstance(statement, (tree.Return, tree.Break, tree.Continue))
        or any(_leaves(getattr(statement, part, ())) for part in ("body", "orelse", "final"))
        for statement in block
        if not isinstance(statement, (tree.Function, tree.Class))
    )


def _handle(machine: Interpreter, handlers: Sequence[tree.Handler], error: Any) -> Signal | None:
    """The first handler that takes the exception; behind one that may, the others may."""

    for position, handler in enumerate(handlers):
        takes = True if handler.types is None else _takes(machine, error, evaluate(machine, handler.types))
        if takes is False:
            continue
        if takes is True:
            return _run_handler(machine, handler, error)
        courses: list[Callable[[], Signal | None]] = [
            partial(_run_handler, machine, handler, error),
            partial(_handle, machine, handlers[position + 1 :], error),
        ]
        return machine.fork(courses, _WHICH)
    raise Raised(error)


def _takes(machine: Interpreter, error: Any, classes: Any) -> bool | None:
    if isinstance(error, Unknown):
        broad = (machine.builtin_class("Exception"), machine.builtin_class("BaseException"))
        return True if any(classes is cls for cls in broad) else None
    return machine.is_instance(error, classes)


def _run_handler(machine: Interpreter, handler: tree.Handler, error: Any) -> Signal | None:

    if handler.name is not None:
        store(machine, handler.name, error)
    handled, machine.handled = machine.handled, error
    try:
        return run(machine, handler.body)
    finally:
        machine.handled = handled
        if handler.name is not None:
            machine.delete(machine.frame.scope.names, handler.name)


# --- with


def execute_with(machine: Interpreter, node: tree.With) -> Signal | None:
    return _with(machine, node, 0)


def _with(machine: Interpreter, node: tree.With, position: int) -> Signal | None:
    if position == len(node.items):
        return run(machine, node.body)
    item = node.items[position]
    manager = evaluate(machine, item.value)
    entered = _special(machine, manager, "__aenter__" if node.is_async else "__enter__")
    if item.target is not None:
        assign(machine, item.target, entered)
    leave = "__aexit__" if node.is_async else "__exit__"

    def inside() -> Signal | None:
        return _with(machine, node, position + 1)

    def behind(signal: Signal | None) -> Signal | None:
        if signal is None or signal.kind != "raise":
            _special(machine, manager, leave, None, None, None)
            return signal
        cls = machine.class_of(signal.value)
        kind = cls if cls is not None else Unknown("the class of the exception is not known")
        swallowed = machine.truth(_special(machine, manager, leave, kind, signal.value, None))
        if swallowed is None:
            return machine.fork([lambda: None, lambda: _leave(signal)], _WHICH)
        return None if swallowed else _leave(signal)

    if not isinstance(manager, Value):
        return inside()
    return _go_on(machine, _every_end(machine, inside, _may_swallow(manager, leave)), behind)


def _may_swallow(manager: Value, leave: str) -> bool:
    """May leaving the block end an exception? Not where the program's own method gives nothing that is true."""
    if not isinstance(manager, Instance):
        return False
    from layerhints.syntax import tree

    method = manager.cls.lookup(leave)
    if not (isinstance(method, Function) and isinstance(method.node, tree.Function)):
        return True
    return not all(map(_is_false, _returned(method.node.body)))


def _returned(block: tree.Block) -> Iterator[tree.Expression | None]:
    """What the `return` statements of a function's body give."""
    from layerhints.syntax import tree

    for statement in block:
        if isinstance(statement, tree.Return):
            yield statement.value
        elif not isinstance(statement, (tree.Function, tree.Class)):
            for part in ("body", "orelse", "final"):
                yield from _returned(getattr(statement, part, ()))
            for clause in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                yield from _returned(clause.body)


def _is_false(node: tree.Expression | None) -> bool:
    from layerhints.syntax import tree

    return node is None or (isinstance(node, tree.Constant) and not node.value)


def _special(machine: Interpreter, value: Any, name: str, *positional: Any) -> Any:
    if isinstance(value, Unknown):
        return value
    method = machine.attribute(value, name)
    if method is ABSENT or isinstance(method, Unknown):
        return Unknown("what the `with` statement gives is not known") if method is ABSENT else method
    return machine.call_values(method, *positional)
