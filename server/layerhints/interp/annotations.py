"""What is written at a parameter that nothing gives: its annotation, and the shape that a comment says it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.execution import quoted
from layerhints.interp.dispatch import evaluate
from layerhints.interp.frames import Frame, Raised
from layerhints.syntax import tree
from layerhints.values.described import CONTAINERS, OVERRIDE, described, names_in, shown
from layerhints.values.objects import ABSENT, Scope

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.objects import Function


def tensor_said(machine: Interpreter, function: Function, parameter: tree.Parameter) -> Any:
    """The tensor that is written at a parameter of any function; None where that is not certain.

    A comment that is meant for us says that there is a tensor. What else is written may be the shape of something else
    than a tensor (`size: (H, W)`) where the annotation does not say so.
    """
    if parameter.kind in ("variadic", "keywords") or not isinstance(function.node, tree.Function):
        return None
    written = described(machine, function, parameter)
    if written is None:
        return None
    shape, source, dtype = written
    names = names_in(parameter.annotation) if parameter.annotation is not None else ()
    if source != OVERRIDE and (CONTAINERS & {*names} or not any(name.endswith("Tensor") for name in names)):
        return None
    made = [(each, each.tensor_of(machine, shape, dtype, source)) for each in machine.libraries]
    found = [(library, tensor) for library, tensor in made if tensor is not ABSENT]
    if len(found) > 1 and parameter.annotation is not None:
        kind = evaluated(machine, function, parameter.annotation)
        found = [pair for pair in found if pair[0].lesson_of_annotation(machine, kind) is not None]
    return shown(machine, function, parameter, found[0][1]) if len(found) == 1 else None


def evaluated(machine: Interpreter, function: Function, annotation: tree.Expression) -> Any:
    """What the annotation stands for, evaluated where the function was defined."""

    frame = machine.frame
    machine.frame = Frame(Scope(function.scope, function.scope.globals), function.unit, frame.stack, None, frame)
    try:
        with machine.silent():
            value = evaluate(machine, annotation)
            if isinstance(value, str):
                value = quoted(machine, value)
            return Unknown("the annotation is no expression") if value is ABSENT else value
    except Raised:
        return Unknown("the annotation cannot be evaluated")
    finally:
        machine.frame = frame
