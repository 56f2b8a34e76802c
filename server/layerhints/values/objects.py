"""The values of abstract interpretation.

A value is one of: a host constant (int, float, complex, str, bytes, bool, None, Ellipsis, range, slice), a host tuple
of values, an algebra Expression (a symbolic integer), an algebra Unknown (not known, and why), or a `Value` below.

Values that can change keep all their state in dictionaries or in `content`, and every change goes through
`Machine.write` or `Machine.replace`, so that a branch that was only possibly taken can be taken back and joined.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.syntax import tree
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site, Unit


class Absent:
    """The one value that says: there is no such name, attribute or key."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


def first_reason(*reasons: Unknown | None) -> Unknown | None:
    """The first that is given; an Unknown has no truth value, so `or` does not do."""
    return next((reason for reason in reasons if reason is not None), None)


clock = count(1)
"""Counts births and marks, so that what was made since a mark can be told from what stood before."""


class State(dict[str, Any]):
    """What a program can change in one value: its names or attributes.

    `born` is when it was made. `beyond` gives what a reader finds where a key is missing (an attribute of the class).
    """

    __slots__ = ("beyond", "born")

    def __init__(self, content: dict[str, Any] | None = None, beyond: Callable[[str], Any] | None = None) -> None:
        if content is not None:
            super().__init__(content)
        self.born = next(clock)
        self.beyond = beyond


class Value:
    """A value with behaviour of its own. Each hook may be overridden; the defaults say «not supported»."""

    __slots__ = ()

    def describe(self) -> str:
        """What a message calls this kind of value."""
        return type(self).__name__

    def attribute(self, machine: Machine, name: str) -> Any:
        """The attribute, or ABSENT."""
        return ABSENT

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        return None

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return Unknown(f"{self.describe()} is called, which is not understood")

    def item(self, machine: Machine, index: Any) -> Any:
        return Unknown(f"an item of {self.describe()} is not known")

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        return None

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return Unknown(f"what {self.describe()} iterates over is not known")

    def length(self, machine: Machine) -> Any:
        return Unknown(f"the length of {self.describe()} is not known")

    def truth(self, machine: Machine) -> bool | None:
        """True, False, or None for cannot tell."""
        return True

    def unary(self, machine: Machine, operator: str) -> Any:
        return NotImplemented

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        """`self operator other`, or `other operator self` where `reflected`; NotImplemented passes on."""
        return NotImplemented

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        return NotImplemented

    def join(self, other: Value, reason: Unknown) -> Any:
        """What is certain of a value that is either this one or `other`; NotImplemented: nothing is."""
        return NotImplemented

    def forget(self, machine: Machine, reason: Unknown) -> None:
        """Something unseen may have changed this value: drop what is no longer certain."""
        return


class Scope:
    """The names of a module, a class body or one call of a function."""

    __slots__ = ("global_names", "globals", "names", "nonlocal_names", "parent", "stars")

    def __init__(self, parent: Scope | None = None, module: Scope | None = None) -> None:
        self.names: dict[str, Any] = State()
        self.parent = parent
        self.globals: Scope = module if module is not None else self
        self.global_names: frozenset[str] = frozenset()
        self.nonlocal_names: frozenset[str] = frozenset()
        self.stars: tuple[Any, ...] = ()
        """What `from x import *` named here, latest last: modules of libraries, or why one is not known."""


class ClassScope(Scope):
    """The names of a class body, which the methods in it do not see."""

    __slots__ = ()


class Function(Value):
    """A function of the program that is read. `node` is a Function or a Lambda of the tree."""

    __slots__ = ("attributes", "defaults", "name", "node", "owner", "scope", "unit")

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
        self.attributes: dict[str, Any] = State()

    def describe(self) -> str:
        return f"the function `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in self.attributes:
            return self.attributes[name]
        if name in ("__name__", "__qualname__"):
            return self.name
        return None if name == "__doc__" else ABSENT

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.write(self.attributes, name, value)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.call_function(self, arguments)


class Native(Value):
    """A function whose meaning is given by the host.

    `effect_free` natives never change their arguments. `implementation` takes the machine and the arguments.
    """

    __slots__ = ("implementation", "name")

    def __init__(self, name: str, implementation: Callable[[Machine, Arguments], Any]) -> None:
        self.name = name
        self.implementation = implementation

    def describe(self) -> str:
        return f"`{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.name.rpartition(".")[2] if name in ("__name__", "__qualname__") else ABSENT

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return self.implementation(machine, arguments)


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


