"""Attribute look-up: instances, classes, `super()`, descriptors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.attributes import attributes_of
from layerhints.interp.builtins.objects import OBJECT, TYPE
from layerhints.interp.choices import attribute_of_each, choices
from layerhints.interp.configured import stated
from layerhints.interp.frames import Raised
from layerhints.values.arguments import Arguments
from layerhints.values.holes import hole_of
from layerhints.values.instances import NAMELESS, is_set_through, set_plainly
from layerhints.values.objects import (
    ABSENT,
    Bound,
    Class,
    ClassMethod,
    Dict,
    Function,
    Instance,
    Module,
    Native,
    Property,
    StaticMethod,
    Super,
    Unbound,
    Union,
    Value,
)
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter


def attribute(machine: Interpreter, value: Any, name: str) -> Any:
    """`value.name`, or ABSENT. An attribute of something unknown is unknown for the same reason."""
    if isinstance(value, Value):
        result = value.attribute(machine, name)
        if result is not ABSENT or isinstance(value, (Instance, Module)):
            return result
        cls = machine.class_of(value)
        if name == "__class__":
            return Unknown(f"the class of {value.describe()} is not known") if cls is None else cls
        member = ABSENT if cls is None or isinstance(value, Class) else cls.lookup(name)
        return ABSENT if member is ABSENT or cls is None else bind(machine, member, value, cls)
    if isinstance(value, Unknown):
        if value.origin is None:
            return value
        return attribute_of_each(machine, value, name) if choices(value) else _of_hole(machine, value, name)
    cls = machine.class_of(value)
    if cls is None:
        return Unknown(f"the attribute `{name}` is not known")
    if name == "__class__":
        return cls
    member = cls.lookup(name)
    if member is ABSENT and isinstance(value, (tuple, int, float, Expression)):
        return _of_plain(machine, value, name)
    return ABSENT if member is ABSENT else bind(machine, member, value, cls)


def _of_plain(machine: Interpreter, value: Any, name: str) -> Any:
    """The shape of a tensor is a tuple that can do more than Python's own, and the number of an array a number."""
    for library in machine.libraries:
        found = library.attribute_of_plain(machine, value, name)
        if found is not ABSENT:
            return found
    return ABSENT


def _of_hole(machine: Interpreter, value: Unknown, name: str) -> Any:
    """An attribute of a parameter that nothing gives is such a hole itself; some names tell what the parameter is."""
    hole = hole_of(value)
    if hole is None:
        return value
    found = stated(machine, value, hole, name)
    if found is not ABSENT:
        return found
    for library in machine.libraries:
        lesson = library.lesson_of_attribute(machine, name)
        if lesson is not None:
            machine.learn(hole, lesson)
            return Unknown(value.reason)
    return machine.hole_value(hole.part(name))


def instance_attribute(machine: Interpreter, instance: Instance, name: str) -> Any:
    """`instance.name`, which the program may look up in a way of its own."""
    if instance.cls.intercepts and not name.startswith("__"):
        own = bind(machine, instance.cls.lookup("__getattribute__"), instance, instance.cls)
        return _unless_missing(machine, partial(machine.call_values, own, name))
    return own_attribute(machine, instance, name)


def _unless_missing(machine: Interpreter, action: Callable[[], Any]) -> Any:
    """What the action gives, ABSENT where it raises an AttributeError: so a default may take its place."""
    standing, frame = machine.standing(), machine.frame
    machine.defaults += 1
    try:
        return action()
    except Raised as error:
        if machine.is_instance(error.value, machine.builtin_class("AttributeError")) is not True:
            raise
    finally:
        machine.defaults -= 1
    machine.frame = frame
    machine.stand(standing)
    return ABSENT


def own_attribute(machine: Interpreter, instance: Instance, name: str) -> Any:
    """The attribute as Python itself looks it up."""
    cls = instance.cls
    member = cls.lookup(name)
    if isinstance(member, Property):
        found = _unless_missing(machine, partial(machine.call_values, member.getter, instance))
        if found is not ABSENT or cls.lookup("__getattr__") is ABSENT:
            return found
        member = ABSENT
    if name in instance.attributes and not is_set_through(member):
        value = instance.attributes[name]
        return _or_fallback(machine, instance, name, value) if machine.heap.doubts else value
    if member is not ABSENT:
        return bind(machine, member, instance, cls)
    if name == "__class__":
        return cls
    if name == "__dict__":
        return attributes_of(instance)
    if name == "__module__":
        return cls.module
    found = _in_given_dict(instance, name)
    if found is not ABSENT:
        return found
    fallback = cls.lookup("__getattr__")
    if fallback is not ABSENT and not (name.startswith("__") and name.endswith("__")):
        look_up = partial(machine.call_values, bind(machine, fallback, instance, cls), name)
        found = look_up() if isinstance(fallback, Native) else _unless_missing(machine, look_up)
        return _nameless(machine, instance, name) if found is ABSENT else found
    if NAMELESS in instance.attributes and not name.startswith("__"):
        return _nameless(machine, instance, name)
    return ABSENT if cls.open is None else cls.open


