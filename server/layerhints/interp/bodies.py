"""Bodies of functions: run to their `return`, or to what they yield."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.dispatch import evaluate, run
from layerhints.interp.frames import EnoughLearned, EnoughYielded, Frame, OutOfBudget, Raised, Signal
from layerhints.syntax import tree

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


def run_body(machine: Interpreter, frame: Frame, node: tree.Function | tree.Lambda, behind: int = 0) -> Any:
    """What a call comes to: every course that returns, joined. It goes on `behind` so many statements."""
    previous, machine.frame = machine.frame, frame
    machine.depth += 1
    frame.entered = machine.heap.here()
    frame.forks = machine.forks
    first = frame.pending = len(machine.pending)
    since, machine.held_since = machine.held_since, first
    try:
        if isinstance(node, tree.Lambda):
            return evaluate(machine, node.body)
        try:
            signal = run(machine, node.body[behind:] if behind else node.body)
        except Raised as error:
            if not branches.held(machine, first, ("return",)):
                raise
            signal = branches.resume(machine, first, Signal("raise", error.value), (), _one_of_several(frame))
        value = signal.value if signal is not None and signal.kind == "return" else _at_the_end(node)
        if len(machine.pending) == first:
            return value
        value = branches.settle(machine, first, ("return",), value, _one_of_several(frame))
        branches.gather(machine, since, _one_of_several(frame))
        return value
    except (OutOfBudget, EnoughYielded, EnoughLearned):
        branches.drop(machine, first)
        raise
    finally:
        machine.held_since = since
        machine.depth -= 1
        machine.frame = previous


def _at_the_end(node: tree.Function) -> Unknown | None:
    """What a function gives that ends without a `return`: None, but its last line is being typed if it only names
    something.
    """
    last = node.body[-1] if node.body else None
    named = last.value if isinstance(last, tree.ExpressionStatement) else last
    is_typed = isinstance(named, (tree.Name, tree.Attribute, tree.BrokenExpression, tree.BrokenStatement))
    return Unknown("the last line of the function does nothing yet") if is_typed else None


def _one_of_several(frame: Frame) -> Unknown:
    name = frame.function.name if frame.function else "lambda"
    return Unknown(f"`{name}` returns in one of several ways")
