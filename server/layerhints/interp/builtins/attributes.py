"""Functions that look at objects: attributes, classes, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.interp.builtins.dicts import DICT
from layerhints.interp.builtins.native import Functions
from layerhints.interp.builtins.objects import NONE_TYPE, delete_attribute
from layerhints.interp.builtins.text import format_value, representation
from layerhints.values.holes import WholeNumber, detached, hole_of
from layerhints.values.instances import NAMELESS
from layerhints.values.objects import (
    ABSENT,
    Bound,
    Class,
    Container,
    Dict,
    Function,
    Instance,
    Module,
    Native,
    Partial,
    Union,
    Value,
)
from layerhints.values.origins import AN_OBJECT
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.machine import Machine

function = Functions()


@function("getattr")
def _getattr(machine: Machine, value: Any, name: Any, default: Any = ABSENT) -> Any:
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else Unknown("the name of an attribute is not known")
    result = machine.attribute(value, name)
    if result is ABSENT and default is ABSENT:
        cls = machine.class_of(value)
        machine.throw("AttributeError", f"'{cls.name if cls else 'object'}' object has no attribute '{name}'")
    hole = hole_of(result)
    if hole is not None and (isinstance(default, Expression) or (type(default) is int and default > 1)):
        machine.learn(hole, WholeNumber())  # what is a size where it is left out is one; 0 and 1 may be fractions
    if default is not ABSENT and machine.may_lack(value, name):
        return machine.join(result, default, _PERHAPS)
    return default if result is ABSENT else result


@function("hasattr")
def _hasattr(machine: Machine, value: Any, name: Any) -> Any:
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else Unknown("the name of an attribute is not known")
    if isinstance(value, Unknown):
        return detached(value)
    result = machine.attribute(value, name)
    if isinstance(result, Unknown) and not _holds(value, name):
        return result
    return _PERHAPS if machine.may_lack(value, name) else result is not ABSENT


_PERHAPS = Unknown("the attribute is set in some courses of events only")


def _holds(value: Any, name: str) -> bool:
    """Whether an attribute certainly exists, even where its value is not known."""
    if isinstance(value, Instance):
        return name in value.attributes or value.cls.lookup(name) is not ABSENT
    return isinstance(value, Class) and value.lookup(name) is not ABSENT


@function("setattr", changes=True)
def _setattr(machine: Machine, value: Any, name: Any, new: Any) -> None:
    if isinstance(name, str):
        machine.set_attribute(value, name, new)
        return
    reason = Unknown("an attribute was set whose name is not known", AN_OBJECT)
    if isinstance(value, Instance) and isinstance(new, (Instance, Container, Tensor, Unknown)):
        # Libraries look through the attributes for what an object holds.
        machine.write(value.attributes, NAMELESS, reason)
    machine.forget(value, Unknown(reason.reason))


@function("delattr", changes=True)
def _delattr(machine: Machine, value: Any, name: Any) -> None:
    own = value.cls.lookup("__delattr__") if isinstance(value, Instance) else ABSENT
    if isinstance(value, Instance) and own is not ABSENT:
        machine.call_values(machine.bind(own, value, value.cls), name)
    else:
        delete_attribute(machine, value, name)


@function("isinstance")
def _isinstance(machine: Machine, value: Any, classes: Any) -> Any:
    answer = machine.is_instance(value, _members(classes))
    if answer is not None:
        return answer
    return detached(value) if isinstance(value, Unknown) else Unknown("the class of a value is not known")


def _members(classes: Any) -> Any:
    """The alternatives, which may be given in nested tuples."""
    return tuple(_members(cls) for cls in classes) if isinstance(classes, (tuple, list)) else classes


@function("issubclass")
def _issubclass(machine: Machine, cls: Any, classes: Any) -> Any:
    if isinstance(classes, Union):
        classes = tuple(NONE_TYPE if each is None else each for each in classes.members)
    if isinstance(classes, tuple):
        answers = [_issubclass(machine, cls, other) for other in classes]
        if True in [answer for answer in answers if isinstance(answer, bool)]:
            return True
        return next((answer for answer in answers if isinstance(answer, Unknown)), False)
    if isinstance(cls, Unknown):
        return cls
    if not isinstance(cls, Class) or not isinstance(classes, Class):
        return classes if isinstance(classes, Unknown) else Unknown("whether one class derives from another")
    if cls.is_subclass(classes):
        return True
    return False if cls.open is None else cls.open


@function("callable")
def _callable(machine: Machine, value: Any) -> Any:
    if isinstance(value, Unknown):
        return detached(value)
    if isinstance(value, (Function, Native, Bound, Class, Partial)):
        return True
    if isinstance(value, (Module, Tensor)):
        return False
    if isinstance(value, Instance):
        if value.cls.lookup("__call__") is not ABSENT:
            return True
        return False if value.cls.open is None else value.cls.open
    if isinstance(value, Value):
        return Unknown(f"whether {value.describe()} can be called is not known")
    return False


@function("repr")
def _repr(machine: Machine, value: Any) -> Any:
    return representation(machine, value)


@function("ascii")
def _ascii(machine: Machine, value: Any) -> Any:
    shown = representation(machine, value)
    return shown if isinstance(shown, Unknown) else shown.encode("ascii", "backslashreplace").decode("ascii")


@function("format")
def _format(machine: Machine, value: Any, format_spec: Any = "") -> Any:
    return format_value(machine, value, format_spec)


@function("print")
def _print(machine: Machine, *values: Any, **options: Any) -> None:
    return None


@function("id")
def _id(machine: Machine, value: Any) -> Any:
    return Unknown("an identity depends on the run of the program")


@function("hash")
def _hash(machine: Machine, value: Any) -> Any:
    if isinstance(value, (int, float)):
        return hash(value)
    return Unknown("a hash depends on the run of the program")


@function("vars")
def _vars(machine: Machine, value: Any = ABSENT) -> Any:
    if value is ABSENT:
        return Unknown("the names of a scope as a dict are not followed")
    if isinstance(value, Instance):
        return attributes_of(value)
    if isinstance(value, Module):
        return machine.new_dict(dict(machine.names_of(value.scope)))
    result = machine.attribute(value, "__dict__")
    return Unknown("the attributes of this object are not known") if result is ABSENT else result


class AttributeDict(Dict):
    """The `__dict__` of an object or a function: a change of either is a change of both."""

    __slots__ = ("owner",)

    def __init__(self, owner: Instance | Function) -> None:
        Instance.__init__(self, DICT)
        self.born = 0  # it stands for attributes that may be older than this view of them
        self.owner = owner

    @property
    def content(self) -> Any:
        attributes = self.owner.attributes
        return Unknown("the names of some attributes are not known") if NAMELESS in attributes else dict(attributes)

    @content.setter
    def content(self, new: Any) -> None:
        attributes = self.owner.attributes
        if isinstance(new, Unknown):
            attributes.update(dict.fromkeys(attributes, new))
        else:
            attributes.clear()
            attributes.update(new)


def attributes_of(instance: Instance) -> Dict:
    """`instance.__dict__`."""
    return AttributeDict(instance)


def _scope(machine: Machine, module: bool) -> Any:
    """The names of the running scope or module; only the interpreter itself has a frame."""
    frame = getattr(machine, "frame", None)
    if frame is None:
        return Unknown("the names of the scope are not known")
    scope = frame.scope.globals if module else frame.scope
    machine.note_read(scope, "*", None)
    for star in getattr(scope, "stars", ()):
        return star if isinstance(star, Unknown) else Unknown("the names of a star import are not listed")
    return machine.new_dict(dict(machine.names_of(scope)))


@function("globals")
def _globals(machine: Machine) -> Any:
    return _scope(machine, True)


@function("locals")
def _locals(machine: Machine) -> Any:
    return _scope(machine, False)


@function("dir")
def _dir(machine: Machine, value: Any = ABSENT) -> Any:
    if isinstance(value, Module) and value.open is None:
        return machine.new_list(sorted(machine.names_of(value.scope)))
    if isinstance(value, Instance) and value.cls.open is None:
        names = set(value.attributes)
        for cls in value.cls.order:
            names.update(cls.namespace)
        return machine.new_list(sorted(name for name in names if isinstance(name, str)))
    return value if isinstance(value, Unknown) else Names(value)


class Names(Value):
    """What `dir` gives for an object whose names are not listed: only whether one of them is there can be asked."""

    __slots__ = ("owner",)

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def describe(self) -> str:
        return "the names of an object"

    def contains(self, machine: Machine, member: Any) -> Any:
        return _hasattr(machine, self.owner, member)

    def truth(self, machine: Machine) -> bool | None:
        return None


@function("__import__", changes=True)
def _import(
    machine: Interpreter, name: Any, globals: Any = None, locals: Any = None, fromlist: Any = (), level: Any = 0
) -> Any:
    from layerhints.interp.imports import required_module

    module = required_module(machine, name)
    if isinstance(module, Unknown) or machine.truth(fromlist) is True:
        return module
    return machine.import_module(name.partition(".")[0])


def _unknown(name: str, reason: str) -> None:
    def implementation(machine: Machine, *arguments: Any, **keywords: Any) -> Unknown:
        for value in (*arguments, *keywords.values()):
            machine.forget(value, result)
        return result

    result = Unknown(reason)
    function(name, changes=True)(implementation)


_unknown("open", "what a file holds is not known")
_unknown("file", "what a file holds is not known")
_unknown("input", "what the user types is not known")
_unknown("raw_input", "what the user types is not known")
_unknown("compile", "what `compile` gives is not known")
_unknown("breakpoint", "what happens in a debugger is not known")


@function("exit")
@function("quit")
def _exit(machine: Machine, code: Any = None) -> Any:
    machine.throw("SystemExit", "" if code is None else str(code))
