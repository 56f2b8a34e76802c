"""`operator`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.numbers import absolute
from layerhints.interp.builtins.sequences import contains, occurrences, position_of
from layerhints.values.objects import ABSENT, Native, Value

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

function = Functions("operator.")

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "div": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "matmul": "@", "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "concat": "+",
    "iadd": "+", "isub": "-", "imul": "*", "itruediv": "/", "ifloordiv": "//", "imod": "%", "iconcat": "+",
}  # fmt: skip
_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is_": "is", "is_not": "is not"}
_UNARY = {"neg": "-", "pos": "+", "invert": "~", "inv": "~", "not_": "not"}


def _declare(name: str, kind: str, operator: str) -> None:
    def binary(machine: Machine, a: Any, b: Any) -> Any:
        return machine.binary(operator, a, b) if kind == "binary" else machine.compare(operator, a, b)

    def unary(machine: Machine, a: Any) -> Any:
        return machine.unary(operator, a)

    chosen = unary if kind == "unary" else binary
    function(name)(chosen)
    if not name.endswith("_"):
        function(f"__{name}__")(chosen)


for _kind, _table in (("binary", _BINARY), ("compare", _COMPARE), ("unary", _UNARY)):
    for _name, _operator in _table.items():
        _declare(_name, _kind, _operator)


@function("truth")
def _truth(machine: Machine, a: Any) -> Any:
    truth = machine.truth(a)
    return Unknown("whether a value is true is not known") if truth is None else truth


@function("abs")
def _abs(machine: Machine, a: Any) -> Any:
    return absolute(machine, a)


@function("getitem")
@function("__getitem__")
def _getitem(machine: Machine, a: Any, b: Any) -> Any:
    return machine.item(a, b)


@function("setitem", changes=True)
def _setitem(machine: Machine, a: Any, b: Any, c: Any) -> None:
    machine.set_item(a, b, c)


@function("delitem", changes=True)
def _delitem(machine: Machine, a: Any, b: Any) -> None:
    member = machine.attribute(a, "__delitem__")
    if isinstance(member, Value):
        machine.call_values(member, b)


@function("contains")
def _contains(machine: Machine, a: Any, b: Any) -> Any:
    items = items_of(machine, a)
    return items if isinstance(items, Unknown) else contains(machine, items, b)


@function("indexOf")
def _index_of(machine: Machine, a: Any, b: Any) -> Any:
    items = items_of(machine, a)
    position = items if isinstance(items, Unknown) else position_of(machine, items, b)
    if position == -1:
        machine.throw("ValueError", "sequence.index(x): x not in sequence")
    return position


@function("countOf")
def _count_of(machine: Machine, a: Any, b: Any) -> Any:
    items = items_of(machine, a)
    return items if isinstance(items, Unknown) else occurrences(machine, items, b)


@function("index")
def _index(machine: Machine, a: Any) -> Any:
    return a


@function("length_hint")
def _length_hint(machine: Machine, a: Any, default: Any = 0) -> Any:
    return machine.length(a)


@function("itemgetter")
def _itemgetter(machine: Machine, *items: Any) -> Any:
    def get(machine: Machine, arguments: Arguments) -> Any:
        found = tuple(machine.item(arguments.get(0, "obj"), item) for item in items)
        return found[0] if len(found) == 1 else found

    return Native("itemgetter", get)


def _path(machine: Machine, value: Any, path: str) -> Any:
    for name in path.split("."):
        value = machine.attribute(value, name)
        if value is ABSENT:
            machine.throw("AttributeError", f"object has no attribute '{name}'")
    return value


@function("attrgetter")
def _attrgetter(machine: Machine, *paths: Any) -> Any:
    if not all(isinstance(path, str) for path in paths):
        return Unknown("the name of an attribute is not known")

    def get(machine: Machine, arguments: Arguments) -> Any:
        found = tuple(_path(machine, arguments.get(0, "obj"), path) for path in paths)
        return found[0] if len(found) == 1 else found

    return Native("attrgetter", get)


def _methodcaller(machine: Machine, arguments: Arguments) -> Any:
    name = arguments.get(0, "name")
    if not isinstance(name, str):
        return Unknown("the name of a method is not known")
    rest = arguments.without_first()
    return Native("methodcaller", lambda machine, given: machine.call(_path(machine, given.get(0, "obj"), name), rest))


def names(module: str) -> dict[str, Any]:
    return {**function.names, "methodcaller": Native("operator.methodcaller", _methodcaller)}
