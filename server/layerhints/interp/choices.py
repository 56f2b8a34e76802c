"""A value that is one of a few: what is done to it is done to each of them, and joined."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.origins import Either

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.arguments import Arguments


def choices(value: Unknown) -> tuple[Any, ...]:
    """What the value can be, if all of that is known; nothing otherwise."""
    return value.origin.values if isinstance(value.origin, Either) and value.origin.complete else ()


def other(value: Any) -> Any:
    """The value as that of something else: an Unknown is also what is computed from it, and what is computed from one
    of a few is none of them.
    """
    if type(value) is Unknown and choices(value):
        return Unknown(value.reason, Either(choices(value)))
    return value


def own_result(result: Unknown, arguments: Arguments) -> Any:
    """What a function of the host gave: an argument that it only passed on says no more than that it is not known."""
    given = (*arguments.positional, *arguments.keywords.values())
    return other(result) if any(result is argument for argument in given) else result


def _in_use(machine: Interpreter, value: Unknown) -> list[Any]:
    """What the value can be where it is called, or asked for an attribute: None would end the program there."""
    return [each for each in choices(value) if each is not None or machine.trying]


def call_each(machine: Interpreter, function: Unknown, arguments: Arguments) -> Any:
    """Call whichever it is."""
    from layerhints.interp.expressions import one_of

    return one_of(machine, [partial(machine.call, each, arguments) for each in _in_use(machine, function)], function)


def attribute_of_each(machine: Interpreter, value: Unknown, name: str) -> Any:
    """The attribute of whichever it is; ABSENT only if none of them has it."""
    from layerhints.interp.expressions import one_of

    return one_of(machine, [partial(machine.attribute, each, name) for each in _in_use(machine, value)], value)