class Class(Value):
    """A class of the program, of the language or of a library.

    `order` is the method resolution order, this class first. `open` is set when a base is not known: then an attribute
    that is not found may still exist. `created` runs for every subclass that the program makes (inherited).
    """

    __slots__ = ("bases", "created", "metaclass_call", "module", "name", "namespace", "open", "order", "site")

    def __init__(
        self,
        name: str,
        bases: tuple[Class, ...] = (),
        namespace: dict[str, Any] | None = None,
        module: str = "",
        site: Site | None = None,
        open: Unknown | None = None,
    ) -> None:
        self.name = name
        self.bases = bases
        self.namespace: dict[str, Any] = namespace if namespace is not None else {}
        self.module = module
        self.site = site
        self.open = open
        if isinstance(self.namespace, State) and self.namespace.beyond is None:
            self.namespace.beyond = self.inherited
        for base in bases:
            self.open = first_reason(self.open, base.open)
        self.order: tuple[Class, ...] = (self, *_merge([list(base.order) for base in bases] + [list(bases)]))
        self.created: Callable[[Machine, Class], None] | None = next((b.created for b in bases if b.created), None)
        self.metaclass_call: Callable[[Machine, Class, Arguments], Any] | None = next(
            (b.metaclass_call for b in bases if b.metaclass_call), None
        )

    def describe(self) -> str:
        return f"the class `{self.name}`"

    def lookup(self, name: str) -> Any:
        """The attribute as the class body left it, by method resolution order, or ABSENT."""
        for cls in self.order:
            if name in cls.namespace:
                return cls.namespace[name]
        return ABSENT

    def inherited(self, name: str) -> Any:
        """The attribute as the other classes of the resolution order have it, or ABSENT."""
        for cls in self.order[1:]:
            if name in cls.namespace:
                return cls.namespace[name]
        return ABSENT

    def is_subclass(self, other: Class) -> bool:
        return other in self.order or other.adopts(self)

    def adopts(self, cls: Class) -> bool:
        """Whether a class belongs to this one without deriving from it, as to `collections.abc.Iterable`."""
        return False

    def attribute(self, machine: Machine, name: str) -> Any:
        return machine.class_attribute(self, name)

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.write(self.namespace, name, value)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.instantiate(self, arguments)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        members = self.lookup("__members__")
        if isinstance(members, Dict) and not isinstance(members.content, Unknown):
            return tuple(dict.fromkeys(members.content.values()))  # an enumeration's, without their aliases
        return super().iterate(machine)

    def length(self, machine: Machine) -> Any:
        members = self.iterate(machine)
        return members if isinstance(members, Unknown) else len(members)

    def item(self, machine: Machine, index: Any) -> Any:
        members = self.lookup("__members__")
        if isinstance(members, Dict):
            return machine.item(members, index)
        return self  # `list[int]`, `Generic[T]`


def _merge(sequences: list[list[Class]]) -> list[Class]:
    """The C3 linearisation; an inconsistent hierarchy falls back to depth first, which names every class once."""
    result: list[Class] = []
    while sequences := [sequence for sequence in sequences if sequence]:
        for sequence in sequences:
            head = sequence[0]
            if not any(head in other[1:] for other in sequences):
                break
        else:
            rest = [cls for sequence in sequences for cls in sequence]
            return result + list(dict.fromkeys(rest))
        result.append(head)
        sequences = [[cls for cls in sequence if cls is not head] for sequence in sequences]
    return result


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
        return machine.call_values(machine.bind(method, self, self.cls), *positional)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        method = self.cls.lookup("__call__")
        if method is ABSENT:
            return first_reason(self.cls.open, Unknown(f"{self.describe()} is called, but has no `__call__`"))
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
    from layerhints.values.arguments import Arguments

    return Arguments([receiver, reason])


BINARY_METHODS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
COMPARE_METHODS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
REFLECTED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class HalfRead(NamedTuple):
    """The origin of a list's unknown content when some of its text cannot be read yet: the items that are written, with
    Unknown for each stretch that may stand for any number of them.
    """

    items: tuple[Any, ...]


