"""`inspect`: what is simple to say of functions and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.values.objects import ABSENT, Bound, Class, Function, Module, Native, Value

if TYPE_CHECKING:
    from layerhints.syntax.tree import Parameter
    from layerhints.values.machine import Machine

function = Functions("inspect.")

_KINDS = {
    "positional_only": "POSITIONAL_ONLY", "positional": "POSITIONAL_OR_KEYWORD", "variadic": "VAR_POSITIONAL",
    "keyword_only": "KEYWORD_ONLY", "keywords": "VAR_KEYWORD",
}  # fmt: skip
EMPTY = Class("_empty", (), {}, module="inspect")


class _Parameter(Value):
    __slots__ = ("default", "parameter")

    def __init__(self, parameter: Parameter, default: Any) -> None:
        self.parameter = parameter
        self.default = default

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "name":
            return self.parameter.name
        if name == "default":
            return self.default
        if name == "kind":
            return _KINDS[self.parameter.kind]
        if name == "empty":
            return EMPTY
        return _KINDS_BY_NAME.get(name, Unknown("an annotation is not followed") if name == "annotation" else ABSENT)


_KINDS_BY_NAME = {name: name for name in _KINDS.values()}


class _Signature(Value):
    __slots__ = ("parameters",)

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.parameters = parameters

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "parameters":
            return machine.new_dict(dict(self.parameters))
        return EMPTY if name == "empty" else Unknown(f"`{name}` of a signature is not followed")


def _parameters(function: Function) -> dict[str, Any]:
    return {
        item.name: _Parameter(item, function.defaults.get(item.name, EMPTY)) for item in function.node.parameters.items
    }


@function("signature")
def _signature(machine: Machine, callable: Any, **options: Any) -> Any:
    skipped = 0
    target = _unwrapped(callable)
    if isinstance(target, Class):
        target, skipped = target.lookup("__init__"), 1
    elif isinstance(target, Bound):
        target, skipped = target.function, 1
    if not isinstance(target, Function):
        return Unknown("the signature of this is not known")
    parameters = _parameters(target)
    return _Signature(dict(list(parameters.items())[skipped:]))


def _unwrapped(callable: Any) -> Any:
    """What a decorator that uses `functools.wraps` was put around, as `signature` looks for it."""
    for _ in range(_MOST_WRAPPED):
        if not isinstance(callable, Function) or "__wrapped__" not in callable.attributes:
            break
        callable = callable.attributes["__wrapped__"]
    return callable


_MOST_WRAPPED = 20


@function("getfullargspec")
@function("getargspec")
def _argspec(machine: Machine, func: Any) -> Any:
    return Unknown("the signature of this is not known")


def _kind_test(name: str, kinds: tuple[type, ...]) -> None:
    def test(machine: Machine, object: Any) -> Any:
        return object if isinstance(object, Unknown) else isinstance(object, kinds)

    function(name)(test)


_kind_test("isclass", (Class,))
_kind_test("isfunction", (Function,))
_kind_test("ismethod", (Bound,))
_kind_test("ismodule", (Module,))
_kind_test("isbuiltin", (Native,))
_kind_test("isroutine", (Function, Native, Bound))


@function("getmembers")
def _getmembers(machine: Machine, object: Any, predicate: Any = None) -> Any:
    if isinstance(object, Module) and object.open is None:
        pairs = sorted(object.scope.names.items(), key=lambda pair: pair[0])
        kept = [pair for pair in pairs if predicate is None or machine.truth(machine.call_values(predicate, pair[1]))]
        return machine.new_list(kept)
    return Unknown("the members of this are not listed")


@function("getdoc")
@function("getsource")
@function("getfile")
@function("getmodule")
@function("currentframe")
@function("stack")
def _not_followed(machine: Machine, *arguments: Any, **options: Any) -> Unknown:
    return Unknown("what `inspect` says of a running program is not known")


@function("getmro")
def _getmro(machine: Machine, cls: Any) -> Any:
    return cls.order if isinstance(cls, Class) else Unknown("the bases of a class are not known")


@function("unwrap")
def _unwrap(machine: Machine, func: Any, **options: Any) -> Any:
    return _unwrapped(func)


def names(module: str) -> dict[str, Any]:
    parameter = Class("Parameter", (), {**_KINDS_BY_NAME, "empty": EMPTY}, module="inspect")
    return {**function.names, "Parameter": parameter, "Signature": Class("Signature", (), {}, module="inspect")}


