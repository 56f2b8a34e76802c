"""`inspect`: what is simple to say of functions and classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.running import RunningFrame
from layerhints.values.host import Sought
from layerhints.values.modules import DescribedModule
from layerhints.values.objects import ABSENT, Bound, Class, Function, Instance, Module, Native, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.machine import Machine

function = Functions("inspect.")

_KINDS = {
    "positional_only": "POSITIONAL_ONLY", "positional": "POSITIONAL_OR_KEYWORD", "variadic": "VAR_POSITIONAL",
    "keyword_only": "KEYWORD_ONLY", "keywords": "VAR_KEYWORD",
}  # fmt: skip
EMPTY = Class("_empty", (), {}, module="inspect")


class _Parameter(Value):
    __slots__ = ("default", "kind", "name")

    def __init__(self, name: str, kind: str, default: Any) -> None:
        self.name = name
        self.kind = kind
        self.default = default

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "name":
            return self.name
        if name == "default":
            return self.default
        if name == "kind":
            return _KINDS[self.kind]
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
    defaults = function.defaults
    return {
        item.name: _Parameter(item.name, item.kind, defaults.get(item.name, EMPTY))
        for item in function.node.parameters.items
    }


def _method(value: Any) -> tuple[Class, str] | None:
    """The class and the name of the method whose parameters are asked for: calling a class, or an object, runs it."""
    if isinstance(value, Class):
        return value, "__init__"
    return (value.cls, "__call__") if isinstance(value, Instance) else None


def _described(cls: Class, method: str) -> list[_Parameter] | Unknown:
    """The parameters, `self` aside, as the library describes them: a class may do so that has the method from
    another one.
    """
    order = [] if cls.has_unknown_base else cls.order
    maker = next((place for place, base in enumerate(order) if method in base.namespace), -1)
    found = (base.signature(method) for base in order[: maker + 1])
    described = next((each for each in found if each is not None), None)
    if described is None:
        return Unknown(_NO_SIGNATURE)
    return [_Parameter(name, kind, EMPTY if default is ABSENT else default) for name, kind, default in described]


@function("signature")
def _signature(machine: Machine, callable: Any, **options: Any) -> Any:
    found = _all_parameters(_unwrapped(callable))
    if isinstance(found, Unknown):
        return found
    skipped = 0 if isinstance(callable, Function) else 1
    return _Signature({each.name: each for each in found[skipped:]})


def _all_parameters(callable: Any) -> list[_Parameter] | Unknown:
    """The parameters of a function or of the method that a call runs, `self` of a method too."""
    method = _method(callable)
    bound = callable if isinstance(callable, Bound) and isinstance(callable.function, Native) else None
    if bound is not None and isinstance(bound.receiver, Instance):
        method = bound.receiver.cls, bound.function.name.rpartition(".")[2]
    if method is not None:
        target = method[0].lookup(method[1])
        if not isinstance(target, Function):
            described = _described(*method)
            receiver = _Parameter("self", "positional", EMPTY)
            return described if isinstance(described, Unknown) else [receiver, *described]
    else:
        target = callable.function if isinstance(callable, Bound) else callable
    return list(_parameters(target).values()) if isinstance(target, Function) else Unknown(_NO_SIGNATURE)


_NO_SIGNATURE = "the signature of this is not known"


def _unwrapped(callable: Any) -> Any:
    """What a decorator that uses `functools.wraps` was put around, as `signature` looks for it; of a method, too."""
    if isinstance(callable, Bound):
        return Bound(_unwrapped(callable.function), callable.receiver)
    for _ in range(_MOST_WRAPPED):
        if not isinstance(callable, Function) or "__wrapped__" not in callable.attributes:
            break
        callable = callable.attributes["__wrapped__"]
    return callable


_MOST_WRAPPED = 20


class _ArgumentSpecification(Value):
    """What `getfullargspec` gives; `parameters` are all, `self` of a method too."""

    __slots__ = ("parameters",)

    def __init__(self, parameters: Sequence[_Parameter]) -> None:
        self.parameters = parameters

    def attribute(self, machine: Machine, name: str) -> Any:
        of_kind = [each for each in self.parameters if each.kind in _SPECIFIED.get(name, ())]
        if name in ("args", "kwonlyargs"):
            return machine.new_list([each.name for each in of_kind])
        if name in ("varargs", "varkw"):
            return of_kind[0].name if of_kind else None
        with_default = [each for each in of_kind if each.default is not EMPTY]
        if name == "defaults":
            return tuple(each.default for each in with_default) or None
        if name == "kwonlydefaults":
            return machine.new_dict({each.name: each.default for each in with_default}) if with_default else None
        return Unknown(f"`{name}` of a signature is not followed")

    def item(self, machine: Machine, index: Any) -> Any:
        known = isinstance(index, int) and 0 <= index < len(_SPECIFICATION)
        return self.attribute(machine, _SPECIFICATION[index]) if known else Unknown("a signature's items are not known")


_SPECIFICATION = ("args", "varargs", "varkw", "defaults", "kwonlyargs", "kwonlydefaults", "annotations")
_SPECIFIED = {
    "args": ("positional_only", "positional"), "defaults": ("positional_only", "positional"),
    "kwonlyargs": ("keyword_only",), "kwonlydefaults": ("keyword_only",),
    "varargs": ("variadic",), "varkw": ("keywords",),
}  # fmt: skip


@function("getfullargspec")
def _argument_specification(machine: Machine, func: Any) -> Any:
    found = _all_parameters(func)
    return found if isinstance(found, Unknown) else _ArgumentSpecification(found)


@function("getargspec")
def _former_specification(machine: Machine, func: Any) -> Any:
    return Unknown(_NO_SIGNATURE)


def _kind_test(name: str, kinds: tuple[type, ...]) -> None:
    def test(machine: Machine, object: Any) -> Any:
        return object if isinstance(object, Unknown) else isinstance(object, kinds)

    function(name)(test)


_kind_test("isclass", (Class,))
_kind_test("isfunction", (Function,))
_kind_test("ismethod", (Bound,))
_kind_test("ismodule", (Module, DescribedModule))
_kind_test("isbuiltin", (Native,))
_kind_test("isroutine", (Function, Native, Bound))


@function("getmembers")
def _getmembers(machine: Machine, object: Any, predicate: Any = None) -> Any:
    if isinstance(object, Module) and object.open is None:
        pairs = sorted(machine.names_of(object.scope).items(), key=lambda pair: pair[0])
        kept = [pair for pair in pairs if predicate is None or machine.truth(machine.call_values(predicate, pair[1]))]
        return machine.new_list(kept)
    return Unknown("the members of this are not listed")


class _Source(Value):
    """The text of a module: what stands in it is asked of the file, since it changes with each letter that is typed."""

    __slots__ = ("file",)

    def __init__(self, file: str) -> None:
        self.file = file

    def describe(self) -> str:
        return "the text of a module"

    def contains(self, machine: Machine, member: Any) -> Any:
        if not isinstance(member, str) or "\n" in member:
            return Unknown("whether this stands in the text of a module is not known")
        literal = re.compile(re.escape(member))
        return machine.host.search(self.file, Sought(literal, literal)) is not None


@function("getsource")
def _getsource(machine: Machine, object: Any) -> Any:
    if not isinstance(object, Module) or object.open is not None:
        return _not_followed(machine)
    file = object.scope.names.get("__file__")
    return _Source(file) if isinstance(file, str) else _not_followed(machine)


@function("getmodule")
def _getmodule(machine: Machine, object: Any, **options: Any) -> Any:
    """The module in which a class, a function or what a frame runs is written."""
    if isinstance(object, (Module, DescribedModule)):
        return object
    running = isinstance(object, RunningFrame)
    name = object.frame.scope.globals.names.get("__name__") if running else machine.attribute(object, "__module__")
    found = machine.import_module(name) if isinstance(name, str) else None
    return _not_followed(machine) if found is None else found


@function("getdoc")
@function("getfile")
@function("stack")
def _not_followed(machine: Machine, *arguments: Any, **options: Any) -> Unknown:
    return Unknown("what `inspect` says of a running program is not known")


@function("currentframe")
def _current_frame(machine: Interpreter) -> Any:
    return RunningFrame(machine.frame)


@function("getargvalues")
def _argument_values(machine: Machine, frame: Any) -> Any:
    if not isinstance(frame, RunningFrame) or frame.frame.function is None:
        return Unknown("the arguments of this call are not known")
    parameters = frame.frame.function.node.parameters.items
    of_kind = {kind: [each.name for each in parameters if each.kind == kind] for kind in ("variadic", "keywords")}
    plain = [each.name for each in parameters if each.kind not in of_kind]
    return (
        machine.new_list(plain),
        next(iter(of_kind["variadic"]), None),
        next(iter(of_kind["keywords"]), None),
        frame.attribute(machine, "f_locals"),
    )


@function("getmro")
def _getmro(machine: Machine, cls: Any) -> Any:
    return cls.order if isinstance(cls, Class) else Unknown("the bases of a class are not known")


@function("unwrap")
def _unwrap(machine: Machine, func: Any, **options: Any) -> Any:
    return _unwrapped(func)


def names(module: str) -> dict[str, Any]:
    parameter = Class("Parameter", (), {**_KINDS_BY_NAME, "empty": EMPTY}, module="inspect")
    return {**function.names, "Parameter": parameter, "Signature": Class("Signature", (), {}, module="inspect")}


