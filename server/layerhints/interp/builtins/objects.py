"""`object`, `type`, and the classes of functions, methods, modules and the singletons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.function_attributes import ATTRIBUTES, make_function
from layerhints.interp.builtins.native import Methods
from layerhints.values.arguments import Arguments
from layerhints.values.holes import detached
from layerhints.values.objects import (
    ABSENT,
    Body,
    Bound,
    Class,
    ClassMethod,
    Dict,
    Function,
    Instance,
    Native,
    Property,
    StaticMethod,
    Value,
)
from layerhints.values.origins import ClassOf

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.machine import Machine


class _Root(Class):
    """`object`, to which everything belongs, also a class that the program makes without naming a base."""

    __slots__ = ()

    def adopts(self, cls: Class) -> bool:
        return True


OBJECT = _Root("object", (), {}, module="builtins")


def declare(name: str, namespace: dict[str, Any] | None = None, bases: tuple[Class, ...] = (OBJECT,)) -> Class:
    """A class of the language."""
    return Class(name, bases, namespace, module="builtins")


# --- object

method = Methods("object", (Value, object))
OBJECT.namespace = method.names


method.allocate(Instance)


@method("__init__")
def _init(machine: Machine, self: Any, /, *positional: Any, **keywords: Any) -> None:
    return None


@method.class_method("__init_subclass__")
def _init_subclass(machine: Machine, cls: Class, /, **keywords: Any) -> None:
    return None


@method("__eq__")
def _eq(machine: Machine, self: Any, other: Any) -> Any:
    return True if self is other else NotImplemented


@method("__ne__")
def _ne(machine: Machine, self: Any, other: Any) -> Any:
    result = machine.compare("==", self, other)
    truth = None if isinstance(result, Unknown) else machine.truth(result)
    return result if truth is None else not truth


@method("__setattr__", changes=True)
def _setattr(machine: Machine, self: Any, name: Any, value: Any) -> None:
    if not isinstance(name, str):
        machine.forget(self, Unknown("an attribute was set whose name is not known"))
    elif isinstance(self, Instance):
        member = self.cls.lookup(name)
        if isinstance(member, Property) and member.setter is not None:
            machine.call_values(member.setter, self, value)
        elif isinstance(given := self.attributes.get("__dict__"), Dict):
            machine.set_item(given, name, value)
        else:
            machine.write(self.attributes, name, value)
    else:
        machine.set_attribute(self, name, value)


@method("__delattr__", changes=True)
def delete_attribute(machine: Machine, self: Any, name: Any) -> None:
    if isinstance(self, Instance) and isinstance(name, str):
        if name in self.attributes:
            machine.delete(self.attributes, name)
        elif self.cls.open is None:
            machine.throw("AttributeError", name)
    else:
        machine.forget(self, Unknown("an attribute was deleted whose name is not known"))


@method("__getattribute__")
def _getattribute(machine: Interpreter, self: Any, name: Any) -> Any:
    if not isinstance(name, str):
        return Unknown("the name of an attribute is not known")
    from layerhints.interp.attributes import own_attribute

    value = own_attribute(machine, self, name) if isinstance(self, Instance) else machine.attribute(self, name)
    if value is ABSENT:
        machine.throw("AttributeError", f"{_kind(machine, self)} has no attribute '{name}'")
    return value


def _kind(machine: Machine, value: Any) -> str:
    cls = machine.class_of(value)
    return f"'{cls.name}' object" if cls is not None else "object"


@method("__hash__")
def _hash(machine: Machine, self: Any) -> Any:
    return Unknown("a hash depends on the run of the program")


@method("__repr__")
def _repr(machine: Machine, self: Any) -> Any:
    return Unknown("the text of an object without a `__repr__` depends on the run of the program")


@method("__str__")
def _str(machine: Machine, self: Any) -> Any:
    return machine.call_values(machine.attribute(self, "__repr__"))


@method("__format__")
def _format(machine: Machine, self: Any, specification: Any = "") -> Any:
    return machine.call_values(machine.attribute(self, "__str__"))


# --- type

type_method = Methods("type", Class)


@type_method.new
def _type(
    machine: Machine, cls: Class, value: Any, bases: Any = None, namespace: Any = None, /, **keywords: Any
) -> Any:
    if bases is None:
        if isinstance(value, Unknown):
            return detached(value)
        return machine.class_of(value) or Unknown("the class of this value is not known", ClassOf(value))
    if not isinstance(value, str):
        return Unknown("the name of a class is not known")
    parents = machine.iterate(bases)
    if not isinstance(namespace, Dict) or isinstance(parents, Unknown):
        return Unknown(f"what the class `{value}` is made of is not known")
    if isinstance(namespace.content, Unknown):
        return namespace.content
    if isinstance(namespace, Body) and namespace.is_as_written and parents == namespace.made.bases:
        return namespace.made
    unknown = next((parent for parent in parents if isinstance(parent, Unknown)), None)
    known = tuple(parent for parent in parents if isinstance(parent, Class))
    if unknown is None and len(known) < len(parents):
        unknown = Unknown(f"a base of `{value}` is not a class")
    names = {name: member for name, member in namespace.content.items() if isinstance(name, str)}
    made = Class(value, known or (OBJECT,), names, site=machine.site, open=unknown)
    for member in names.values():
        if hasattr(member, "owner") and member.owner is None:
            member.owner = made
    if made.created is not None:
        made.created(machine, made)
    return made


@type_method("mro")
def _mro(machine: Machine, self: Class) -> Any:
    return machine.new_list(self.order)


@type_method("__subclasses__")
def _subclasses(machine: Machine, self: Class) -> Any:
    return Unknown("the subclasses of a class are not tracked")


@type_method("__instancecheck__")
def _instancecheck(machine: Machine, self: Class, value: Any) -> Any:
    result = machine.is_instance(value, self)
    return Unknown("the class of a value is not known") if result is None else result


def _make(machine: Any, arguments: Arguments) -> Any:
    from layerhints.interp.calls import make_object

    cls = arguments.positional[0] if arguments.positional else arguments.more
    if not isinstance(cls, Class):
        return cls if isinstance(cls, Unknown) else Unknown("`type.__call__` is given something that is no class")
    return make_object(machine, cls, arguments.without_first())


TYPE = declare("type", {**type_method.names, "__call__": Native("type.__call__", _make)})

# --- property, staticmethod, classmethod

property_method = Methods("property", Property)


@property_method.new
def _property(
    machine: Machine, cls: Class, fget: Any = None, fset: Any = None, fdel: Any = None, doc: Any = None
) -> Property:
    return Property(fget, fset, fdel)


PROPERTY = declare("property", property_method.names)

static_method = Methods("staticmethod", StaticMethod)


@static_method.new
def _staticmethod(machine: Machine, cls: Class, function: Any) -> StaticMethod:
    return StaticMethod(function)


STATIC_METHOD = declare("staticmethod", static_method.names)

class_method = Methods("classmethod", ClassMethod)


@class_method.new
def _classmethod(machine: Machine, cls: Class, function: Any) -> ClassMethod:
    return ClassMethod(function)


CLASS_METHOD = declare("classmethod", class_method.names)

# --- classes that have no name in `builtins`

NONE_TYPE = declare("NoneType")
ELLIPSIS_TYPE = declare("ellipsis")
NOT_IMPLEMENTED_TYPE = declare("NotImplementedType")
MODULE = declare("module")

callable_method = Methods("function", Value)


@callable_method("__call__")
def _call(machine: Machine, self: Any, /, *positional: Any, **keywords: Any) -> Any:
    return machine.call(self, Arguments(list(positional), keywords, machine.site))


@callable_method("__get__")
def _get(machine: Machine, self: Any, instance: Any, owner: Any = None) -> Any:
    return self if instance is None else Bound(self, instance)


_FUNCTION = Methods("function", Function)
_FUNCTION.new(make_function)
FUNCTION = declare("function", {**callable_method.names, **ATTRIBUTES, **_FUNCTION.names})
BUILTIN_FUNCTION = declare("builtin_function_or_method", callable_method.names)
PARTIAL = declare("partial", callable_method.names)

bound_method = Methods("method", Bound)
bound_method.names["__call__"] = callable_method.names["__call__"]


@bound_method.new
def _new_method(machine: Machine, cls: Class, function: Any, instance: Any) -> Bound:
    return Bound(function, instance)


METHOD = declare("method", bound_method.names)
