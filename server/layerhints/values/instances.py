"""Objects with a class, and the special methods through which operators reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.arguments import Arguments
from layerhints.values.base import ABSENT, State, Value, first_reason
from layerhints.values.functions import Function, Method, Native, Property

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.classes import Class
    from layerhints.values.machine import Machine


NAMELESS = "…"
"""Under this name the attributes of an object hold that something was set under a name that is not known."""


HALF_MADE = "half made"
"""Hidden under this name is that an exception ended the `__init__` of an object, which nobody has then. It stays when
that course is taken back.
"""


HOST_VALUE = "host value"
"""Where an object of a class derived from int, str or the like keeps what it is as a constant (in `hidden`)."""


def unwrapped(value: Any) -> Any:
    """The constant (or symbolic size) that an object of a derived int, str or the like stands for."""
    return value.hidden.get(HOST_VALUE, value) if isinstance(value, Instance) else value


def with_constants(arguments: Arguments) -> Arguments:
    """The call with plain numbers and texts in the place of objects that are such as well: members of an IntEnum."""
    given = (*arguments.positional, *arguments.keywords.values())
    if not any(isinstance(value, Instance) and HOST_VALUE in value.hidden for value in given):
        return arguments
    keywords = {keyword: unwrapped(value) for keyword, value in arguments.keywords.items()}
    positional = list(map(unwrapped, arguments.positional))
    return Arguments(positional, keywords, arguments.site, arguments.places, arguments.more)


class Instance(Value):
    """An object with a class. `attributes` is what the program sees; `hidden` is what a library keeps for itself."""

    __slots__ = ("attributes", "cls", "hidden")

    def __init__(self, cls: Class) -> None:
        self.cls = cls
        self.attributes: dict[str, Any] = State(None, cls.lookup)
        self.hidden: dict[str, Any] = State()

    def describe(self) -> str:
        return f"a `{self.cls.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        return machine.instance_attribute(self, name)

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.set_instance_attribute(self, name, value)

    def _special(self, machine: Machine, name: str, *positional: Any) -> Any:
        """The result of a special method such as `__len__`, NotImplemented where the class has none."""
        method = self.cls.lookup(name)
        if method is ABSENT:
            return NotImplemented if self.cls.open is None else self.cls.open
        if type(method) is Function or (type(method) is Native and method.binds):
            return machine.call_values(method, self, *positional)
        return machine.call_values(machine.bind(method, self, self.cls), *positional)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        method = self.cls.lookup("__call__")
        if method is ABSENT:
            return first_reason(self.cls.open, Unknown(f"{self.describe()} is called, but has no `__call__`"))
        if type(method) is Method:
            return method.applies(machine, self, arguments)
        if isinstance(method, (Function, Native)):
            return machine.call(method, arguments.behind(self))
        return machine.call(machine.bind(method, self, self.cls), arguments)

    def item(self, machine: Machine, index: Any) -> Any:
        result = self._special(machine, "__getitem__", index)
        return super().item(machine, index) if result is NotImplemented else result

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        self._special(machine, "__setitem__", index, value)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        result = self._special(machine, "__iter__")
        if result is not NotImplemented:
            return result if isinstance(result, Unknown) else machine.iterate(result)
        length = self._special(machine, "__len__")
        if type(length) is int and self.cls.lookup("__getitem__") is not ABSENT:
            return tuple(self.item(machine, index) for index in range(machine.bounded(length)))
        return super().iterate(machine)

    def length(self, machine: Machine) -> Any:
        result = self._special(machine, "__len__")
        return super().length(machine) if result is NotImplemented else result

    def truth(self, machine: Machine) -> bool | None:
        for name in ("__bool__", "__len__"):
            result = self._special(machine, name)
            if result is not NotImplemented:
                return machine.truth(result)
        return True

    def unary(self, machine: Machine, operator: str) -> Any:
        name = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}.get(operator)
        return NotImplemented if name is None else self._special(machine, name)

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        name = BINARY_METHODS.get(operator)
        if name is None:
            return NotImplemented
        return self._special(machine, f"__r{name}__" if reflected else f"__{name}__", other)

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        name = COMPARE_METHODS.get(REFLECTED.get(operator, operator) if reflected else operator)
        return NotImplemented if name is None else self._special(machine, f"__{name}__", other)

    def forget(self, machine: Machine, reason: Unknown) -> None:
        for cls in self.cls.order:
            hook = cls.namespace.get("__forget__")
            if isinstance(hook, Native):
                hook.call(machine, _receiver_only(self, reason))
                return


def _receiver_only(receiver: Instance, reason: Unknown) -> Arguments:
    return Arguments([receiver, reason])


def is_set_through(member: Any) -> bool:
    """Is what a class holds a descriptor that attributes are also set through?"""
    return isinstance(member, Instance) and member.cls.lookup("__set__") is not ABSENT


def set_plainly(machine: Machine, instance: Instance, name: str, value: Any) -> None:
    """`object.__setattr__`: a property or another descriptor of the class is set, else an attribute of the object."""
    member = instance.cls.lookup(name)
    if isinstance(member, Property):
        if member.setter is not None:
            machine.call_values(member.setter, instance, value)
    elif is_set_through(member):
        setter = machine.bind(member.cls.lookup("__set__"), member, member.cls)
        machine.call_values(setter, instance, value)
    else:
        machine.write(instance.attributes, name, value)


BINARY_METHODS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
COMPARE_METHODS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
REFLECTED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Super(Value):
    """`super()`: attributes from behind `after` in the resolution order of the receiver's class."""

    __slots__ = ("after", "receiver")

    def __init__(self, after: Class, receiver: Any) -> None:
        self.after = after
        self.receiver = receiver

    def attribute(self, machine: Machine, name: str) -> Any:
        return machine.super_attribute(self, name)
