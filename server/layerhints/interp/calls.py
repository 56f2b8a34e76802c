"""Calls: of functions of the program, of what is not known, and of classes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.bodies import run_body
from layerhints.interp.frames import Frame, OutOfBudget, Raised
from layerhints.interp.generators import generator
from layerhints.interp.parameters import bind_parameters
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.fitting import check_making
from layerhints.values.holes import Callee, hole_of
from layerhints.values.objects import (
    ABSENT,
    HALF_MADE,
    Class,
    Function,
    Instance,
    Method,
    Native,
    Scope,
)
from layerhints.values.origins import AN_OBJECT

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.sites import Site


def call_unknown(machine: Interpreter, function: Any, arguments: Arguments) -> Any:
    """A call of something that is not known may change whatever it was given."""
    if isinstance(function, Unknown):
        reason = function
    else:
        cls = machine.class_of(function)
        reason = Unknown(f"a value of type `{cls.name if cls else 'unknown'}` cannot be called")
    for argument in (function, *arguments.positional, *arguments.keywords.values()):
        machine.forget(argument, reason)
    hole = hole_of(function)
    if hole is not None:
        machine.learn(hole, Callee())
    return Unknown(reason.reason, AN_OBJECT)


def call_function(machine: Interpreter, function: Function, arguments: Arguments) -> Any:
    """Run a function of the program on abstract arguments."""
    if function.through is not None and (result := function.through(machine, function, arguments)) is not ABSENT:
        return result
    machine.holes.call()
    node = function.node
    machine.called.add(id(node))
    if machine.trying:
        machine.tried.add(id(node))
    if _recurs(machine, node, arguments):
        return _stop(machine, node)
    stack = machine.frame.stack
    if arguments.site is not None:
        stack = (*stack, arguments.site)
    if isinstance(node, tree.Function) and node.is_generator:
        return generator(machine, _entered(machine, function, arguments, stack), node)
    calls = machine.recalling or (machine.reuse if machine.reuse.running else None)
    if calls is None:
        return _followed(machine, function, arguments, stack)
    return calls.call(function, arguments, stack, partial(_followed, machine, function, arguments, stack))


def _followed(machine: Interpreter, function: Function, arguments: Arguments, stack: tuple[Site, ...]) -> Any:
    return run_body(machine, _entered(machine, function, arguments, stack), function.node)


def _entered(machine: Interpreter, function: Function, arguments: Arguments, stack: tuple[Site, ...]) -> Frame:
    """The frame of a call, its parameters bound."""
    scope = Scope(function.scope, function.scope.globals)
    bind_parameters(machine, function, arguments, scope.names)
    return Frame(scope, function.unit, stack, function, machine.frame)


def _recurs(machine: Interpreter, node: tree.Function | tree.Lambda, arguments: Arguments) -> bool:
    """Do calls nest too deeply, or does the function call itself again and again behind conditions unknown? Once is
    enough to see what a call inside of it changes, if all are given what is known as little.
    """
    if machine.depth >= machine.budget.depth:
        return True
    forks: set[int] = set()
    nearest: Frame | None = None
    frame: Frame | None = machine.frame
    while frame is not None:
        if frame.function is not None and frame.function.node is node:
            forks.add(frame.forks)
            nearest = nearest or frame
        frame = frame.caller
    if nearest is None or len(forks) < 2:
        return len(forks) > machine.budget.recursion
    machine.reuse.spoilt += 1  # whether it goes on hangs on who called
    again = nearest.forks < machine.forks and _is_given_again(nearest, node, arguments)
    return again or len(forks) > machine.budget.recursion


def _is_given_again(frame: Frame, node: tree.Function | tree.Lambda, arguments: Arguments) -> bool:
    """Is a call given the values that the one in this frame was given, and something unknown among them?"""
    parameters = [parameter.name for parameter in node.parameters.items if parameter.kind.startswith("positional")]
    if arguments.more is not None or len(arguments.positional) > len(parameters):
        return False
    given = {**dict(zip(parameters, arguments.positional, strict=False)), **arguments.keywords}
    held = frame.scope.names
    return any(map(_says_nothing, given.values())) and all(
        value is held.get(name) or (_says_nothing(value) and _says_nothing(held.get(name)))
        for name, value in given.items()
    )


def _says_nothing(value: Any) -> bool:
    return isinstance(value, Unknown) and value.origin in (None, AN_OBJECT)


def _stop(machine: Interpreter, node: tree.Function | tree.Lambda) -> Unknown:
    """The call is not followed: what it might change is what the calls around it have changed so far."""
    reason = Unknown(f"calls are nested more than {machine.budget.depth} deep")
    machine.reuse.spoilt += 1
    outermost: Frame | None = None
    frame: Frame | None = machine.frame
    while frame is not None:
        if frame.function is not None and frame.function.node is node:
            outermost = frame
        frame = frame.caller
    if outermost is None or outermost.entered is None:
        raise OutOfBudget
    machine.spend(machine.heap.length(outermost.entered))
    machine.heap.give_up(outermost.entered, reason)
    if machine.trying:
        machine.may_raise = reason
    return reason


def instantiate(machine: Interpreter, cls: Class, arguments: Arguments) -> Any:
    """`cls(…)`, which is the `__call__` of its metaclass where the program has written one."""
    if cls.metaclass is not None:
        own = cls.metaclass.lookup("__call__")
        if own is not ABSENT and not isinstance(own, Native):
            return machine.call(machine.bind(own, cls, cls.metaclass), arguments)
    return make_object(machine, cls, arguments)


def make_object(machine: Interpreter, cls: Class, arguments: Arguments) -> Any:
    """`type.__call__(cls, …)`: `__new__`, then `__init__`. What that does not finish stays `HALF_MADE`."""
    if cls.site is not None:
        machine.instantiated.add(cls.site)
    if cls.metaclass_call is not None:
        return cls.metaclass_call(machine, cls, arguments)
    maker = cls.lookup("__new__")
    if maker is ABSENT:
        instance: Any = Instance(cls)
    else:
        if type(maker) is Method:
            instance = maker.applies(machine, cls, arguments)
        else:
            instance = machine.call(getattr(maker, "function", maker), arguments.behind(cls))
        if not isinstance(instance, Instance):
            return instance
        if instance.cls is not cls:
            if not instance.cls.is_subclass(cls):
                return instance
            cls = instance.cls  # whose `__init__` it is that runs
        if machine.recording and machine.made and machine.made[-1] is instance:
            check_making(machine, instance, arguments)
    initialiser = cls.lookup("__init__")
    if initialiser is not ABSENT:
        try:
            if type(initialiser) is Method:
                initialiser.applies(machine, instance, arguments)
            elif isinstance(initialiser, (Function, Native)):
                machine.call(initialiser, arguments.behind(instance))
            else:
                machine.call(machine.bind(initialiser, instance, cls), arguments)
        except (Raised, OutOfBudget, RecursionError):
            instance.hidden[HALF_MADE] = True
            raise
        if cls.made is not None:
            cls.made(machine, instance)
    elif isinstance(cls.open, Unknown):
        for argument in (*arguments.positional, *arguments.keywords.values()):
            machine.forget(argument, cls.open)
        for name in arguments.keywords:
            if cls.lookup(name) is not ABSENT:  # a default of the class, which was given another value
                machine.write(instance.attributes, name, cls.open)
    return instance
