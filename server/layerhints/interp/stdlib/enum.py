"""`enum`: members are instances; a class's own table `__members__` holds them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.lists import items_of
from layerhints.interp.builtins.native import Methods, native
from layerhints.interp.builtins.numbers import INT
from layerhints.interp.builtins.objects import OBJECT, TYPE
from layerhints.interp.builtins.sequences import same_value
from layerhints.interp.builtins.strings import STR
from layerhints.interp.builtins.text import format_value, representation, text
from layerhints.values.arguments import Arguments
from layerhints.values.instances import HOST_VALUE
from layerhints.values.objects import (
    ABSENT,
    Class,
    ClassMethod,
    Dict,
    Function,
    Instance,
    Native,
    Property,
    StaticMethod,
    Value,
)  # fmt: skip

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

DATA_TYPES = ("int", "str", "float", "bytes", "complex", "bool")


class Auto(Value):
    """`auto()`, until the class is made."""

    __slots__ = ()


def _members(cls: Class) -> dict[str, Instance]:
    """The members by name, aliases included."""
    table = cls.lookup("__members__")
    return table.content if isinstance(table, Dict) and isinstance(table.content, dict) else {}


def distinct(cls: Class) -> list[Instance]:
    """The members in their order, without aliases."""
    return list(dict.fromkeys(_members(cls).values()))


# --- making the members of a class


def _created(machine: Machine, cls: Class) -> None:
    """Turn the assignments of a class body into members."""
    for name in ("__str__", "__repr__", "__format__"):
        owner = next((base for base in cls.order if name in base.namespace), None)
        enum = next(base for base in cls.order if base.module == "enum")
        if owner is not None and owner.module == "builtins":
            cls.namespace[name] = enum.lookup(name)
    raw = {name: value for name, value in cls.namespace.items() if _is_member(name, value)}
    if not raw:
        return
    table: dict[str, Instance] = {}
    values: list[Any] = []
    for name, value in raw.items():
        given = _automatic(machine, cls, name, values) if isinstance(value, Auto) else value
        member = _member(machine, cls, name, given)
        value = member.attributes["_value_"]
        alias = (other for other in table.values() if same_value(machine, other.attributes["_value_"], value) is True)
        table[name] = next(alias, member)
        values.append(value)
        cls.namespace[name] = table[name]
    cls.namespace["__members__"] = machine.new_dict(dict(table))


def _is_member(name: str, value: Any) -> bool:
    if name.startswith("__") or name in ("_ignore_", "_order_", "_generate_next_value_", "_missing_"):
        return False
    if name.startswith("_") and name.endswith("_"):
        return False
    return not isinstance(value, (Function, Native, Property, StaticMethod, ClassMethod, Class))


def _automatic(machine: Machine, cls: Class, name: str, values: list[Any]) -> Any:
    own = cls.lookup("_generate_next_value_")
    own = own.function if isinstance(own, StaticMethod) else own
    if isinstance(own, Function):
        return machine.call_values(own, name, 1, len(values), machine.new_list(values))
    families = {base.name for base in cls.order if base.module == "enum"}
    if "StrEnum" in families:
        return name.lower()
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) < len(values):
        return Unknown("what `auto()` gives after values that are no numbers depends on the version of Python")
    if "Flag" in families:
        return 1 << max((number.bit_length() for number in numbers), default=0)
    if numbers and numbers[-1] != max(numbers):
        return Unknown("what `auto()` gives after a smaller value depends on the version of Python")
    return numbers[-1] + 1 if numbers else 1


def _member(machine: Machine, cls: Class, name: str | None, value: Any) -> Instance:
    member = Instance(cls)
    arguments = value if type(value) is tuple else (value,)
    maker = cls.lookup("__new__")
    maker = maker.function if isinstance(maker, StaticMethod) else maker
    if isinstance(maker, Function):
        made = machine.call(maker, Arguments([cls, *arguments]))
        member = made if isinstance(made, Instance) and made.cls is cls else member
    data = next((base for base in cls.order if base.module == "builtins" and base.name in DATA_TYPES), None)
    if data is not None and HOST_VALUE not in member.hidden:
        kept = value
        if data is STR and not isinstance(value, (str, Unknown)):
            kept = machine.call(data, Arguments(list(arguments)))
        member.hidden[HOST_VALUE] = kept
        value = kept
    member.attributes.setdefault("_value_", value)
    member.attributes.setdefault("_name_", name)
    initialise = cls.lookup("__init__")
    if isinstance(initialise, Function):
        machine.call(initialise, Arguments([member, *arguments]))
    return member


# --- looking members up


def _called(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """`Color(value)` finds a member; `Enum("Color", "RED GREEN")` makes a class."""
    if arguments.more is not None:
        return arguments.more
    value = arguments.get(0, "value", ABSENT)
    if cls.module == "enum" and not _members(cls):
        return _functional(machine, cls, arguments)
    if isinstance(value, Instance) and value.cls is cls:
        return value
    doubt: Unknown | None = None
    for member in distinct(cls):
        same = same_value(machine, member.attributes["_value_"], value)
        if same is True:
            return member
        if isinstance(same, Unknown):
            doubt = same
    if doubt is not None:
        return doubt
    missing = cls.lookup("_missing_")
    if isinstance(missing, ClassMethod) and isinstance(missing.function, Function):
        found = machine.call_values(missing.function, cls, value)
        if found is not None:
            return found
    if not (any(base.name == "Flag" for base in cls.order) and isinstance(value, int)):
        shown = representation(machine, value)
        machine.throw("ValueError", f"{'the value' if isinstance(shown, Unknown) else shown} is not a valid {cls.name}")
    return _member(machine, cls, None, value)


def _functional(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    name, members = arguments.get(0, "value"), arguments.get(1, "names")
    if not isinstance(name, str):
        return Unknown("the name of an enumeration is not known")
    if isinstance(members, str):
        words = members.replace(",", " ").split()
        namespace: dict[str, Any] = {word: Auto() for word in words}
    elif isinstance(members, Dict):
        if isinstance(members.content, Unknown):
            return members.content
        namespace = {key: value for key, value in members.content.items() if isinstance(key, str)}
    else:
        items = items_of(machine, members)
        if isinstance(items, Unknown):
            return items
        namespace = {}
        for item in items:
            namespace.update({item: Auto()} if isinstance(item, str) else {item[0]: item[1]})
    made = Class(name, (cls,), namespace, site=machine.site)
    _created(machine, made)
    return made


# --- the classes


class EnumMeta(Class):
    """The class of enumerations: which classes are some is told by what they derive from."""

    __slots__ = ()

    def has_instance(self, value: Any) -> bool | None:
        if isinstance(value, Class) and any(base.module == "enum" and base.name == "Enum" for base in value.order):
            return True
        return None if not isinstance(value, Class) or value.has_unknown_base else False


method = Methods("Enum", Instance)


def _property(name: str) -> Property:
    def get(machine: Machine, self: Any) -> Any:
        return self.attributes.get(f"_{name}_", Unknown(f"the {name} of an enumeration's member is not known"))

    return Property(native(name, get))


@method("__str__")
def _str(machine: Machine, self: Instance) -> Any:
    name = self.attributes.get("_name_")
    return f"{self.cls.name}.{name}" if isinstance(name, str) else Unknown("the text of a flag is not known")


@method("__repr__")
def _repr(machine: Machine, self: Instance) -> Any:
    shown = representation(machine, self.attributes.get("_value_"))
    return shown if isinstance(shown, Unknown) else f"<{self.cls.name}.{self.attributes.get('_name_')}: {shown}>"


@method("__format__")
def _format(machine: Machine, self: Instance, specification: Any = "") -> Any:
    shown = self.cls.lookup("__str__")
    if HOST_VALUE in self.hidden and not isinstance(shown, Function):
        return Unknown("how a mixed enumeration shows in a text depends on the version of Python")
    return format_value(machine, text(machine, self), specification)


flag_method = Methods("Flag", Instance)


def _flag_operator(name: str, operator: str) -> None:
    def combine(machine: Machine, self: Instance, other: Any) -> Any:
        theirs = other.attributes.get("_value_") if isinstance(other, Instance) else other
        value = machine.binary(operator, self.attributes["_value_"], theirs)
        return _called(machine, self.cls, Arguments([value]))

    flag_method(f"__{name}__")(combine)


for _name, _operator in (("or", "|"), ("and", "&"), ("xor", "^")):
    _flag_operator(_name, _operator)


@flag_method("__contains__")
def _contains(machine: Machine, self: Instance, other: Any) -> Any:
    theirs = other.attributes.get("_value_") if isinstance(other, Instance) else other
    return machine.compare("==", machine.binary("&", self.attributes["_value_"], theirs), theirs)


@flag_method("__bool__")
def _bool(machine: Machine, self: Instance) -> Any:
    return machine.compare("!=", self.attributes["_value_"], 0)


def _int_format(machine: Machine, self: Any, specification: Any = "") -> Any:
    return format_value(machine, self.hidden[HOST_VALUE], specification)


def _int_str(machine: Machine, self: Any) -> Any:
    return Unknown("the text of an IntEnum's member depends on the version of Python")


def _str_str(machine: Machine, self: Any) -> Any:
    return self.hidden[HOST_VALUE]


def _str_format(machine: Machine, self: Any, specification: Any = "") -> Any:
    return format_value(machine, self.hidden[HOST_VALUE], specification)


def names(module: str) -> dict[str, Any]:
    properties = {"name": _property("name"), "value": _property("value")}
    enum = Class("Enum", (OBJECT,), {**method.names, **properties}, module="enum")
    enum.created = _created
    enum.metaclass_call = _called
    integer = {"__str__": native("IntEnum.__str__", _int_str), "__format__": native("IntEnum.__format__", _int_format)}
    string = {"__str__": native("StrEnum.__str__", _str_str), "__format__": native("StrEnum.__format__", _str_format)}
    flag = Class("Flag", (enum,), dict(flag_method.names), module="enum")
    classes = [
        enum,
        flag,
        Class("IntEnum", (INT, enum), integer, module="enum"),
        Class("StrEnum", (STR, enum), string, module="enum"),
        Class("IntFlag", (INT, flag), {**integer, **flag_method.names}, module="enum"),
    ]  # fmt: skip
    meta = EnumMeta("EnumMeta", (TYPE,), {}, module="enum")
    return {
        **{cls.name: cls for cls in classes},
        "EnumMeta": meta,
        "EnumType": meta,
        "auto": Native("enum.auto", lambda machine, arguments: Auto()),
        "unique": Native("enum.unique", lambda machine, arguments: arguments.get(0, "enumeration")),
    }
