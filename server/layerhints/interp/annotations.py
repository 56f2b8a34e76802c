"""What an annotation says about a parameter that nothing gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.dispatch import evaluate
from layerhints.interp.frames import Frame, Raised
from layerhints.values.holes import Lesson, WholeNumber
from layerhints.values.objects import Scope

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree
    from layerhints.values.objects import Function


def annotated(machine: Interpreter, function: Function, annotation: tree.Expression) -> Lesson | None:
    """The lesson of an annotation; None where it says nothing that is understood."""
    value = evaluated(machine, function, annotation)
    if value is machine.builtins["int"]:
        return WholeNumber()
    lessons = (library.lesson_of_annotation(machine, value) for library in machine.libraries)
    return next((lesson for lesson in lessons if lesson is not None), None)


def evaluated(machine: Interpreter, function: Function, annotation: tree.Expression) -> Any:
    """What the annotation stands for, evaluated where the function was defined."""

    frame = machine.frame
    machine.frame = Frame(Scope(function.scope, function.scope.globals), function.unit, frame.stack, None, frame)
    try:
        with machine.silent():
            return evaluate(machine, annotation)
    except Raised:
        return Unknown("the annotation cannot be evaluated")
    finally:
        machine.frame = frame