def _nameless(machine: Interpreter, instance: Instance, name: str) -> Any:
    """An attribute that was set under a name which is not known, ABSENT where none was."""
    value = instance.attributes.get(NAMELESS, ABSENT)
    hole = hole_of(value)
    return value if hole is None else machine.hole_value(hole.part(name))


def _in_given_dict(instance: Instance, name: str) -> Any:
    """An attribute where the program has given the object a dict to keep them in: itself mostly, if it is one."""
    given = instance.attributes.get("__dict__")
    if not isinstance(given, Dict):
        return ABSENT
    return given.content if isinstance(given.content, Unknown) else given.content.get(name, ABSENT)


def _or_fallback(machine: Interpreter, instance: Instance, name: str, value: Any) -> Any:
    """The value of an attribute, joined with what stands for it where one of several courses has not set it."""
    fallback = instance.cls.lookup("__getattr__")
    if fallback is ABSENT or not machine.heap.may_be_missing(instance.attributes, name):
        return value
    other = _unless_missing(
        machine, partial(machine.call_values, bind(machine, fallback, instance, instance.cls), name)
    )
    return value if other is ABSENT else machine.join(value, other, Unknown(f"which `{name}` it is is not known"))


def set_instance_attribute(machine: Interpreter, instance: Instance, name: str, value: Any) -> None:
    hook = instance.cls.lookup("__setattr__")
    if hook is not ABSENT:
        machine.call_values(bind(machine, hook, instance, instance.cls), name, value)
    else:
        set_plainly(machine, instance, name, value)


_OF_CLASSES = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
"""Methods whose first argument is the class itself."""


def class_attribute(machine: Interpreter, cls: Class, name: str) -> Any:
    member = cls.lookup(name)
    if isinstance(member, ClassMethod):
        return Bound(member.function, cls)
    if isinstance(member, StaticMethod):
        return member.function
    if isinstance(member, Native) and name not in _OF_CLASSES:
        if name == "__getattr__":
            return _raising(member)
        owner = next(base for base in cls.order if name in base.namespace)
        return Unbound(member, owner) if owner.site is None else member
    if member is not ABSENT:
        return bind(machine, member, cls, cls) if isinstance(member, Instance) else member
    if name in ("__name__", "__qualname__"):
        return cls.name
    if name == "__module__":
        return cls.module
    if name == "__mro__":
        return cls.order
    if name == "__bases__":
        return cls.bases
    if name == "__dict__":
        return machine.new_dict(dict(cls.namespace))
    if name == "__doc__":
        return None
    if name == "__new__" and cls.open is None:
        return OBJECT.namespace[name]
    for meta in () if cls.metaclass is None else cls.metaclass.order:
        if meta.site is not None and name in meta.namespace:
            return bind(machine, meta.namespace[name], cls, meta)
    found = cls.unlisted(name)
    return cls.open if found is ABSENT and cls.open is not None else found


def super_attribute(machine: Interpreter, value: Super, name: str) -> Any:
    receiver = value.receiver
    cls = receiver if isinstance(receiver, Class) else machine.class_of(receiver)
    if isinstance(receiver, Class) and receiver.metaclass is not None and value.after in receiver.metaclass.order:
        cls = receiver.metaclass  # in a method of it, whose first argument is the class
    if cls is None:
        return Unknown("what `super()` stands for is not known")
    order = cls.order
    start = order.index(value.after) + 1 if value.after in order else 0
    for base in order[start:]:
        if name in base.namespace:
            member = bind(machine, base.namespace[name], receiver, cls)
            return _raising(member) if name == "__getattr__" and isinstance(base.namespace[name], Native) else member
    if name == "__getattribute__" or (name in ("__init__", "__init_subclass__", "__setattr__") and cls.open is None):
        return _default(name, receiver)
    if name == "__class_getitem__":
        return Native(name, lambda *_: cls)  # as `Generic` has it
    if name == "__new__" and cls.open is None:
        return bind(machine, OBJECT.namespace[name], receiver, cls)
    return ABSENT if cls.open is None else cls.open


