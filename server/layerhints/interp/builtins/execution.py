"""`exec` and `eval`: statements and expressions that the program holds as text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.interp.dispatch import evaluate, run
from layerhints.interp.frames import Frame
from layerhints.syntax import tree
from layerhints.syntax.module import read
from layerhints.values.objects import ABSENT, Scope
from layerhints.values.sites import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter

function = Functions()

LONGEST = 4_000
"""Longer texts are not read."""
TEXT = "<string>"
"""Where such text stands: in no file, so nothing is shown at their places."""


@function("exec", changes=True)
def _exec(machine: Interpreter, source: Any, *scopes: Any) -> None:
    """In a function what the text changes counts, and the names that it binds are gone with it. A script mostly has
    itself configured so, and stays as it is written.
    """
    frame = machine.frame
    if frame.function is None:
        return
    if not isinstance(source, str) or scopes or len(source) > LONGEST:
        reason = Unknown("`exec` may have changed it")
        for value in list(frame.scope.names.values()):
            machine.forget(value, reason)
        return
    scope = Scope(frame.scope, frame.scope.globals)
    for piece in read(source).pieces:
        _within(machine, scope, piece.definition, partial(run, machine, piece.definition.body))


@function("eval", changes=True)
def _eval(machine: Interpreter, source: Any, *scopes: Any) -> Any:
    if isinstance(source, str) and not scopes:
        value = quoted(machine, source)
        if value is not ABSENT:
            return value
    reason = Unknown("what `eval` gives is not known")
    for scope in scopes:
        machine.forget(scope, reason)
    return reason


def quoted(machine: Interpreter, source: str) -> Any:
    """The value of an expression that is written as text, ABSENT where the text is none."""
    pieces = read(source.strip()).pieces if len(source) <= LONGEST else ()
    body = pieces[0].definition.body if len(pieces) == 1 else ()
    if len(body) != 1 or not isinstance(body[0], tree.ExpressionStatement):
        return ABSENT
    action = partial(evaluate, machine, body[0].value)
    return _within(machine, machine.frame.scope, pieces[0].definition, action)


def _within(machine: Interpreter, scope: Scope, definition: tree.Definition, action: Callable[[], Any]) -> Any:
    """Do something in the running function, for text that stands in no file."""
    frame = machine.frame
    machine.frame = Frame(scope, Unit(TEXT, definition), frame.stack, frame.function, frame)
    try:
        return action()
    finally:
        machine.frame = frame
