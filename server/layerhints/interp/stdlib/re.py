"""`re`: the host matches, on texts and patterns that are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import NotConstant, call_host, constant, lift, run_host
from layerhints.interp.builtins.native import Functions, native
from layerhints.values.objects import ABSENT, Class, Iterator, Native, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

function = Functions("re.")

LONGEST_TEXT = 10_000
"""Matching may take time that grows quickly with the text; longer ones are not matched."""
_NESTED_REPEAT = re.compile(r"[+*}]\)?[+*{]|[+*}][^()]*\)[+*{]")
"""Patterns with a repetition inside a repetition can take exponential time: they are not run."""


class Pattern(Value):
    """A compiled pattern."""

    __slots__ = ("host",)

    def __init__(self, host: re.Pattern[Any]) -> None:
        self.host = host

    def describe(self) -> str:
        return "a pattern"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("pattern", "flags", "groups"):
            return getattr(self.host, name)
        if name == "groupindex":
            return machine.new_dict(dict(self.host.groupindex))
        if name not in _METHODS:
            return ABSENT
        return native(f"Pattern.{name}", _method(name, self.host))

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        if not isinstance(other, Pattern):
            return NotImplemented
        return self.host == other.host if operator == "==" else self.host != other.host


class Match(Value):
    """A match."""

    __slots__ = ("host",)

    def __init__(self, host: re.Match[Any]) -> None:
        self.host = host

    def describe(self) -> str:
        return "a match"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("string", "pos", "endpos", "lastindex", "lastgroup"):
            return getattr(self.host, name)
        if name == "re":
            return Pattern(self.host.re)
        if name not in ("group", "groups", "groupdict", "start", "end", "span", "expand", "__getitem__"):
            return ABSENT

        def call(machine: Machine, *arguments: Any) -> Any:
            return run_host(machine, getattr(self.host, name), *(constant(argument) for argument in arguments))

        return native(f"Match.{name}", call)

    def item(self, machine: Machine, index: Any) -> Any:
        try:
            return run_host(machine, self.host.__getitem__, constant(index))
        except NotConstant as failure:
            return failure.unknown


_METHODS = ("match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn")


def _method(name: str, pattern: re.Pattern[Any]) -> Callable[..., Any]:
    """A method of a compiled pattern."""

    def call(machine: Machine, *arguments: Any, **keywords: Any) -> Any:
        if name in ("sub", "subn") and arguments and isinstance(arguments[0], Value):
            return _substituted(machine, name, pattern, *arguments, **keywords)
        hosts = [constant(argument) for argument in arguments]
        named = {key: constant(argument) for key, argument in keywords.items()}
        return _run(machine, getattr(pattern, name), pattern, hosts, named)

    return call


def _refused(pattern: re.Pattern[Any], values: list[Any]) -> Unknown | None:
    """Why a match is not carried out, or None."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    longest = max((len(value) for value in values if isinstance(value, (str, bytes))), default=0)
    if longest > LONGEST_TEXT or (longest > 64 and _NESTED_REPEAT.search(text)):
        return Unknown("a match that may take long is not carried out")
    return None


def _run(machine: Machine, method: Any, pattern: re.Pattern[Any], hosts: list[Any], named: dict[str, Any]) -> Any:
    refused = _refused(pattern, [*hosts, *named.values()])
    if refused is not None:
        return refused
    try:
        result = method(*hosts, **named)
    except (TypeError, ValueError, IndexError, re.error) as error:
        machine.throw("TypeError" if isinstance(error, TypeError) else "ValueError", str(error))
    if isinstance(result, re.Match):
        return Match(result)
    if hasattr(result, "__next__"):
        return Iterator(tuple(Match(match) for match in result))
    return lift(machine, result)


def _substituted(
    machine: Machine, name: str, pattern: re.Pattern[Any], replacement: Any, string: Any, count: Any = 0
) -> Any:
    """`sub` with a function of the program."""
    text, limit = constant(string), constant(count)

    def replace(match: re.Match[Any]) -> str:
        result = machine.call_values(replacement, Match(match))
        if not isinstance(result, str):
            raise NotConstant(result if isinstance(result, Unknown) else Unknown("the replacement is not known"))
        return result

    refused = _refused(pattern, [text])
    return refused if refused is not None else lift(machine, getattr(pattern, name)(replace, text, limit))


def _compiled(machine: Machine, pattern: Any, flags: Any) -> re.Pattern[Any]:
    if isinstance(pattern, Pattern):
        return pattern.host
    try:
        return re.compile(constant(pattern), constant(flags))
    except (re.error, TypeError, ValueError) as error:
        machine.throw("TypeError" if isinstance(error, TypeError) else "ValueError", str(error))


@function("compile")
def _compile(machine: Machine, pattern: Any, flags: Any = 0) -> Any:
    return Pattern(_compiled(machine, pattern, flags))


def _module_function(name: str) -> None:
    given = {"sub": 3, "subn": 3}.get(name, 2)

    def call(machine: Machine, pattern: Any, *arguments: Any, flags: Any = 0, **keywords: Any) -> Any:
        if len(arguments) >= given and name not in ("split", "sub", "subn"):
            *arguments_list, flags = arguments
            arguments = tuple(arguments_list)
        return _method(name, _compiled(machine, pattern, flags))(machine, *arguments, **keywords)

    function(name)(call)


for _name in _METHODS:
    _module_function(_name)


@function("escape")
def _escape(machine: Machine, pattern: Any) -> Any:
    return call_host(machine, re.escape, (pattern,))


def names(module: str) -> dict[str, Any]:
    flags = {name: int(value) for name, value in vars(re).items() if isinstance(value, re.RegexFlag)}
    return {
        **flags,
        **function.names,
        "Pattern": Class("Pattern", (), {}, module="re"),
        "Match": Class("Match", (), {}, module="re"),
        "error": Class("error", (), {}, module="re"),
        "purge": Native("re.purge", lambda machine, arguments: None),
    }
