"""Calls: binding arguments to parameters, running a body, making instances."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.dispatch import evaluate, run
from layerhints.interp.frames import EnoughLearned, EnoughYielded, Frame, Misfit, OutOfBudget, Raised, Signal
from layerhints.interp.joining import lasting
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.described import WORD, overridden, shown
from layerhints.values.holes import Callee, Hole, hole_of
from layerhints.values.objects import (
    ABSENT,
    HALF_MADE,
    Class,
    Dict,
    Function,
    Instance,
    Iterator,
    Method,
    Native,
    Rest,
    Scope,
)
from layerhints.values.origins import AN_OBJECT

if TYPE_CHECKING:
    from collections.abc import Callable

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


def run_body(machine: Interpreter, frame: Frame, node: tree.Function | tree.Lambda, behind: int = 0) -> Any:
    """What a call comes to: every course that returns, joined. It goes on `behind` so many statements."""
    previous, machine.frame = machine.frame, frame
    machine.depth += 1
    frame.entered = machine.heap.here()
    frame.forks = machine.forks
    first = frame.pending = len(machine.pending)
    since, machine.held_since = machine.held_since, first
    try:
        if isinstance(node, tree.Lambda):
            return evaluate(machine, node.body)
        try:
            signal = run(machine, node.body[behind:] if behind else node.body)
        except Raised as error:
            if not branches.held(machine, first, ("return",)):
                raise
            signal = branches.resume(machine, first, Signal("raise", error.value), (), _one_of_several(frame))
        value = signal.value if signal is not None and signal.kind == "return" else _at_the_end(node)
        if len(machine.pending) == first:
            return value
        value = branches.settle(machine, first, ("return",), value, _one_of_several(frame))
        branches.gather(machine, since, _one_of_several(frame))
        return value
    except (OutOfBudget, EnoughYielded, EnoughLearned):
        branches.drop(machine, first)
        raise
    finally:
        machine.held_since = since
        machine.depth -= 1
        machine.frame = previous


def _at_the_end(node: tree.Function) -> Unknown | None:
    """What a function gives that ends without a `return`: None, but its last line is being typed if it only names
    something.
    """
    last = node.body[-1] if node.body else None
    named = last.value if isinstance(last, tree.ExpressionStatement) else last
    is_typed = isinstance(named, (tree.Name, tree.Attribute, tree.BrokenExpression, tree.BrokenStatement))
    return Unknown("the last line of the function does nothing yet") if is_typed else None


def _one_of_several(frame: Frame) -> Unknown:
    name = frame.function.name if frame.function else "lambda"
    return Unknown(f"`{name}` returns in one of several ways")


class Generator(Iterator):
    """A generator: its body is run when its items are first asked for.

    What that gave stands in `state`, so that it is taken back with the course of events it belongs to: `items`, and
    `failure`, the exception that comes behind the last of them.
    """

    __slots__ = ("_run",)

    def __init__(self, run: Callable[[], tuple[tuple[Any, ...] | Unknown, Any]]) -> None:
        super().__init__(())
        self._run = run

    def describe(self) -> str:
        return "a generator"

    @property
    def items(self) -> Any:
        return self.state.get("items", ())

    @items.setter
    def items(self, items: Any) -> None:
        return None

    def _start(self, machine: Any) -> None:
        if "items" not in self.state:
            machine.write(self.state, "failure", None)
            machine.write(self.state, "items", ())
            items, failure = self._run()
            machine.write(self.state, "failure", failure)
            machine.write(self.state, "items", items)

    def iterate(self, machine: Any) -> Any:
        self._start(machine)
        failure = self.state["failure"]
        if isinstance(failure, Unknown):
            return failure
        items = super().iterate(machine)
        self._fail(machine)
        return items

    def next(self, machine: Any) -> Any:
        self._start(machine)
        item = super().next(machine)
        if item is ABSENT:
            self._fail(machine)
            failure = self.state["failure"]
            return failure if isinstance(failure, Unknown) else ABSENT
        return item

    def forget(self, machine: Any, reason: Unknown) -> None:
        """Unseen, the generator may have been run or not."""
        machine.fork([lambda: self._start(machine), lambda: None], reason)
        super().forget(machine, reason)

    def _fail(self, machine: Any) -> None:
        failure = self.state["failure"]
        if isinstance(failure, Instance):
            machine.write(self.state, "failure", None)
            raise Raised(failure)


def generator(machine: Interpreter, frame: Frame, node: tree.Function) -> Generator:
    """The generator that a call of a generator function gives."""

    def run() -> tuple[tuple[Any, ...] | Unknown, Any]:
        heap = machine.heap
        yields = frame.yields = machine.new_list(())
        mark = heap.mark()
        failure: Any = None
        try:
            run_body(machine, frame, node)
        except Raised as error:
            failure = error.value
        except EnoughYielded:
            failure = Unknown(f"what the generator `{node.name}` yields is not followed to its end")
            items = lasting(yields.content, mark.time, failure)
            heap.give_up(mark, failure)
            return items, failure
        finally:
            heap.release()
        return yields.content, failure

    return Generator(run)


def _rests_unheard(function: Function, arguments: Arguments) -> bool:
    """Is it called from outside, with nothing, while all that it needs would come in `*args` and `**kwargs`?

    Empty rests would then be no default that anybody means.
    """
    if arguments.site is not None or arguments.more is not None or arguments.keywords or len(arguments.positional) > 1:
        return False
    wrapped = function.attributes.get("__wrapped__")
    if isinstance(wrapped, Function) and _needs_nothing(wrapped):
        return False
    kinds = [parameter.kind for parameter in function.node.parameters.items[len(arguments.positional) :]]
    return "variadic" in kinds or kinds == ["keywords"]


def _needs_nothing(function: Function) -> bool:
    """Can it be called without arguments?"""
    items = function.node.parameters.items
    return all(item.kind in ("variadic", "keywords") or item.name in function.defaults for item in items)


def bind_parameters(machine: Interpreter, function: Function, arguments: Arguments, names: dict[str, Any]) -> None:
    """Bind as Python does. A parameter that nothing gives is unknown when called from outside, an error otherwise."""
    positional = list(arguments.positional)
    keywords = dict(arguments.keywords)
    taken = 0
    unheard = _rests_unheard(function, arguments)
    for parameter in function.node.parameters.items:
        name = parameter.name
        if unheard and parameter.kind in ("variadic", "keywords"):
            reason = Unknown(f"nothing in the file says what `{name}` of `{function.name}` is")
            names[name] = reason if parameter.kind == "variadic" else machine.new_dict(reason)
        elif parameter.kind == "variadic":
            rest = tuple(positional[taken:])
            names[name] = rest if arguments.more is None else arguments.more
            taken = len(positional)
        elif parameter.kind == "keywords":
            kind = Rest if arguments.rest is not False or arguments.site is None else Dict
            names[name] = kind(keywords if arguments.more is None else arguments.more, machine.builtin_class("dict"))
            keywords = {}
        elif parameter.kind in ("positional", "positional_only") and taken < len(positional):
            names[name] = positional[taken]
            taken += 1
        elif name in keywords and parameter.kind != "positional_only":
            names[name] = keywords.pop(name)
        elif arguments.more is not None:
            names[name] = arguments.more
        elif name in function.defaults:
            names[name] = function.defaults[name]
        elif taken <= len(positional) and isinstance(arguments.rest, Unknown):
            names[name] = arguments.rest
        elif taken <= len(positional) and (arguments.rest or arguments.site is None):
            names[name] = unheard_of(machine, function, parameter)
        elif not machine.minds_exceptions and _is_unused(function, name):
            names[name] = Unknown(f"the call does not give `{name}`")
        else:
            _misfit(machine, f"{function.name}() is missing the argument '{name}'")
    if taken < len(positional):
        _misfit(machine, f"{function.name}() takes {taken} positional arguments but got {len(positional)}")
    if keywords:
        _misfit(machine, f"{function.name}() got an unexpected keyword argument '{next(iter(keywords))}'")
    if WORD in function.unit.definition.mentions:
        _heed_comments(machine, function, names)


def _is_unused(function: Function, name: str) -> bool:
    """Does a parameter decide nothing, as nothing in the function reads it? Somebody may be adding it, and the calls
    come next.
    """
    span = function.node.span
    rows = function.unit.definition.text.splitlines()[span.row : span.end_row + 1]
    return len(re.findall(rf"\b{re.escape(name)}\b", "\n".join(rows))) == 1


def _heed_comments(machine: Interpreter, function: Function, names: dict[str, Any]) -> None:
    """A comment of ours says what a tensor is of which the caller knows nothing."""
    from layerhints.interp.annotations import tensor_said

    said = overridden(function)
    for parameter in function.node.parameters.items if said else ():
        value = names[parameter.name]
        if parameter.name in said and isinstance(getattr(value, "shape", value), Unknown):
            tensor = tensor_said(machine, function, parameter)
            if tensor is not None:
                names[parameter.name] = tensor


def _misfit(machine: Interpreter, message: str) -> NoReturn:
    try:
        machine.throw("TypeError", message)
    except Raised as error:
        raise Misfit(error.value) from None


def unheard_of(machine: Interpreter, function: Function, parameter: tree.Parameter) -> Any:
    """What a parameter is that nothing gives: what is written at it, and what was learned of it."""
    from layerhints.interp.annotations import evaluated, tensor_said
    from layerhints.interp.configured import annotated

    said = tensor_said(machine, function, parameter)
    if said is not None:
        return said
    hole = Hole((function.unit.file, function.name, function.node.span), (parameter.name,))
    if parameter.annotation is None:
        value = machine.hole_value(hole)
    else:
        value = annotated(machine, evaluated(machine, function, parameter.annotation), hole)
    return shown(machine, function, parameter, value)


def instantiate(machine: Interpreter, cls: Class, arguments: Arguments) -> Any:
    """`cls(…)`: `__new__`, then `__init__`. What that does not finish stays `HALF_MADE`."""
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
    elif isinstance(cls.open, Unknown):
        for argument in (*arguments.positional, *arguments.keywords.values()):
            machine.forget(argument, cls.open)
        for name in arguments.keywords:
            if cls.lookup(name) is not ABSENT:  # a default of the class, which was given another value
                machine.write(instance.attributes, name, cls.open)
    return instance


__all__ = ["Generator", "bind_parameters", "call_function", "call_unknown", "instantiate", "run_body"]