class Container(Instance):
    """A list, dict, set or deque: `content` holds what is in it, or Unknown when that is not known.

    The class is the language's own or one that the program derived from it.
    """

    __slots__ = ("born", "content")

    content: Any

    def __init__(self, cls: Class) -> None:
        super().__init__(cls)
        self.born = next(clock)

    def truth(self, machine: Machine) -> bool | None:
        return None if isinstance(self.content, Unknown) else bool(self.content)

    def length(self, machine: Machine) -> Any:
        return self.content if isinstance(self.content, Unknown) else len(self.content)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        return self.content if isinstance(self.content, Unknown) else tuple(self.content)

    def forget(self, machine: Machine, reason: Unknown) -> None:
        machine.replace(self, reason)


class List(Container):
    """`content` is a host tuple; also used for `collections.deque` and iterators that were made into lists."""

    __slots__ = ()

    def __init__(self, content: tuple[Any, ...] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a list"


class Dict(Container):
    """`content` is a host dict that is never changed in place; its keys are hashable host values or values."""

    __slots__ = ()

    def __init__(self, content: dict[Any, Any] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a dict"


class Set(Container):
    """`content` is a host dict with the members as keys (a set that keeps the order of insertion)."""

    __slots__ = ()

    def __init__(self, content: dict[Any, None] | Unknown, cls: Class) -> None:
        super().__init__(cls)
        self.content = content

    def describe(self) -> str:
        return "a set"


class Iterator(Value):
    """What `iter`, a generator or `zip` gives: the items in order, and how many of them were taken."""

    __slots__ = ("items", "state")

    def __init__(self, items: Sequence[Any] | Unknown) -> None:
        self.items = items
        self.state: dict[str, Any] = State({"taken": 0})

    def describe(self) -> str:
        return "an iterator"

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        if isinstance(self.items, Unknown):
            return self.items
        taken = self.state["taken"]
        if isinstance(taken, Unknown):
            return taken
        machine.write(self.state, "taken", len(self.items))
        return self.items[taken:]

    def next(self, machine: Machine) -> Any:
        """The next item, or ABSENT when there is none."""
        taken = self.state["taken"]
        if isinstance(self.items, Unknown) or isinstance(taken, Unknown):
            return self.items if isinstance(self.items, Unknown) else taken
        if taken >= len(self.items):
            return ABSENT
        machine.write(self.state, "taken", taken + 1)
        return self.items[taken]

    def truth(self, machine: Machine) -> bool | None:
        return True

    def forget(self, machine: Machine, reason: Unknown) -> None:
        machine.write(self.state, "taken", reason)


class Module(Value):
    """A module of the program: its names are what running it left there."""

    __slots__ = ("name", "open", "scope")

    def __init__(self, name: str, scope: Scope, open: Unknown | None = None) -> None:
        self.name = name
        self.scope = scope
        self.open = open

    def describe(self) -> str:
        return f"the module `{self.name}`"

    def attribute(self, machine: Machine, name: str) -> Any:
        value = self.scope.names.get(name, ABSENT)
        if value is not ABSENT:
            machine.note_read(self.scope, name, value)
            return value
        if name == "__name__":
            return self.name
        submodule = machine.import_module(f"{self.name}.{name}")
        if submodule is not None:
            return submodule
        return ABSENT if self.open is None else self.open

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.write(self.scope.names, name, value)


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
        from layerhints.values.arguments import Arguments

        mine = self.arguments
        shift = len(mine.positional)
        places = dict(mine.places)
        places.update({(p + shift if isinstance(p, int) else p): s for p, s in arguments.places.items()})
        merged = Arguments(
            [*mine.positional, *arguments.positional],
            {**mine.keywords, **arguments.keywords},
            arguments.site,
            places,
            first_reason(mine.more, arguments.more),
        )
        return machine.call(self.function, merged)


class Super(Value):
    """`super()`: attributes from behind `after` in the resolution order of the receiver's class."""

    __slots__ = ("after", "receiver")

    def __init__(self, after: Class, receiver: Any) -> None:
        self.after = after
        self.receiver = receiver

    def attribute(self, machine: Machine, name: str) -> Any:
        return machine.super_attribute(self, name)