def _default(name: str, receiver: Any) -> Any:
    """What `object` itself does; also where a base class is not known, an attribute is looked up like this."""
    if name in ("__getattribute__", "__setattr__") and isinstance(receiver, Instance):
        return Bound(OBJECT.namespace[name], receiver)
    return Native(name, lambda _, __: None)


def _raising(look_up: Any) -> Native:
    """A library's `__getattr__` for a program that calls it: ABSENT is for the look-up of attributes alone."""

    def call(machine: Any, arguments: Arguments) -> Any:
        found = machine.call(look_up, arguments)
        if found is ABSENT:
            machine.throw("AttributeError", "the object has no such attribute")
        return found

    return Native("__getattr__", call)


def bind(machine: Interpreter, member: Any, receiver: Any, cls: Class) -> Any:
    """A member of a class as an attribute of one of its objects (`receiver` may be the class itself)."""
    if isinstance(member, (Function, Native, Unbound)):
        held = isinstance(receiver, Class) and receiver is cls
        return member if held or (isinstance(member, Native) and not member.binds) else Bound(member, receiver)
    if isinstance(member, StaticMethod):
        return member.function
    if isinstance(member, ClassMethod):
        return Bound(member.function, cls)
    if isinstance(member, Property):
        return machine.call_values(member.getter, receiver)
    if isinstance(member, Instance) and (getter := member.cls.lookup("__get__")) is not ABSENT:
        held = receiver is cls
        given = (None, cls) if held else (receiver, cls)
        return machine.call_values(bind(machine, getter, member, member.cls), *given)
    return member


def _is_no_array(cls: Class) -> bool:
    """Is it one of the language's classes from which no library derives its arrays or their items?"""
    return cls.module == "builtins" and cls.name in ("list", "tuple", "dict", "set", "int", "bool", "range")


def is_instance(machine: Interpreter, value: Any, classes: Any) -> bool | None:
    """`isinstance(value, classes)`, None where it cannot be told."""
    if isinstance(value, Unknown) and (possible := choices(value)):
        found = {is_instance(machine, each, classes) for each in possible}
        return found.pop() if len(found) == 1 else None
    if isinstance(classes, (tuple, Union)):
        none = isinstance(classes, Union) and None in classes.members
        if none and value is None:
            return True
        alternatives = classes if isinstance(classes, tuple) else (cls for cls in classes.members if cls is not None)
        answers = [is_instance(machine, value, cls) for cls in alternatives]
        if True in answers:
            return True
        return None if None in answers or (none and isinstance(value, Unknown)) else False
    if isinstance(value, Unknown) or not isinstance(classes, Class):
        if isinstance(classes, Unknown):
            each = {is_instance(machine, value, cls) for cls in choices(classes)}
            return each.pop() if len(each) == 1 else None
        return classes.has_instance(value) if isinstance(classes, Value) else None
    if isinstance(value, Class) and TYPE in classes.order[1:]:
        return classes.has_instance(value)  # which metaclass a class has is noted nowhere
    cls = machine.class_of(value)
    if cls is None:
        return False if isinstance(value, Tensor) and _is_no_array(classes) else classes.has_instance(value)
    if cls.is_subclass(classes):
        return True
    members = _members_of_protocol(classes)
    if members is not None:
        return _has_all(machine, value, members)
    return None if cls.has_unknown_base or classes.adopts(cls) is None else False


def _members_of_protocol(cls: Class) -> set[str] | None:
    """The names that a class of the program asks of those that belong to it, if it is a `typing.Protocol`."""
    if not any(base.name == "Protocol" and base.module == "typing" for base in cls.bases):
        return None
    found: set[str] = set()
    for base in cls.order:
        annotated = getattr(base.namespace.get("__annotations__"), "content", None)
        found |= {*base.namespace, *(annotated if isinstance(annotated, dict) else ())}
    return found - _OF_NO_PROTOCOL


_OF_NO_PROTOCOL = frozenset(
    {"__abstractmethods__", "__annotations__", "__class_getitem__", "__dict__", "__doc__", "__init__", "__module__",
     "__new__", "__orig_bases__", "__parameters__", "__qualname__", "__slots__", "__subclasshook__", "__weakref__"}
)  # fmt: skip
"""Names of a class body that say nothing of what belongs to the protocol."""


def _has_all(machine: Interpreter, value: Any, members: set[str]) -> bool | None:
    """Has a value all these attributes? One that only a `__getattr__` finds counts in some releases of Python."""
    if not isinstance(value, Instance):
        return None
    certain = True
    for name in members - OBJECT.namespace.keys():
        if machine.attribute(value, name) is ABSENT:
            return False
        own = name in value.attributes or value.cls.lookup(name) is not ABSENT
        certain = certain and own and not machine.may_lack(value, name)
    return True if certain else None
