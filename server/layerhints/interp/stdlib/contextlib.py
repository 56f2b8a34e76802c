"""`contextlib`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Functions, Methods
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Instance, Iterator, Native, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

function = Functions("contextlib.")


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
    return Native("context manager", lambda machine, arguments: GeneratorManager(machine.call(func, arguments)))


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
