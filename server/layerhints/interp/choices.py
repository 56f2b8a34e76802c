"""A value that is one of a few: what is done to it is done to each of them, and joined."""

from __future__ import annotations

from functools import partial, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from layerhints.algebra import Unknown
from layerhints.values.facts import certain_problems
from layerhints.values.origins import Either

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.arguments import Arguments
    from layerhints.values.facts import Fact, Finding

    Found: TypeAlias = tuple[list[Fact], list[Finding]]


def choices(value: Unknown) -> tuple[Any, ...]:
    """What the value can be, if all of that is known; nothing otherwise."""
    return value.origin.values if isinstance(value.origin, Either) and value.origin.complete else ()


def other(value: Any) -> Any:
    """The value as that of something else: an Unknown is also what is computed from it, and what is computed from one
    of a few is none of them.
    """
    if isinstance(value, Unknown) and choices(value):
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
    return _ask_each(machine, function, lambda each: machine.call(each, arguments))


def attribute_of_each(machine: Interpreter, value: Unknown, name: str) -> Any:
    """The attribute of whichever it is; ABSENT only if none of them has it."""
    return _ask_each(machine, value, lambda each: machine.attribute(each, name))


def set_attribute_of_one(machine: Interpreter, value: Unknown, name: str, new: Any) -> None:
    """Set the attribute of whichever it is: each of them may be what it was, or have what is set. Where it may be
    something else, that may be a part of one of them.
    """
    held = value.origin.values if isinstance(value.origin, Either) else ()
    if not choices(value):
        machine.forget(value, value)

    def of_all() -> None:
        for each in held:
            machine.set_attribute(each, name, new)

    machine.fork([of_all, lambda: None], value)


def _ask_each(machine: Interpreter, value: Unknown, ask: Callable[[Any], Any]) -> Any:
    """What is certain of the answers of all that the value can be. Which one it is may also have decided that the
    program came here: if some have a problem and others none, it is one of the others, and nothing else is found. Where
    all have problems those of the first are told.
    """
    answers: list[tuple[Any, Found]] = []
    found: list[Found] = []

    def course(each: Any) -> None:
        before = machine.facts, machine.findings
        found.append(([], []))
        machine.facts, machine.findings = found[-1]
        try:
            answers.append((ask(each), found[-1]))
        finally:
            machine.facts, machine.findings = before

    machine.choosing += 1
    try:
        machine.fork([partial(course, each) for each in _in_use(machine, value)], value)
    finally:
        machine.choosing -= 1
        sound = [each for each in found if _is_sound(each)]
        machine.facts += chain.from_iterable(facts for facts, _ in sound or found)
        machine.findings += chain.from_iterable(findings for _, findings in sound or found[:1])
    certain = [answer for answer, each in answers if _is_sound(each)] or [answer for answer, _ in answers]
    return reduce(lambda one, other: machine.join(one, other, value), certain)


def _is_sound(found: Found) -> bool:
    """Is there no problem among what was found?"""
    return not any(certain_problems(found[1]))
