"""Named tuples: `collections.namedtuple` and `typing.NamedTuple`."""

from __future__ import annotations

from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import NotConstant, constant
from layerhints.interp.builtins.native import Methods, native
from layerhints.interp.builtins.records import Record
from layerhints.interp.builtins.tuples import TUPLE
from layerhints.values.objects import Class, ClassMethod, Native, Property, StaticMethod

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

method = Methods("namedtuple", Record)


@method("_asdict")
def _asdict(machine: Machine, self: Record) -> Any:
    return machine.new_dict(dict(zip(self.cls.lookup("_fields"), self.items, strict=True)))


@method("_replace")
def _replace(machine: Machine, self: Record, /, **changes: Any) -> Any:
    fields = self.cls.lookup("_fields")
    if not set(changes) <= set(fields):
        machine.throw("ValueError", "Got unexpected field names")
    return Record(tuple(changes.get(name, item) for name, item in zip(fields, self.items, strict=True)), self.cls)


def _make(machine: Machine, cls: Class, iterable: Any) -> Any:
    items = machine.iterate(iterable)
    if isinstance(items, Unknown):
        return items
    if len(items) != len(cls.lookup("_fields")):
        machine.throw("TypeError", "a named tuple has another number of fields")
    return Record(tuple(items), cls)


def named_tuple_members(fields: tuple[str, ...], defaults: dict[str, Any]) -> dict[str, Any]:
    """The namespace of a named tuple's class."""

    def new(machine: Machine, arguments: Arguments) -> Any:
        cls, *given = arguments.positional
        if arguments.more is not None:
            return arguments.more
        values = dict(zip(fields, given, strict=False))
        unexpected = [name for name in arguments.keywords if name not in fields or name in values]
        values.update(arguments.keywords)
        missing = [name for name in fields if name not in values and name not in defaults]
        if len(given) > len(fields) or unexpected or missing:
            machine.throw("TypeError", f"{cls.name}() does not take these arguments")
        return Record(tuple(values[name] if name in values else defaults[name] for name in fields), cls)

    def getter(position: int, name: str) -> Property:
        return Property(Native(name, lambda machine, arguments: arguments.positional[0].items[position]))

    return {
        **method.names,
        **{name: getter(position, name) for position, name in enumerate(fields)},
        "__new__": StaticMethod(Native("__new__", new)),
        "_make": ClassMethod(native("_make", _make)),
        "_fields": fields,
        "__match_args__": fields,
    }


def _is_field_name(name: str) -> bool:
    return name.isidentifier() and not iskeyword(name) and not name.startswith("_")


def named_tuple(
    machine: Machine, typename: Any, field_names: Any, *, rename: Any = False, defaults: Any = (), module: Any = None,
    verbose: Any = False,
) -> Any:  # fmt: skip
    try:
        given = constant(typename), constant(field_names)
    except NotConstant as failure:
        return failure.unknown
    name, fields = given
    listed = (fields,) if isinstance(fields, str) else fields
    if not isinstance(listed, (list, tuple)) or not all(isinstance(text, str) for text in (name, *listed)):
        return Unknown("the fields of a named tuple are not known")
    names = fields.replace(",", " ").split() if isinstance(fields, str) else list(fields)
    if machine.truth(rename) is True:
        names = [
            field if _is_field_name(field) and field not in names[:position] else f"_{position}"
            for position, field in enumerate(names)
        ]
    values = machine.iterate(() if defaults is None else defaults)
    if isinstance(values, Unknown):
        return values
    standing = dict(zip(names[len(names) - len(values) :], values, strict=False))
    members = named_tuple_members(tuple(names), standing)
    members["_field_defaults"] = machine.new_dict(standing)
    return Class(name, (TUPLE,), members, module=str(module or ""), site=machine.site)


NAMED_TUPLE = native("collections.namedtuple", named_tuple)
