"""Classes, and the order in which attributes are looked up in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.base import ABSENT, State, Value, first_reason
from layerhints.values.functions import ClassMethod, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site


class Class(Value):
    """A class of the program, of the language or of a library.

    `order` is the method resolution order, this class first. `open` is set when a base is not known: then an attribute
    that is not found may still exist; a library also sets it for attributes that are not modelled. `has_unknown_base`
    holds in the first case only, when the class may belong to others that are not in `order`. `created` runs for every
    subclass that the program makes, `made` for every object of the class when its `__init__` has run (both inherited).
    `intercepts`: the program has written its `__getattribute__`. `metaclass`: one that the program has written.
    """

    __slots__ = (
        "bases",
        "created",
        "has_unknown_base",
        "intercepts",
        "made",
        "metaclass",
        "metaclass_call",
        "module",
        "name",
        "namespace",
        "open",
        "order",
        "site",
    )

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
        self.intercepts: bool = any(base.intercepts for base in bases)
        self.has_unknown_base: bool = any(base.has_unknown_base for base in bases)
        for base in bases:
            self.open = first_reason(self.open, base.open)
        self.order: tuple[Class, ...] = (self, *_merge([list(base.order) for base in bases] + [list(bases)]))
        self.created: Callable[[Machine, Class], None] | None = next((b.created for b in bases if b.created), None)
        self.made: Callable[[Machine, Any], None] | None = next((b.made for b in bases if b.made), None)
        self.metaclass: Class | None = next((b.metaclass for b in bases if b.metaclass), None)
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

    def signature(self, method: str) -> Sequence[tuple[str, str, Any]] | None:
        """The parameters of a method in a library's class, `self` aside: the name of each, its kind (as in
        `tree.Parameter`), and its default, ABSENT without one. None where they are not described.
        """
        return None

    def unlisted(self, name: str) -> Any:
        """What a library's class itself has by a name that is not in its namespace, or ABSENT."""
        return ABSENT

    def inherited(self, name: str) -> Any:
        """The attribute as the other classes of the resolution order have it, or ABSENT."""
        for cls in self.order[1:]:
            if name in cls.namespace:
                return cls.namespace[name]
        return ABSENT

    def is_subclass(self, other: Class) -> bool:
        return other in self.order or other.adopts(self) is True

    def adopts(self, cls: Class) -> bool | None:
        """Whether a class belongs to this one without deriving from it, as to `collections.abc.Iterable`.

        None where that cannot be told.
        """
        return False

    def attribute(self, machine: Machine, name: str) -> Any:
        return machine.class_attribute(self, name)

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        machine.write(self.namespace, name, value)

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return machine.instantiate(self, arguments)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        members = getattr(self.lookup("__members__"), "content", None)
        if isinstance(members, dict):
            return tuple(dict.fromkeys(members.values()))  # an enumeration's, without their aliases
        return super().iterate(machine)

    def length(self, machine: Machine) -> Any:
        members = self.iterate(machine)
        return members if isinstance(members, Unknown) else len(members)

    def item(self, machine: Machine, index: Any) -> Any:
        members = self.lookup("__members__")
        if isinstance(members, Value):
            return machine.item(members, index)
        if self.metaclass is not None and self.metaclass.lookup("__getitem__") is not ABSENT:
            return Unknown(f"what the metaclass `{self.metaclass.name}` gives as an item of a class is not followed")
        own = self.lookup("__class_getitem__")
        function = own.function if isinstance(own, ClassMethod) else own
        if isinstance(function, Function):
            return machine.call_values(function, self, index)
        return self  # `list[int]`, `Generic[T]`

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        if operator != "|":
            return NotImplemented
        return union(other, self) if reflected else union(self, other)


class Union(Value):
    """`A | B`: one of several classes; None stands for its class."""

    __slots__ = ("members",)

    def __init__(self, members: tuple[Class | None, ...]) -> None:
        self.members = members

    def describe(self) -> str:
        return " | ".join("None" if member is None else member.name for member in self.members)

    def attribute(self, machine: Machine, name: str) -> Any:
        return self.members if name == "__args__" else Unknown(f"`{name}` of an annotation is not followed")

    def binary(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        if operator != "|":
            return NotImplemented
        return union(other, self) if reflected else union(self, other)

    def compare(self, machine: Machine, operator: str, other: Any, reflected: bool) -> Any:
        if not isinstance(other, Union) or operator not in ("==", "!="):
            return NotImplemented
        return (set(self.members) == set(other.members)) is (operator == "==")


def union(*alternatives: Any) -> Any:
    """One of the alternatives, which are classes, unions of them, or None; NotImplemented for anything else."""
    members: dict[Class | None, None] = {}
    for each in alternatives:
        if not isinstance(each, (Class, Union, type(None))):
            return NotImplemented
        members.update(dict.fromkeys(each.members if isinstance(each, Union) else (each,)))
    found = tuple(members)
    return found[0] if len(found) == 1 and found[0] is not None else Union(found)


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
