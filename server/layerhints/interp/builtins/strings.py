"""`str`, `bytes` and `bytearray`: the host's own methods, where everything is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.constants import MAX_TEXT, call_host, constant, run_host
from layerhints.interp.builtins.native import Methods, native
from layerhints.interp.builtins.objects import OBJECT, declare
from layerhints.interp.builtins.text import fill, percent, representation, text
from layerhints.values.instances import HOST_VALUE, unwrapped
from layerhints.values.objects import Class, Dict, Instance, Native, StaticMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

TOO_LONG = Unknown("the text would be too long to follow")

method = Methods("str", (str, Instance))
bytes_method = Methods("bytes", (bytes, Instance))

OPERATORS = {
    "__add__": "+", "__mul__": "*", "__eq__": "==", "__ne__": "!=", "__lt__": "<", "__le__": "<=", "__gt__": ">",
    "__ge__": ">=",
}  # fmt: skip


def of_class(cls: Class, own: Class, value: Any) -> Any:
    """The value itself, or an instance of a class that the program derived from the language's."""
    if cls is own:
        return value
    made = Instance(cls)
    made.hidden[HOST_VALUE] = value
    return made


def operator_method(owner: str, name: str, operator: str) -> Native:
    """A special method of a constant: the operator on what the two stand for."""

    def implementation(machine: Machine, self: Any, other: Any) -> Any:
        left, right = unwrapped(self), unwrapped(other)
        if isinstance(left, Instance):
            return NotImplemented
        if operator in ("==", "!=", "<", "<=", ">", ">="):
            return machine.compare(operator, left, right)
        return machine.binary(operator, left, right)

    return native(f"{owner}.{name}", implementation)


def _host_method(owner: str, name: str, function: Callable[..., Any]) -> Native:
    def implementation(machine: Machine, self: Any, /, *positional: Any, **keywords: Any) -> Any:
        lengths = [len(value) + 1 for value in (self, *positional) if isinstance(value, (str, bytes))]
        product = 1
        for length in lengths:
            product *= length
        widths = [value for value in (*positional, *keywords.values()) if isinstance(value, int)]
        if product > MAX_TEXT * 10 or max(widths, default=0) > MAX_TEXT:
            return TOO_LONG
        return call_host(machine, function, (self, *positional), keywords)

    return native(f"{owner}.{name}", implementation)


for _methods, _host in ((method, str), (bytes_method, bytes)):
    for _name, _function in vars(_host).items():
        if not _name.startswith("_"):
            _methods.names[_name] = _host_method(_host.__name__, _name, getattr(_host, _name))
    for _name, _operator in OPERATORS.items():
        _methods.names[_name] = operator_method(_host.__name__, _name, _operator)
    for _name in ("maketrans", "fromhex"):
        if _name in _methods.names:
            _methods.names[_name] = StaticMethod(_methods.names[_name])


def both(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a method of `str` and of `bytes`."""

    def declare_both(function: Callable[..., Any]) -> Callable[..., Any]:
        bytes_method(name)(function)
        return method(name)(function)

    return declare_both


@both("join")
def _join(machine: Machine, self: Any, parts: Any) -> Any:
    items = machine.iterate(parts)
    if isinstance(items, Unknown):
        return items
    machine.bounded(len(items))
    hosts = [constant(item) for item in items]
    separator = constant(self)
    if sum(len(host) if isinstance(host, (str, bytes)) else 0 for host in hosts) > MAX_TEXT:
        return TOO_LONG
    return run_host(machine, separator.join, hosts)


@method("format")
def _format(machine: Machine, self: Any, /, *positional: Any, **keywords: Any) -> Any:
    return fill(machine, constant(self), positional, keywords)


@method("format_map")
def _format_map(machine: Machine, self: Any, mapping: Any) -> Any:
    content = mapping.content if isinstance(mapping, Dict) else Unknown("what fills the text is not known")
    if isinstance(content, Unknown):
        return content
    return fill(machine, constant(self), (), {key: value for key, value in content.items() if isinstance(key, str)})


@both("__mod__")
def _percent(machine: Machine, self: Any, arguments: Any) -> Any:
    return percent(machine, constant(self), arguments)


@both("__contains__")
def _contains(machine: Machine, self: Any, other: Any) -> Any:
    return call_host(machine, lambda whole, part: part in whole, (self, other))


@both("__getitem__")
def _getitem(machine: Machine, self: Any, index: Any) -> Any:
    return call_host(machine, lambda whole, position: whole[position], (self, index))


@both("__len__")
def _len(machine: Machine, self: Any) -> Any:
    return call_host(machine, len, (self,))


@both("__iter__")
def _iter(machine: Machine, self: Any) -> Any:
    return call_host(machine, tuple, (self,))


@both("__hash__")
def _hash(machine: Machine, self: Any) -> Any:
    return Unknown("a hash depends on the run of the program")


@both("__rmul__")
def _rmul(machine: Machine, self: Any, times: Any) -> Any:
    return machine.binary("*", unwrapped(self), unwrapped(times))


@both("__str__")
def _str(machine: Machine, self: Any) -> Any:
    return text(machine, unwrapped(self))


@both("__repr__")
def _repr(machine: Machine, self: Any) -> Any:
    return representation(machine, unwrapped(self))


@method.new
def _new(machine: Machine, cls: Class, value: Any = "", encoding: Any = None, errors: Any = "strict") -> Any:
    if isinstance(value, bytes) and encoding is not None:
        return of_class(cls, STR, call_host(machine, bytes.decode, (value, encoding, errors)))
    return of_class(cls, STR, text(machine, value))


@bytes_method.new
def _new_bytes(machine: Machine, cls: Class, value: Any = b"", encoding: Any = None, errors: Any = "strict") -> Any:
    if isinstance(value, str):
        made = call_host(machine, str.encode, (value, "utf-8" if encoding is None else encoding, errors))
    elif isinstance(value, (int, Expression)):
        made = bytes(value) if isinstance(value, int) and 0 <= value <= MAX_TEXT else TOO_LONG
    else:
        items = machine.iterate(value)
        made = items if isinstance(items, Unknown) else call_host(machine, bytes, (tuple(items),))
    return of_class(cls, BYTES, made)


STR = declare("str", method.names)
BYTES = declare("bytes", bytes_method.names)
BYTEARRAY = Class("bytearray", (OBJECT,), {}, module="builtins", open=Unknown("bytearrays are not followed"))
MEMORY_VIEW = Class("memoryview", (OBJECT,), {}, module="builtins", open=Unknown("memory views are not followed"))
