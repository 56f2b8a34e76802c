"""`str()`, `repr()` and `format()` of every kind of value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import MAX_TEXT, SCALAR_TYPES, NotConstant, constant, run_host
from layerhints.interp.builtins.records import Record
from layerhints.values.holes import detached
from layerhints.values.instances import HOST_VALUE, unwrapped
from layerhints.values.objects import ABSENT, Class, Dict, Function, Instance, List, Native, Set

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

_WIDE = re.compile(r"\d{6}")
SYMBOLIC = Unknown("the text depends on a size that is not a known number")


def text(machine: Machine, value: Any) -> Any:
    """`str(value)`."""
    if isinstance(value, str):
        return value
    if type(value) in SCALAR_TYPES:
        return run_host(machine, str, value)
    if isinstance(value, Instance):
        own = value.cls.lookup("__str__")
        if isinstance(own, Function):
            return _checked(machine.call_values(machine.bind(own, value, value.cls)))
        if isinstance(value, (List, Dict, Set, Record)):
            return representation(machine, value)
        if isinstance(value.cls.lookup("__repr__"), Function):
            return representation(machine, value)
        if own is not ABSENT:
            return _checked(machine.call_values(machine.bind(own, value, value.cls)))
        if HOST_VALUE in value.hidden:
            return text(machine, value.hidden[HOST_VALUE])
    return representation(machine, value)


def representation(machine: Machine, value: Any) -> Any:
    """`repr(value)`."""
    if type(value) in SCALAR_TYPES:
        return run_host(machine, repr, value)
    if isinstance(value, Unknown):
        return detached(value)
    if isinstance(value, Expression):
        return SYMBOLIC
    if type(value) is tuple:
        parts = _parts(machine, value)
        if isinstance(parts, Unknown):
            return parts
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
    if isinstance(value, slice):
        parts = _parts(machine, (value.start, value.stop, value.step))
        return parts if isinstance(parts, Unknown) else f"slice({', '.join(parts)})"
    if isinstance(value, Class) and value.module and value.lookup("__members__") is ABSENT:
        return f"<class '{value.name}'>" if value.module == "builtins" else f"<class '{value.module}.{value.name}'>"
    if not isinstance(value, Instance):
        return Unknown("the text of this object depends on the run of the program")
    own = value.cls.lookup("__repr__")
    if isinstance(own, Function) or not isinstance(value, (List, Dict, Set, Record)):
        if own is ABSENT:
            return Unknown("the text of this object depends on the run of the program")
        return _checked(machine.call_values(machine.bind(own, value, value.cls)))
    return _container(machine, value)


def _container(machine: Machine, value: List | Dict | Set | Record) -> Any:
    content: Any = value.items if isinstance(value, Record) else value.content
    if isinstance(content, Unknown):
        return content
    if isinstance(value, Dict):
        keys, items = _parts(machine, tuple(content)), _parts(machine, tuple(content.values()))
        if isinstance(keys, Unknown) or isinstance(items, Unknown):
            return keys if isinstance(keys, Unknown) else items
        result = f"{{{', '.join(f'{key}: {item}' for key, item in zip(keys, items, strict=True))}}}"
        return result if value.cls.name == "dict" else f"{value.cls.name}({result if items else ''})"
    if isinstance(value, Set):
        if len(content) > 1:
            return Unknown("the order in which a set shows its members depends on the run of the program")
        if not content:
            return f"{value.cls.name}()"
    parts = _parts(machine, tuple(content))
    if isinstance(parts, Unknown):
        return parts
    if isinstance(value, Record):
        fields = value.cls.lookup("_fields")
        if not isinstance(fields, tuple):
            return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
        shown = ", ".join(f"{name}={part}" for name, part in zip(fields, parts, strict=False))
        return f"{value.cls.name}({shown})"
    left, right = ("{", "}") if isinstance(value, Set) else ("[", "]")
    result = f"{left}{', '.join(parts)}{right}"
    return result if value.cls.name in ("list", "set") else f"{value.cls.name}({result})"


def _parts(machine: Machine, items: tuple[Any, ...]) -> list[str] | Unknown:
    machine.bounded(len(items))
    parts: list[str] = []
    for item in items:
        part = representation(machine, item)
        if isinstance(part, Unknown):
            return part
        parts.append(part)
    return parts


def _checked(result: Any) -> Any:
    return result if isinstance(result, (str, Unknown)) else Unknown("the text of this object is not known")


def format_value(machine: Machine, value: Any, specification: Any = "") -> Any:
    """`format(value, specification)`."""
    if isinstance(value, Unknown):
        return detached(value)
    if not isinstance(specification, str):
        return specification if isinstance(specification, Unknown) else Unknown("how a value is shown is not known")
    if isinstance(value, Instance):
        own = value.cls.lookup("__format__")
        if isinstance(own, Function) or (isinstance(own, Native) and own.name != "object.__format__"):
            return _checked(machine.call_values(machine.bind(own, value, value.cls), specification))
        if HOST_VALUE in value.hidden and not isinstance(value.cls.lookup("__str__"), Function):
            value = unwrapped(value)
    if type(value) in SCALAR_TYPES:
        excess = wide(specification)
        return run_host(machine, format, value, specification) if excess is None else excess
    shown = text(machine, value)
    if isinstance(shown, Unknown) or not specification:
        return shown
    return Unknown("an object is shown in a format of its own")


def formatted(machine: Machine, value: Any, conversion: str | None, specification: Any) -> Any:
    """What `{value!conversion:specification}` shows in an f-string."""
    if conversion is None and type(value) is str and specification == "":
        return value
    if conversion == "s":
        value = text(machine, value)
    elif conversion is not None:
        value = representation(machine, value)
        if conversion == "a" and isinstance(value, str):
            value = value.encode("ascii", "backslashreplace").decode("ascii")
    return format_value(machine, value, specification)


def wide(template: str | bytes) -> Unknown | None:
    """Why a format with a width of six digits is not carried out, or None."""
    digits = template if isinstance(template, str) else template.decode("latin-1")
    return Unknown("the text would be too long to follow") if _WIDE.search(digits) else None


def percent(machine: Machine, template: str | bytes, arguments: Any) -> Any:
    """`template % arguments`."""
    try:
        hosts = _shown(machine, arguments)
    except NotConstant as failure:
        return detached(failure.unknown)
    if (isinstance(hosts, tuple) and "*" in str(template)) or wide(template) is not None:
        return Unknown("the text would be too long to follow")
    return run_host(machine, lambda: template % hosts)


def fill(machine: Machine, template: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`template.format(*positional, **keywords)`; raises NotConstant."""
    hosts = [_shown(machine, value) for value in positional]
    named = {name: _shown(machine, value) for name, value in keywords.items()}
    if re.search(r"\{[^{}]*\{", template) and any(type(value) is int and value > MAX_TEXT for value in hosts):
        return Unknown("the text would be too long to follow")
    excess = wide(template)
    return run_host(machine, template.format, *hosts, **named) if excess is None else excess


class _Shown:
    """An object of the program inside a text that the host formats: it shows as its text."""

    def __init__(self, shown: str, represented: Any) -> None:
        self.shown = shown
        self.represented = represented

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return str(self.represented)

    def __format__(self, specification: str) -> str:
        return format(self.shown, specification)


def _shown(machine: Machine, value: Any) -> Any:
    """A host object that formats as the value does; raises NotConstant."""
    if type(value) is tuple:
        return tuple(_shown(machine, item) for item in value)
    if type(value) in SCALAR_TYPES:
        return value
    if isinstance(value, Dict) and not isinstance(value.content, Unknown):
        return {constant(key): _shown(machine, item) for key, item in value.content.items()}
    if isinstance(value, Instance) and not isinstance(value, (List, Dict, Set)):
        shown, represented = text(machine, value), representation(machine, value)
        if isinstance(shown, Unknown):
            raise NotConstant(shown)
        if isinstance(represented, Unknown):
            represented = shown
        return _Shown(shown, represented)
    return constant(value)
