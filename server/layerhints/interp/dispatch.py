"""Which function evaluates which kind of expression and executes which kind of statement; `expressions` and
`statements` enter theirs when they are loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.frames import DEFECTS, Defective, OutOfBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.frames import Signal
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree

EVALUATE: dict[type, Callable[[Any, Any], Any]] = {}
EXECUTE: dict[type, Callable[[Any, Any], Signal | None]] = {}


def evaluate(machine: Interpreter, node: tree.Expression) -> Any:
    """The value of an expression in the current frame. One step of the budget."""
    machine.steps -= 1
    if machine.steps < 0:
        raise OutOfBudget
    value = EVALUATE[type(node)](machine, node)
    if machine.wary and type(value) is Unknown and machine.may_raise is None:
        machine.may_raise = value
    return value


def execute(machine: Interpreter, statement: tree.Statement) -> Signal | None:
    """Run a statement in the current frame. One step of the budget."""
    machine.steps -= 1
    if machine.steps < 0:
        raise OutOfBudget
    if machine.steps < machine.looks_up_at:
        machine.look_up()
    try:
        return EXECUTE[type(statement)](machine, statement)
    except DEFECTS as error:
        machine.failed(error)
        raise Defective from error


def run(machine: Interpreter, block: Sequence[tree.Statement]) -> Signal | None:
    """Run statements in order until one leaves the block."""
    if machine.track is not None and machine.track.follows(block):
        return machine.track.run(block)  # type: ignore[arg-type]
    for statement in block:
        signal = execute(machine, statement)
        if signal is not None:
            return signal
    return None


__all__ = ["EVALUATE", "EXECUTE", "evaluate", "execute", "run"]
