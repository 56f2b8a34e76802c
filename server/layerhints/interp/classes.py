"""Class statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.dispatch import run
from layerhints.interp.frames import Frame
from layerhints.values.arguments import Arguments
from layerhints.values.objects import (
    ABSENT,
    Body,
    Class,
    ClassMethod,
    ClassScope,
    Function,
    Instance,
    StaticMethod,
    first_reason,
)
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree


def define_class(machine: Interpreter, node: tree.Class) -> Any:
    """Run the body of a class statement and make the class."""
    from layerhints.interp.expressions import arguments_of, closure

    call = _Header(node)
    arguments = arguments_of(machine, call)  # type: ignore[arg-type]
    bases: list[Class] = []
    open_reason = arguments.more
    for base in arguments.positional:
        if isinstance(base, Class):
            bases.append(base)
        elif isinstance(base, Unknown):
            open_reason = first_reason(
                open_reason, Unknown(f"a base class of `{node.name}` is not known: {base.reason}")
            )
        else:
            open_reason = first_reason(
                open_reason, Unknown(f"a base of `{node.name}` is not a class that is understood")
            )
    metaclass = arguments.keywords.get("metaclass")
    if isinstance(metaclass, Unknown):
        open_reason = first_reason(open_reason, metaclass)
    scope = ClassScope(closure(machine), machine.frame.scope.globals)
    outer = machine.frame
    frame = Frame(scope, outer.unit, outer.stack, None)
    machine.frame = frame
    try:
        run(machine, node.body)
    finally:
        machine.frame = outer
    module = outer.scope.globals.names.get("__name__", "")
    site = Site(outer.unit, node.name_span)
    cls = Class(node.name, tuple(bases), scope.names, str(module), site, open_reason)
    cls.has_unknown_base = cls.has_unknown_base or open_reason is not None
    cls.intercepts = cls.intercepts or "__getattribute__" in scope.names
    if isinstance(metaclass, Class) and metaclass.site is not None:
        cls.metaclass = metaclass
    if cls.metaclass is not None and _may_add(machine, cls, cls.metaclass, arguments):
        reason = Unknown(f"what the metaclass `{cls.metaclass.name}` adds to `{node.name}` is not followed")
        cls.open = first_reason(cls.open, reason)
    for function in scope.functions:
        function.owner = cls
    for name, member in tuple(scope.names.items()):
        if isinstance(member, Instance) and (told := member.cls.lookup("__set_name__")) is not ABSENT:
            machine.call_values(machine.bind(told, member, member.cls), cls, name)
    if cls.created is not None:
        cls.created(machine, cls)
    hook = next((b.lookup("__init_subclass__") for b in bases if b.lookup("__init_subclass__") is not ABSENT), None)
    if isinstance(hook, ClassMethod):
        hook = hook.function
    if isinstance(hook, Function):
        arguments.keywords.pop("metaclass", None)
        arguments.positional = [cls]
        machine.call(hook, arguments)
    if cls.metaclass is not None:
        _initialise(machine, cls, cls.metaclass, arguments)
    return cls


def _initialise(machine: Interpreter, cls: Class, metaclass: Class, header: Arguments) -> None:
    """Run what the metaclass does to each of its classes once it is made, those that derive from one among them."""
    initialiser = metaclass.lookup("__init__")
    if isinstance(initialiser, Function):
        machine.call(initialiser, _to_metaclass(machine, cls, cls, header))


def _to_metaclass(machine: Interpreter, first: Class, cls: Class, header: Arguments) -> Arguments:
    """What a method of the metaclass that makes its classes is given, behind its own first argument."""
    settings = {name: value for name, value in header.keywords.items() if name != "metaclass"}
    return Arguments([first, cls.name, cls.bases, Body(cls, machine.builtins["dict"])], settings)


_MAKES_CLASSES = frozenset({"__getattr__", "__getattribute__", "__prepare__", "__setattr__", "mro"})
"""Methods by which a metaclass decides what its classes are, or what is found in them."""


def _may_add(machine: Interpreter, cls: Class, metaclass: Class, header: Arguments) -> bool:
    """Whether there may be more in a class than its body and its metaclass's own methods say: these are run."""
    written = (owner for owner in metaclass.order if owner.site is not None)
    if metaclass.open is not None or any(not _MAKES_CLASSES.isdisjoint(owner.namespace) for owner in written):
        return True
    maker = metaclass.lookup("__new__")
    if isinstance(maker, StaticMethod):
        maker = maker.function
    if not isinstance(maker, Function):
        return False
    return machine.call(maker, _to_metaclass(machine, metaclass, cls, header)) is not cls


class _Header:
    """The arguments of a class statement, in the form of a call."""

    def __init__(self, node: tree.Class) -> None:
        self.arguments = node.arguments
        self.span = node.name_span
