"""What can be called: functions of the program and of the host, methods, descriptors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.arguments import Arguments
from layerhints.values.base import ABSENT, State, Value, first_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.syntax import tree
    from layerhints.values.classes import Class
    from layerhints.values.machine import Machine
    from layerhints.values.scopes import Scope
    from layerhints.values.sites import Unit


class Function(Value):
    """A function of the program that is read. `node` is a Function or a Lambda of the tree.

    `through`: what a library has calls go through first; it leaves a call to the function by ABSENT. `around`: the
    function that it took the place of, as a decorator's.
    """

    __slots__ = ("around", "attributes", "defaults", "name", "node", "owner", "scope", "through", "unit")

    def __init__(
        self,
        name: str,
        node: tree.Function | tree.Lambda,
        defaults: dict[str, Any],
        scope: Scope,
        unit: Unit,
    ) -> None:
        self.name = name
        self.node = node
        self.defaults = defaults
        self.scope = scope
        self.unit = unit
        self.owner: Class | None = None
        self.through: Callable[[Machine, Any, Arguments], Any] | None = None
        self.around: Function | None = None
        self.attributes: dict[str, Any] = State()

    @property
    def described(self) -> Function:
        """The function whose parameters say what a call is to give: the one inside of decorators that take whatever
        comes.
        """
        if self.around is None or not any(each.kind == "variadic" for each in self.node.parameters.items):
            return self
        return self.around.described

    def describe(self) -> str:
        return f"the function `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in self.attributes:
            return self.attributes[name]
        if name in ("__name__", "__qualname__"):
            return self.name
        if name == "__module__":
            return str(self.scope.globals.names.get("__name__", ""))
        return None if name == "__doc__" else ABSENT

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.write(self.attributes, name, value)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.call_function(self, arguments)


class Native(Value):
    """A function whose meaning is given by the host: `implementation` takes the machine and the arguments.

    `binds`: held by a class it is a method; functions that Python has from C are none (`class Act: run = torch.relu`).
    """

    __slots__ = ("binds", "implementation", "name")

    def __init__(self, name: str, implementation: Callable[[Machine, Arguments], Any], binds: bool = True) -> None:
        self.name = name
        self.implementation = implementation
        self.binds = binds

    def describe(self) -> str:
        return f"`{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name.rpartition(".")[2]
        return None if name == "__doc__" else ABSENT

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return self.implementation(machine, arguments)


class Method(Native):
    """One that is told its receiver and the other arguments apart: who has them apart `applies` it to them, and nobody
    puts them together first.
    """

    __slots__ = ("applies",)

    def __init__(self, name: str, applies: Callable[[Machine, Any, Arguments], Any]) -> None:
        super().__init__(name, lambda machine, all: applies(machine, all.positional[0], all.without_first()))
        self.applies = applies


class Bound(Value):
    """A method together with the object (or class) it was taken from."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Any, receiver: Any) -> None:
        self.function = function
        self.receiver = receiver

    def describe(self) -> str:
        return str(self.function.describe()) if isinstance(self.function, Value) else "a method"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__self__":
            return self.receiver
        return self.function if name == "__func__" else machine.attribute(self.function, name)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.call(self.function, arguments.behind(self.receiver))


class Unbound(Value):
    """A native method taken from its class (`str.upper`): whoever calls it passes the object himself."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Native, owner: Class) -> None:
        self.function = function
        self.owner = owner

    def describe(self) -> str:
        return self.function.describe()

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.function.attribute(machine, name)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        if not arguments.positional or machine.is_instance(arguments.positional[0], self.owner) is not True:
            return Unknown(f"{self.describe()} is called without an object of the class `{self.owner.name}`")
        return self.function.call(machine, arguments)


class Property(Value):
    """`property`; also what `functools.cached_property` makes."""

    __slots__ = ("deleter", "getter", "setter")

    def __init__(self, getter: Any, setter: Any = None, deleter: Any = None) -> None:
        self.getter = getter
        self.setter = setter
        self.deleter = deleter

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "setter":
            return Native("setter", lambda _, a: Property(self.getter, a.positional[0], self.deleter))
        if name == "deleter":
            return Native("deleter", lambda _, a: Property(self.getter, self.setter, a.positional[0]))
        if name == "getter":
            return Native("getter", lambda _, a: Property(a.positional[0], self.setter, self.deleter))
        return self.getter if name == "fget" else ABSENT


class StaticMethod(Value):
    __slots__ = ("function",)

    def __init__(self, function: Any) -> None:
        self.function = function

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.call(self.function, arguments)


class ClassMethod(Value):
    __slots__ = ("function",)

    def __init__(self, function: Any) -> None:
        self.function = function


class Partial(Value):
    """`functools.partial`: `arguments` come before and below those of the call."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Any, arguments: Arguments) -> None:
        self.function = function
        self.arguments = arguments

    def describe(self) -> str:
        return "a partial function"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "func":
            return self.function
        if name == "args":
            return tuple(self.arguments.positional)
        if name == "keywords":
            return machine.new_dict(dict(self.arguments.keywords))
        return ABSENT

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.call(self.function, self.merged(arguments))

    def merged(self, arguments: Arguments) -> Arguments:
        """The arguments that the function gets where this is called with `arguments`."""
        mine = self.arguments
        shift = len(mine.positional)
        places = dict(mine.places)
        places.update({(p + shift if isinstance(p, int) else p): s for p, s in arguments.places.items()})
        return Arguments(
            [*mine.positional, *arguments.positional],
            {**mine.keywords, **arguments.keywords},
            arguments.site,
            places,
            first_reason(mine.more, arguments.more),
        )
