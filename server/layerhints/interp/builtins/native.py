"""How natives are declared: a host function with an ordinary signature becomes a callable value."""

from __future__ import annotations

from inspect import Signature, signature
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.constants import NotConstant
from layerhints.values.containers import Items
from layerhints.values.holes import detached
from layerhints.values.objects import Class, ClassMethod, Container, Dict, Native, StaticMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

    Implementation = Callable[..., Any]

VARIADIC = 4
"""The flag of a code object that takes `*args`."""


def native(name: str, function: Implementation, changes: bool = False, binds: bool = True) -> Native:
    """The host function `function(machine, *arguments)` as a value that the program can call.

    Where arguments were passed unseen (`*unknown`) the result is unknown, and what a function that `changes` its
    arguments was given is forgotten. A call that does not fit the signature gives Unknown; so does a function that asks
    for the constant behind a value that is not one.
    """
    code = function.__code__
    most = code.co_argcount - 1
    least = most - len(function.__defaults__ or ())
    unlimited = bool(code.co_flags & VARIADIC)
    plain = not code.co_kwonlyargcount
    bindings: list[Signature] = []

    def implementation(machine: Machine, arguments: Arguments) -> Any:
        positional, keywords = arguments.positional, arguments.keywords
        if arguments.more is not None:
            if changes:
                for value in (*positional, *keywords.values()):
                    machine.forget(value, arguments.more)
            return arguments.more
        count = len(positional)
        if keywords or not plain or count < least or (count > most and not unlimited):
            if not bindings:
                bindings.append(signature(function))
            try:
                bindings[0].bind(machine, *positional, **keywords)
            except TypeError:
                return Unknown(f"`{name}` is called with arguments that are not understood")
        try:
            return function(machine, *positional, **keywords)
        except NotConstant as failure:
            return detached(failure.unknown)

    return Native(name, implementation, binds)


class Functions:
    """Gathers natives under their names: `@functions("len")`."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.names: dict[str, Any] = {}

    def __call__(self, name: str, changes: bool = False) -> Callable[[Implementation], Implementation]:
        def declare(function: Implementation) -> Implementation:
            self.names[name] = native(f"{self.prefix}{name}", function, changes, binds=False)
            return function

        return declare


class Methods:
    """Gathers the methods of one class whose receivers are `kind`.

    A method that is called on anything else gives Unknown. For containers: one whose content is not known is left as
    it is and answers with that Unknown, unless the method is declared to work `always`.
    """

    def __init__(self, owner: str, kind: type | tuple[type, ...]) -> None:
        self.owner = owner
        self.kind = kind
        self.names: dict[str, Any] = {}
        self._of_alike: dict[str, Native] = {}
        self._of_entries: dict[str, Native] = {}

    def __call__(
        self, name: str, changes: bool = False, always: bool = False
    ) -> Callable[[Implementation], Implementation]:
        kind = self.kind
        title = f"{self.owner}.{name}"

        def declare(function: Implementation) -> Implementation:
            inner = native(title, function, changes)

            def implementation(machine: Machine, arguments: Arguments) -> Any:
                receiver = arguments.positional[0] if arguments.positional else None
                if isinstance(receiver, Unknown):
                    return receiver
                if not isinstance(receiver, kind):
                    return Unknown(f"`{title}` is called on something else")
                if not always and isinstance(receiver, Container) and isinstance(receiver.content, Unknown):
                    content = receiver.content
                    among = None if receiver.said() is None else self._of_alike
                    if isinstance(receiver, Dict) and receiver.entries() is not None:
                        among = self._of_entries
                    if among is not None:
                        known = among.get(name)
                        if known is not None:
                            return known.implementation(machine, arguments)
                        if changes:
                            machine.replace(receiver, Unknown(content.reason))
                    return Items.passed_on(content)
                return inner.implementation(machine, arguments)

            self.names[name] = Native(title, implementation)
            return function

        return declare

    def of_alike(self, name: str, changes: bool = False) -> Callable[[Implementation], Implementation]:
        """Declare what the method does to a container of which nothing is known but what all its items are like."""

        def declare(function: Implementation) -> Implementation:
            self._of_alike[name] = native(f"{self.owner}.{name}", function, changes)
            return function

        return declare

    def of_entries(self, name: str, changes: bool = False) -> Callable[[Implementation], Implementation]:
        """Declare what the method does to a dict of which only some entries are certain."""

        def declare(function: Implementation) -> Implementation:
            self._of_entries[name] = native(f"{self.owner}.{name}", function, changes)
            return function

        return declare

    def alias(self, name: str, other: str) -> None:
        self.names[name] = self.names[other]

    def new(self, function: Implementation) -> Implementation:
        """Declare `__new__`, which takes the class first."""
        self.names["__new__"] = StaticMethod(native(self.owner, function))
        return function

    def allocate(self, make: Callable[[Any], Any]) -> None:
        """Declare a `__new__` that only makes the empty object of a class, whatever its other arguments are."""

        def implementation(machine: Machine, arguments: Arguments) -> Any:
            cls = arguments.positional[0] if arguments.positional else None
            return make(cls) if isinstance(cls, Class) else Unknown(f"the class that `{self.owner}` makes is not known")

        self.names["__new__"] = StaticMethod(Native(self.owner, implementation))

    def class_method(self, name: str) -> Callable[[Implementation], Implementation]:
        def declare(function: Implementation) -> Implementation:
            self.names[name] = ClassMethod(native(f"{self.owner}.{name}", function))
            return function

        return declare

    def static_method(self, name: str) -> Callable[[Implementation], Implementation]:
        def declare(function: Implementation) -> Implementation:
            self.names[name] = StaticMethod(native(f"{self.owner}.{name}", function))
            return function

        return declare
