"""What every function of the program has: `__annotations__`, `__defaults__` and their like; `types.FunctionType`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.code import CODE, Code
from layerhints.values.objects import Function, Native, Property

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter

_PLAIN = ("positional_only", "positional")


def _annotations(machine: Interpreter, function: Function) -> Any:
    from layerhints.interp.annotations import evaluated

    node = function.node
    written = {item.name: item.annotation for item in node.parameters.items}
    found = {name: evaluated(machine, function, each) for name, each in written.items() if each is not None}
    if (returned := getattr(node, "returns", None)) is not None:
        found["return"] = evaluated(machine, function, returned)
    kept = machine.new_dict(found)
    machine.write(function.attributes, "__annotations__", kept)  # those who change it are seen by the next one
    return kept


def _defaults(machine: Interpreter, function: Function) -> Any:
    found = [function.defaults[item.name] for item in _with_defaults(function) if item.kind in _PLAIN]
    return tuple(found) or None


def _keyword_defaults(machine: Interpreter, function: Function) -> Any:
    found = {item.name: function.defaults[item.name] for item in _with_defaults(function) if item.kind not in _PLAIN}
    return machine.new_dict(found) if found else None


def _with_defaults(function: Function) -> list[Any]:
    return [item for item in function.node.parameters.items if item.name in function.defaults]


def _globals(machine: Interpreter, function: Function) -> Any:
    return machine.new_dict(dict(machine.names_of(function.scope.globals)))


def _own(machine: Interpreter, function: Function) -> Any:
    from layerhints.interp.builtins.attributes import AttributeDict

    return AttributeDict(function)


def _read(name: str, of_function: Callable[[Interpreter, Function], Any]) -> Property:
    def getter(machine: Any, arguments: Any) -> Any:
        function = arguments.positional[0]
        if isinstance(function, Function):
            return of_function(machine, function)
        return Unknown(f"`{name}` of this is not followed")

    return Property(Native(name, getter))


ATTRIBUTES: dict[str, Any] = {
    "__code__": CODE,
    "__annotations__": _read("__annotations__", _annotations),
    "__defaults__": _read("__defaults__", _defaults),
    "__kwdefaults__": _read("__kwdefaults__", _keyword_defaults),
    "__globals__": _read("__globals__", _globals),
    "__dict__": _read("__dict__", _own),
    "__closure__": _read("__closure__", lambda machine, function: Unknown("what a function closes over is not listed")),
}


def make_function(
    machine: Any, cls: Any, code: Any, globals: Any, name: Any = None, argdefs: Any = None, *rest: Any, **more: Any
) -> Any:
    """`FunctionType(code, globals, …)`: the function that the code is of, in the names that it had."""
    if not isinstance(code, Code) or not (argdefs is None or isinstance(argdefs, tuple)):
        return Unknown("the code that the function is made of is not known")
    origin = code.function
    items = origin.node.parameters.items
    plain = [item.name for item in items if item.kind in _PLAIN]
    given = argdefs or ()
    defaults = {key: value for key, value in origin.defaults.items() if key not in plain}
    defaults.update(zip(plain[len(plain) - len(given) :], given, strict=False))
    title = name if isinstance(name, str) else origin.name
    return Function(title, origin.node, defaults, origin.scope, origin.unit)
