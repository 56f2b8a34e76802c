"""`contextlib`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.bodies import run_body
from layerhints.interp.builtins.native import Functions, Methods
from layerhints.interp.frames import Frame
from layerhints.interp.parameters import bind_parameters
from layerhints.syntax import tree
from layerhints.syntax.node import FIELDS, replaced
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Function, Instance, Iterator, Native, Scope, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("contextlib.")


class SplitManager(Value):
    """The same for a generator with a single `yield` among its statements, or in a `try … finally` among them: what
    stands before it runs on entering, what stands behind it when the block is left.
    """

    __slots__ = ("_arguments", "_function", "_parts", "_scope")

    def __init__(self, function: Function, parts: Parts, arguments: Arguments) -> None:
        self._function = function
        self._parts = parts
        self._arguments = arguments
        self._scope = Scope(function.scope, function.scope.globals)

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__enter__":
            return Native(name, self._enter)
        return Native(name, self._exit) if name == "__exit__" else ABSENT

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return arguments.get(0, "func")  # used as a decorator

    def _enter(self, machine: Any, arguments: Arguments) -> Any:
        bind_parameters(machine, self._function, self._arguments, self._scope.names)
        return self._run(machine, self._parts.before)

    def _exit(self, machine: Any, arguments: Arguments) -> None:
        raised = arguments.positional and arguments.positional[0] is not None
        self._run(machine, self._parts.final if raised else self._parts.after)

    def _run(self, machine: Any, part: tree.Function) -> Any:
        site, stack = self._arguments.site, machine.frame.stack
        stack = stack if site is None else (*stack, site)
        frame = Frame(self._scope, self._function.unit, stack, self._function, machine.frame)
        return run_body(machine, frame, part)


class Parts(NamedTuple):
    """A generator with one `yield`, cut there; `final` is what runs where an exception comes instead."""

    before: tree.Function
    after: tree.Function
    final: tree.Function


def _parts(node: Any) -> Parts | None:
    """The generator, cut at its only `yield`; None where that does not stand so that it can be cut."""
    if not isinstance(node, tree.Function) or node.is_async:
        return None
    places = [place for place, statement in enumerate(node.body) if _yields(statement)]
    if len(places) != 1:
        return None
    before, middle, after = node.body[: places[0]], node.body[places[0]], node.body[places[0] + 1 :]
    final: tree.Block = ()
    if isinstance(middle, tree.Try) and not (middle.handlers or middle.orelse or _yields(middle.final)):
        inner = _parts(replaced(node, body=middle.body))
        if inner is None:
            return None
        final = (*inner.final.body, *middle.final)
        before, after = (*before, *inner.before.body), (*inner.after.body, *middle.final, *after)
    elif (
        isinstance(middle, tree.ExpressionStatement)
        and isinstance(middle.value, tree.Yield)
        and not middle.value.delegates
    ):
        before = (*before, tree.Return(middle.value.value, middle.span))
    else:
        return None
    return Parts(*(replaced(node, body=body, is_generator=False) for body in (before, after, final)))


def _yields(node: Any) -> bool:
    """Does a `yield` stand anywhere in it? One of a function inside counts too, which is not cut then either."""
    if isinstance(node, tuple):
        return any(map(_yields, node))
    inner = [getattr(node, name) for name in FIELDS.get(type(node), ())]
    return isinstance(node, tree.Yield) or any(map(_yields, inner))


class GeneratorManager(Value):
    """What a function decorated with `contextmanager` gives: runs its generator to the yield, and to the end."""

    __slots__ = ("generator",)

    def __init__(self, generator: Any) -> None:
        self.generator = generator

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("__enter__", "__aenter__"):
            return Native(name, self._enter)
        return Native(name, self._exit) if name in ("__exit__", "__aexit__") else ABSENT

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return arguments.get(0, "func")  # used as a decorator

    def _enter(self, machine: Machine, arguments: Arguments) -> Any:
        if not isinstance(self.generator, Iterator):
            return Unknown("what the `with` statement gives is not known")
        item = self.generator.next(machine)
        return Unknown("the context manager yields nothing") if item is ABSENT else item

    def _exit(self, machine: Machine, arguments: Arguments) -> Any:
        if isinstance(self.generator, Iterator):
            machine.iterate(self.generator)
        return None


@function("contextmanager")
@function("asynccontextmanager")
def _contextmanager(machine: Machine, func: Any) -> Any:
    parts = _parts(func.node) if isinstance(func, Function) else None

    def manager(machine: Machine, arguments: Arguments) -> Any:
        if parts is None:
            return GeneratorManager(machine.call(func, arguments))
        return SplitManager(func, parts, arguments)

    return Native("context manager", manager)


def _null_context() -> Class:
    method = Methods("nullcontext", Instance)

    @method("__init__", changes=True)
    def _init(machine: Machine, self: Instance, enter_result: Any = None, *rest: Any) -> None:
        machine.write(self.hidden, "result", enter_result)

    @method("__enter__")
    def _enter(machine: Machine, self: Instance) -> Any:
        return self.hidden.get("result")

    @method("__exit__")
    def _exit(machine: Machine, self: Instance, *details: Any) -> None:
        return None

    return Class("nullcontext", (), method.names, module="contextlib")


def _exit_stack() -> Class:
    method = Methods("ExitStack", Instance)

    @method("__enter__")
    def _enter(machine: Machine, self: Instance) -> Instance:
        return self

    @method("__exit__")
    def _exit(machine: Machine, self: Instance, *details: Any) -> None:
        return None

    @method("enter_context", changes=True)
    def _enter_context(machine: Machine, self: Instance, manager: Any) -> Any:
        member = machine.attribute(manager, "__enter__")
        return Unknown("what the context gives is not known") if member is ABSENT else machine.call_values(member)

    @method("callback", changes=True)
    @method("push", changes=True)
    def _callback(machine: Machine, self: Instance, callback: Any, *arguments: Any, **keywords: Any) -> Any:
        return callback

    @method("close")
    @method("pop_all")
    def _close(machine: Machine, self: Instance) -> Any:
        return self

    return Class("ExitStack", (), method.names, module="contextlib")


def names(module: str) -> dict[str, Any]:
    null = _null_context()
    decorator = Class("ContextDecorator", (), {}, module="contextlib")
    stack = _exit_stack()
    return {
        **function.names,
        "nullcontext": null,
        "suppress": null,
        "redirect_stdout": null,
        "redirect_stderr": null,
        "closing": null,
        "ExitStack": stack,
        "AsyncExitStack": stack,
        "ContextDecorator": decorator,
        "AbstractContextManager": Class("AbstractContextManager", (), {}, module="contextlib"),
    }
