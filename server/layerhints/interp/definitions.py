"""Running the top-level statements of a file, each of which stands for itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from layerhints.algebra import Unknown
from layerhints.interp.binding import bound_names
from layerhints.interp.conditions import condition
from layerhints.interp.dispatch import execute, run
from layerhints.interp.frames import DEFECT, Defective, Frame, OutOfBudget, Raised
from layerhints.syntax import tree
from layerhints.values.objects import Instance, Scope
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import Module as SourceModule

    Refill: TypeAlias = Callable[[int], None] | None


def message_of(error: Any) -> str:
    """An exception of the program in words."""
    if not isinstance(error, Instance):
        return "an exception"
    detail = error.attributes.get("args")
    if isinstance(detail, tuple) and len(detail) == 1 and isinstance(detail[0], str):
        return f"{error.cls.name}: {detail[0]}"
    return error.cls.name


def run_definitions(
    machine: Interpreter, module: SourceModule, scope: Scope, file: str, stack: tuple[Site, ...]
) -> None:
    """Run the top-level statements of a module that is imported, in order."""
    for _, definition in module.definitions:
        run_definition(machine, definition, scope, file, stack)


def run_definition(
    machine: Interpreter,
    definition: tree.Definition,
    scope: Scope,
    file: str,
    stack: tuple[Site, ...] = (),
    refill: Refill = None,
) -> None:
    """Run one definition. With `refill`, each of its statements has steps of its own, and one that cannot be run to its
    end leaves what it binds unknown and the rest running.
    """
    machine.frame = Frame(scope, Unit(file, definition), stack)
    _run_tolerantly(machine, definition.body, refill)


def _run_tolerantly(machine: Interpreter, block: Sequence[tree.Statement], refill: Refill) -> None:
    """Run statements of which each stands for itself. In a module that is imported inside a `try`, the importer gets
    to see what they raise.
    """
    for statement in block:
        if refill is not None:
            refill(machine.budget.statement)
        if not isinstance(statement, tree.If):
            _tolerantly(machine, statement, partial(execute, machine, statement), refill)
            continue
        known, reason = (
            _tolerantly(machine, statement, partial(condition, machine, statement.test), refill) or _GIVEN_UP
        )
        if known is not None:
            _run_tolerantly(machine, statement.body if known else statement.orelse, refill)
        elif reason is not _GIVEN_UP[1]:
            courses = [partial(run, machine, statement.body), partial(run, machine, statement.orelse)]
            _tolerantly(machine, statement, partial(machine.fork, courses, reason), refill)


_GIVEN_UP = (None, Unknown("the condition could not be evaluated"))


def _tolerantly(machine: Interpreter, statement: tree.Statement, action: Callable[[], Any], refill: Refill) -> Any:
    """What running a statement gives; where it gives up, what it changed and what it binds is unknown."""
    heap, frame = machine.heap, machine.frame
    mark = heap.mark()
    standing = machine.standing()
    try:
        return action()
    except Raised as error:
        if machine.trying:
            raise
        _leave_unknown(machine, statement, Unknown(f"this statement raises {message_of(error.value)}"))
    except (OutOfBudget, RecursionError) as error:
        machine.frame = frame
        machine.stand(standing)
        fault = "is nested too deeply" if isinstance(error, RecursionError) else "takes more steps than are allowed"
        reason = Unknown(DEFECT if isinstance(error, Defective) else f"this statement {fault}")
        heap.give_up(mark, reason)
        if refill is None:
            raise
        _leave_unknown(machine, statement, reason)
    finally:
        machine.frame = frame
        if not machine.trying:
            machine.stand(standing)
        heap.release()
    return None


def _leave_unknown(machine: Interpreter, statement: tree.Statement, reason: Unknown) -> None:
    for name in bound_names(statement):
        machine.write(machine.frame.scope.names, name, reason)


__all__ = ["message_of", "run_definition", "run_definitions"]
