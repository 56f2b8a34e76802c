"""`dataclasses`: fields gathered from the annotations of a class and its bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions, native
from layerhints.interp.builtins.sequences import equal, ordered
from layerhints.interp.builtins.text import representation
from layerhints.interp.stdlib.copy import deep_copy
from layerhints.interp.stdlib.dataclass_fields import (
    FIELDS,
    MISSING,
    Field,
    InitVar,
    KeywordOnly,
    fields_of,
    gather,
)
from layerhints.values.arguments import Arguments
from layerhints.values.instances import set_plainly
from layerhints.values.objects import (
    ABSENT,
    Class,
    Container,
    Dict,
    Instance,
    List,
    Native,
)  # fmt: skip

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("dataclasses.")

OPTIONS = {
    "init": True, "repr": True, "eq": True, "order": False, "unsafe_hash": False, "frozen": False, "match_args": True,
    "kw_only": False, "slots": False, "weakref_slot": False,
}  # fmt: skip


PARAMETERS = Class("_DataclassParams", (), {}, module="dataclasses")
"""What a data class keeps of the options that it was made with."""


@function("dataclass")
def _dataclass(machine: Machine, cls: Any = None, /, **options: Any) -> Any:
    if cls is None:
        return Native("dataclass", lambda machine, arguments: _process(machine, arguments.get(0, "cls"), options))
    return _process(machine, cls, options)


def _process(machine: Machine, cls: Any, given: dict[str, Any]) -> Any:
    if not isinstance(cls, Class):
        return cls
    options = {name: machine.truth(given.get(name, default)) for name, default in OPTIONS.items()}
    fields = gather(machine, cls, options["kw_only"] is True)
    machine.write(cls.namespace, FIELDS, fields)
    parameters = Instance(PARAMETERS)
    for name, answer in options.items():
        value = Unknown("an option of `dataclass` is not known") if answer is None else answer
        machine.write(parameters.attributes, name, value)
    machine.write(cls.namespace, "__dataclass_params__", parameters)
    for field in fields:
        if cls.namespace.get(field.name) is field:
            if field.default is ABSENT:
                machine.delete(cls.namespace, field.name)
            else:
                machine.write(cls.namespace, field.name, field.default)
    methods: dict[str, Native] = {}
    if options["init"] is not False:
        methods["__init__"] = Native(f"{cls.name}.__init__", _initialiser(fields, options["frozen"] is True))
    if options["repr"] is not False:
        methods["__repr__"] = native(f"{cls.name}.__repr__", _represent)
    if options["eq"] is not False:
        methods["__eq__"] = native(f"{cls.name}.__eq__", _equal)
    if options["order"] is True:
        for name, operator in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
            methods[name] = _comparison(name, operator)
    for name, method in methods.items():
        if name not in cls.namespace:
            machine.write(cls.namespace, name, method)
    positional = tuple(field.name for field in fields if field.init and not field.kw_only and not field.class_level)
    machine.write(cls.namespace, "__match_args__", positional)
    return cls


def _initialiser(fields: tuple[Field, ...], frozen: bool) -> Any:
    """The generated `__init__`: positional fields in order, then `__post_init__` with the init-only ones. Fields are
    set as any attribute is, by the class's own `__setattr__`, unless that is the one that refuses.
    """
    taking = [field for field in fields if field.init and not field.class_level]
    in_order = [field for field in taking if not field.kw_only]

    def initialise(machine: Machine, arguments: Arguments) -> None:
        self, *given = arguments.positional
        values = {field.name: value for field, value in zip(in_order, given, strict=False)}
        names = {field.name for field in taking}
        unexpected = [name for name in arguments.keywords if name not in names or name in values]
        if len(given) > len(in_order) or unexpected:
            machine.throw("TypeError", f"{self.cls.name}() does not take these arguments")
        values.update(arguments.keywords)
        init_only: list[Any] = []
        for field in fields:
            value = values.get(field.name, ABSENT)
            if value is ABSENT:
                value = field.standing(machine)
                if value is ABSENT and field.init:
                    if arguments.more is None:
                        value = _missing(machine, self, field, arguments)
                    else:
                        value = arguments.more
                elif arguments.more is not None and field.init:
                    value = arguments.more
            if field.init_only:
                init_only.append(value)
            elif value is ABSENT:
                continue
            elif frozen:
                set_plainly(machine, self, field.name, value)
            else:
                machine.set_attribute(self, field.name, value)
        hook = self.cls.lookup("__post_init__")
        if hook is not ABSENT:
            machine.call_values(machine.bind(hook, self, self.cls), *init_only)

    return initialise


def _missing(machine: Machine, self: Instance, field: Field, arguments: Arguments) -> Any:
    """Where nobody minds that the call raises, the field may be one that is being added, and the calls come next."""
    if arguments.site is None:
        return Unknown(f"nothing in the file says what `{field.name}` of `{self.cls.name}` is")
    if machine.minds_exceptions:
        machine.throw("TypeError", f"{self.cls.name}() is missing the argument '{field.name}'")
    return Unknown(f"the call does not give `{field.name}`")


def _values(self: Instance, wanted: str) -> tuple[Any, ...]:
    unset = Unknown("a field was never set")
    chosen = [field for field in fields_of(self.cls) or () if field.is_attribute and getattr(field, wanted)]
    return tuple(self.attributes.get(field.name, unset) for field in chosen)


def _represent(machine: Machine, self: Any) -> Any:
    chosen = [field for field in fields_of(self.cls) or () if field.is_attribute and field.repr]
    parts = []
    for field, value in zip(chosen, _values(self, "repr"), strict=True):
        shown = representation(machine, value)
        if isinstance(shown, Unknown):
            return shown
        parts.append(f"{field.name}={shown}")
    return f"{self.cls.name}({', '.join(parts)})"


def _equal(machine: Machine, self: Any, other: Any) -> Any:
    if not isinstance(other, Instance) or other.cls is not self.cls:
        return NotImplemented
    return equal(machine, _values(self, "compared"), _values(other, "compared"))


def _comparison(name: str, operator: str) -> Native:
    def compare(machine: Machine, self: Any, other: Any) -> Any:
        if not isinstance(other, Instance) or other.cls is not self.cls:
            return NotImplemented
        return ordered(machine, operator, _values(self, "compared"), _values(other, "compared"))

    return native(name, compare)


# --- functions


@function("field")
def _field(
    machine: Machine, *, default: Any = ABSENT, default_factory: Any = ABSENT, init: Any = True, repr: Any = True,
    hash: Any = None, compare: Any = True, metadata: Any = None, kw_only: Any = ABSENT, doc: Any = None,
) -> Field:  # fmt: skip
    made = Field("", *(ABSENT if value is MISSING else value for value in (default, default_factory)))
    made.init = machine.truth(init) is not False
    made.repr = machine.truth(repr) is not False
    made.compared = machine.truth(compare) is not False
    made.kw_only = None if kw_only is ABSENT else machine.truth(kw_only) is True
    made.metadata = metadata
    return made


@function("fields")
def _fields(machine: Machine, class_or_instance: Any) -> Any:
    cls = class_or_instance.cls if isinstance(class_or_instance, Instance) else class_or_instance
    fields = fields_of(cls)
    if fields is None:
        return Unknown("the fields of a class are not known")
    return tuple(field for field in fields if field.is_attribute)


@function("is_dataclass")
def _is_dataclass(machine: Machine, obj: Any) -> Any:
    if isinstance(obj, Unknown):
        return obj
    return fields_of(obj.cls if isinstance(obj, Instance) else obj) is not None


@function("replace")
def _replace(machine: Machine, obj: Any, /, **changes: Any) -> Any:
    fields = fields_of(obj.cls) if isinstance(obj, Instance) else None
    if fields is None:
        return Unknown("what is replaced is not a dataclass")
    values = {f.name: obj.attributes[f.name] for f in fields if f.init and f.is_attribute and f.name in obj.attributes}
    return machine.call(obj.cls, Arguments([], {**values, **changes}, machine.site))


def _plain(machine: Machine, value: Any, as_dict: bool) -> Any:
    if isinstance(value, Instance) and not isinstance(value, Container):
        fields = fields_of(value.cls)
        if fields is None:
            return deep_copy(machine, value, {})
        pairs = [(f.name, _plain(machine, value.attributes.get(f.name), as_dict)) for f in fields if f.is_attribute]
        return machine.new_dict(dict(pairs)) if as_dict else tuple(item for _, item in pairs)
    if type(value) is tuple:
        return tuple(_plain(machine, item, as_dict) for item in value)
    if not isinstance(value, Dict):
        if isinstance(value, List) and not isinstance(value.content, Unknown):
            return List(tuple(_plain(machine, item, as_dict) for item in value.content), value.cls)
        return deep_copy(machine, value, {})
    if isinstance(value.content, Unknown):
        return machine.new_dict(value.content)
    return Dict({key: _plain(machine, item, as_dict) for key, item in value.content.items()}, value.cls)


def _as(machine: Machine, obj: Any, as_dict: bool) -> Any:
    if isinstance(obj, Instance) and fields_of(obj.cls) is not None:
        return _plain(machine, obj, as_dict)
    return obj if isinstance(obj, Unknown) else Unknown("this is not known to be a dataclass")


@function("asdict")
def _asdict(machine: Machine, obj: Any, *, dict_factory: Any = None) -> Any:
    result = _as(machine, obj, True)
    return result if dict_factory is None else machine.call_values(dict_factory, result)


@function("astuple")
def _astuple(machine: Machine, obj: Any, *, tuple_factory: Any = None) -> Any:
    result = _as(machine, obj, False)
    return result if tuple_factory is None else machine.call_values(tuple_factory, result)


@function("make_dataclass")
def _make_dataclass(machine: Machine, cls_name: Any, fields: Any, **options: Any) -> Any:
    return Unknown("classes made by `make_dataclass` are not followed")


def names(module: str) -> dict[str, Any]:
    return {
        **function.names,
        "InitVar": InitVar(),
        "KW_ONLY": KeywordOnly(),
        "MISSING": MISSING,
        "Field": Class("Field"),
        "FrozenInstanceError": Class("FrozenInstanceError"),
    }


