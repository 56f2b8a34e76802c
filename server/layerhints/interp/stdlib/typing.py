"""`typing` and `typing_extensions`: annotations mean nothing here, so that almost everything is transparent."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.dicts import DICT
from layerhints.interp.builtins.iterators import GENERATOR
from layerhints.interp.builtins.lists import LIST
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.objects import NONE_TYPE, TYPE
from layerhints.interp.builtins.sets import FROZEN_SET, SET
from layerhints.interp.builtins.strings import STR
from layerhints.interp.builtins.tuples import TUPLE
from layerhints.interp.stdlib.collections_abc import names as abstract_classes
from layerhints.interp.stdlib.namedtuple import named_tuple, named_tuple_members
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Dict, Native, Union, Value, union

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("typing.")


class Form(Value):
    """A special form such as `Optional` or a type variable: subscripted, called or combined, it stays a form."""

    __slots__ = ("arguments", "is_class_variable", "name")

    def __init__(self, name: str, arguments: Any = None) -> None:
        self.name = name
        self.arguments = arguments
        self.is_class_variable = name == "ClassVar"

    def describe(self) -> str:
        return f"`typing.{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__name__":
            return self.name
        if name == "__args__" and self.arguments is not None:
            return self.arguments if isinstance(self.arguments, tuple) else (self.arguments,)
        return Unknown(f"`{name}` of an annotation is not followed")

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return Form(self.name)

    def item(self, machine: Machine, index: Any) -> Any:
        alternatives = index if isinstance(index, tuple) else (index,)
        found: Any = NotImplemented
        if self.name == "Union":
            found = union(*alternatives)
        elif self.name == "Optional" and len(alternatives) == 1:
            found = union(*alternatives, None)
        return Form(self.name, index) if found is NotImplemented else found

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return Form("Union", (other, self) if reflected else (self, other)) if operator == "|" else NotImplemented


_ALIASES = {
    "List": LIST, "Dict": DICT, "Set": SET, "FrozenSet": FROZEN_SET, "Tuple": TUPLE, "Type": TYPE, "Text": STR,
    "DefaultDict": DICT, "OrderedDict": DICT, "Counter": DICT, "ChainMap": DICT, "Deque": LIST, "Iterator": GENERATOR,
}  # fmt: skip
"""Classes under the names that annotations use."""

_EXTENSIONS = (
    "NotRequired", "Required", "ReadOnly", "Self", "LiteralString", "Never", "Unpack", "TypeVarTuple", "ParamSpec",
    "Concatenate", "TypeAlias", "TypeAliasType", "TypeGuard", "TypeIs", "Doc", "Literal", "Annotated", "Final",
)  # fmt: skip


@function("cast")
def _cast(machine: Machine, typ: Any, val: Any) -> Any:
    return val


@function("NewType")
def _new_type(machine: Machine, name: Any, tp: Any) -> Any:
    return Native("NewType", lambda machine, arguments: arguments.get(0, "value"))


def _transparent(name: str) -> None:
    function(name)(lambda machine, value, *rest, **options: value)


for _name in ("overload", "final", "no_type_check", "runtime_checkable", "override", "assert_type", "reveal_type"):
    _transparent(_name)


@function("deprecated")
@function("dataclass_transform")
def _decorator(machine: Machine, *arguments: Any, **options: Any) -> Any:
    return Native("decorator", lambda machine, given: given.get(0, "value"))


@function("get_type_hints")
def _get_type_hints(machine: Machine, obj: Any, *rest: Any, **options: Any) -> Any:
    annotations = machine.attribute(obj, "__annotations__")
    return Unknown("the annotations of this are not followed") if annotations is ABSENT else annotations


@function("get_args")
def _get_args(machine: Machine, tp: Any) -> Any:
    if isinstance(tp, Union):
        return tuple(NONE_TYPE if each is None else each for each in tp.members)
    if isinstance(tp, Form) and tp.arguments is not None:
        return tp.arguments if isinstance(tp.arguments, tuple) else (tp.arguments,)
    return Unknown("the arguments of an annotation are not followed")


@function("get_origin")
def _get_origin(machine: Machine, tp: Any) -> Any:
    return Unknown("the origin of an annotation is not followed")


# --- NamedTuple and TypedDict


def _named_tuple_created(machine: Machine, cls: Class) -> None:
    """Make a named tuple of the annotated names of a class body."""
    annotations = cls.namespace.get("__annotations__", ABSENT)
    entries = annotations.content if isinstance(annotations, Dict) else {}
    if isinstance(entries, Unknown) or not entries:
        return
    fields = tuple(entries)
    defaults = {name: cls.namespace[name] for name in fields if name in cls.namespace}
    members = named_tuple_members(fields, defaults)
    members["_field_defaults"] = machine.new_dict(defaults)
    for name, member in members.items():
        if name in fields or name not in cls.namespace:
            cls.namespace[name] = member


def _named_tuple_called(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    if cls.module != "typing":
        maker = cls.lookup("__new__")
        return machine.call(getattr(maker, "function", maker), arguments.behind(cls))
    pairs = machine.iterate(arguments.get(1, "fields", ()))
    if isinstance(pairs, Unknown):
        return pairs
    names = [machine.item(pair, 0) for pair in pairs] or list(arguments.keywords)
    return named_tuple(machine, arguments.get(0, "typename"), tuple(names))


def _named_tuple_class() -> Class:
    cls = Class("NamedTuple", (TUPLE,), {}, module="typing")
    cls.created = _named_tuple_created
    cls.metaclass_call = _named_tuple_called
    return cls


def names(module: str) -> dict[str, Any]:
    forms = {name: Form(name) for name in (*typing.__all__, *_EXTENSIONS)}
    plain = ("Generic", "Protocol", "IO", "TextIO", "BinaryIO")
    classes = {name: Class(name, (), {}, module="typing") for name in plain}
    return {
        **forms,
        **classes,
        **{name: cls for name, cls in abstract_classes(module).items() if name in forms},
        **_ALIASES,
        **function.names,
        "NamedTuple": _named_tuple_class(),
        "TypedDict": Class("TypedDict", (DICT,), {}, module="typing"),
        "TYPE_CHECKING": False,
    }
