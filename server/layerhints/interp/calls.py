"""Calls: binding arguments to parameters, running a body, making instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.frames import EnoughYielded, Frame, Raised, Signal
from layerhints.syntax import tree
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Function, Instance, Iterator, Native, Scope

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


def call_unknown(machine: Interpreter, function: Any, arguments: Arguments) -> Any:
    """A call of something that is not known may change whatever it was given."""
    if isinstance(function, Unknown):
        reason = function
    else:
        cls = machine.class_of(function)
        reason = Unknown(f"a value of type `{cls.name if cls else 'unknown'}` cannot be called")
    for argument in (*arguments.positional, *arguments.keywords.values()):
        machine.forget(argument, reason)
    return reason


def call_function(machine: Interpreter, function: Function, arguments: Arguments) -> Any:
    """Run a function of the program on abstract arguments."""
    if machine.depth >= machine.budget.depth:
        return Unknown(f"calls are nested more than {machine.budget.depth} deep")
    node = function.node
    machine.called.add(id(node))
    scope = Scope(function.scope, function.scope.globals)
    bind_parameters(machine, function, arguments, scope.names)
    stack = machine.frame.stack
    if arguments.site is not None:
        stack = (*stack, arguments.site)
    frame = Frame(scope, function.unit, stack, function)
    if isinstance(node, tree.Function) and node.is_generator:
        return _Generator(machine, frame, node)
    return run_body(machine, frame, node)


def run_body(machine: Interpreter, frame: Frame, node: tree.Function | tree.Lambda) -> Any:
    from layerhints.interp.expressions import evaluate
    from layerhints.interp.statements import run

    previous, machine.frame = machine.frame, frame
    machine.depth += 1
    reason = Unknown(f"`{frame.function.name if frame.function else 'lambda'}` returns in one of several ways")
    try:
        if isinstance(node, tree.Lambda):
            return evaluate(machine, node.body)
        try:
            signal = run(machine, node.body)
        except Raised:
            if not any(course.signal.kind == "return" for course in frame.pending):
                raise
            return branches.resume(machine, 0, reason).value
        value = signal.value if signal is not None and signal.kind == "return" else None
        return branches.settle(machine, 0, ("return",), value, reason)
    finally:
        branches.drop(machine, 0)
        machine.depth -= 1
        machine.frame = previous


class _Generator(Iterator):
    """A generator's body is run when its items are first asked for."""

    __slots__ = ("_frame", "_machine", "_node", "_ran")

    def __init__(self, machine: Interpreter, frame: Frame, node: tree.Function) -> None:
        super().__init__(())
        self._machine = machine
        self._frame = frame
        self._node = node
        self._ran = False

    def describe(self) -> str:
        return "a generator"

    def _run(self) -> None:
        if self._ran:
            return
        self._ran = True
        self._frame.yields = []
        try:
            run_body(self._machine, self._frame, self._node)
        except EnoughYielded:
            self.items = Unknown(f"the generator yields more than {self._machine.budget.yields} items")
        else:
            self.items = tuple(self._frame.yields)

    def iterate(self, machine: Any) -> Any:
        self._run()
        return super().iterate(machine)

    def next(self, machine: Any) -> Any:
        self._run()
        if isinstance(self.items, Unknown) and self._frame.yields and self.state["taken"] == 0:
            machine.write(self.state, "taken", 1)
            return self._frame.yields[0]
        return super().next(machine)


def bind_parameters(machine: Interpreter, function: Function, arguments: Arguments, names: dict[str, Any]) -> None:
    """Bind as Python does. A parameter that nothing gives is unknown when called from outside, an error otherwise."""
    positional = list(arguments.positional)
    keywords = dict(arguments.keywords)
    taken = 0
    for parameter in function.node.parameters.items:
        name = parameter.name
        if parameter.kind == "variadic":
            rest = tuple(positional[taken:])
            names[name] = rest if arguments.more is None else arguments.more
            taken = len(positional)
        elif parameter.kind == "keywords":
            names[name] = machine.new_dict(keywords if arguments.more is None else arguments.more)
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
        elif taken <= len(positional) and arguments.site is None:
            names[name] = Unknown(f"nothing in the file says what `{name}` of `{function.name}` is")
        else:
            machine.throw("TypeError", f"{function.name}() is missing the argument '{name}'")
    if taken < len(positional):
        machine.throw("TypeError", f"{function.name}() takes {taken} positional arguments but got {len(positional)}")
    if keywords:
        machine.throw("TypeError", f"{function.name}() got an unexpected keyword argument '{next(iter(keywords))}'")


def instantiate(machine: Interpreter, cls: Class, arguments: Arguments) -> Any:
    """`cls(…)`: `__new__`, then `__init__`."""
    machine.instantiated.add(id(cls))
    if cls.metaclass_call is not None:
        return cls.metaclass_call(machine, cls, arguments)
    maker = cls.lookup("__new__")
    if maker is ABSENT:
        instance: Any = Instance(cls)
    else:
        maker = getattr(maker, "function", maker)
        instance = machine.call(maker, arguments.behind(cls))
        if machine.class_of(instance) is None or not isinstance(instance, Instance):
            return instance
        if not instance.cls.is_subclass(cls):
            return instance
    initialiser = cls.lookup("__init__")
    if initialiser is not ABSENT:
        if isinstance(initialiser, (Function, Native)):
            machine.call(initialiser, arguments.behind(instance))
        else:
            machine.call(machine.bind(initialiser, instance, cls), arguments)
    elif isinstance(cls.open, Unknown):
        for argument in (*arguments.positional, *arguments.keywords.values()):
            machine.forget(argument, cls.open)
    return instance


__all__ = ["Signal", "bind_parameters", "call_function", "call_unknown", "instantiate", "run_body"]
