"""Python exceptions of the program that is read: which handler takes which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree


def instance_of(machine: Interpreter, value: Any) -> Any:
    """What `raise value` raises: a class is instantiated."""
    if isinstance(value, Class):
        return machine.instantiate(value, Arguments())
    return value if value is not None else Unknown("the exception that is raised again")


def handler_for(machine: Interpreter, handlers: Sequence[tree.Handler], value: Any) -> tree.Handler | None:
    """The first handler that may take the exception: one that cannot be told is taken to match."""
    from layerhints.interp.expressions import evaluate

    for handler in handlers:
        if handler.types is None:
            return handler
        if machine.is_instance(value, evaluate(machine, handler.types)) is not False:
            return handler
    return None
