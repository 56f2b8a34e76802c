"""Hooks: what a program has run before and after the `forward` of a module.

https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Dict, Native, Value

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

BEFORE, AFTER = "hooks before forward", "hooks after forward"
"""Where a module keeps its hooks (in `hidden`), each as its handle."""


class Handle(Value):
    """A hook of a module, and what takes it away again."""

    __slots__ = ("hook", "module", "place", "with_kwargs")

    def __init__(self, module: Instance, place: str, hook: Any, with_kwargs: bool) -> None:
        self.module = module
        self.place = place
        self.hook = hook
        self.with_kwargs = with_kwargs

    def describe(self) -> str:
        return "the handle of a hook"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("remove", "__exit__"):
            return Native(f"RemovableHandle.{name}", self._remove)
        if name == "__enter__":
            return Native(name, lambda *_: self)
        return ABSENT if name.startswith("__") else Unknown(f"`{name}` of the handle of a hook is not known")

    def _remove(self, machine: Machine, arguments: Arguments) -> None:
        hooks = self.module.hidden.get(self.place, ())
        if isinstance(hooks, tuple):
            machine.write(self.module.hidden, self.place, tuple(each for each in hooks if each is not self))


def _register(machine: Machine, arguments: Arguments, place: str) -> Any:
    module, hook = arguments.positional[0], arguments.get(1, "hook")
    options = [machine.truth(arguments.keywords.get(name, False)) for name in ("with_kwargs", "prepend")]
    hooks = module.hidden.get(place, ())
    if not isinstance(hooks, tuple) or None in options:
        machine.write(module.hidden, place, Unknown("which hooks the module has is not known"))
        return Unknown("which hooks the module has is not known")
    with_kwargs, prepend = options
    handle = Handle(module, place, hook, with_kwargs is True)
    machine.write(module.hidden, place, (handle, *hooks) if prepend else (*hooks, handle))
    return handle


def register_forward_hook(machine: Machine, arguments: Arguments) -> Any:
    return _register(machine, arguments, AFTER)


def register_forward_pre_hook(machine: Machine, arguments: Arguments) -> Any:
    return _register(machine, arguments, BEFORE)


def before(machine: Machine, module: Instance, call: Arguments) -> Arguments | Unknown:
    """The call as the hooks leave it that are run first: one may give other arguments."""
    hooks = module.hidden.get(BEFORE, ())
    if isinstance(hooks, Unknown):
        return Unknown(hooks.reason)
    for handle in hooks:
        result = _run(machine, handle, module, call)
        if result is None:
            continue
        taken = _both(result) if handle.with_kwargs else (result if isinstance(result, tuple) else (result,), None)
        if isinstance(result, Unknown) or taken is None:
            return Unknown("what a hook of the module makes of its arguments is not known")
        positional, keywords = taken
        call = Arguments(
            list(positional), call.keywords if keywords is None else keywords, call.site, call.places, call.more
        )
    return call


def _both(result: Any) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """The arguments that a hook gives which gets those by name, too: a tuple and a dict."""
    if not (isinstance(result, tuple) and len(result) == 2 and isinstance(result[0], tuple)):
        return None
    named = result[1].content if isinstance(result[1], Dict) else None
    if not isinstance(named, dict) or not all(isinstance(name, str) for name in named):
        return None
    return result[0], dict(named)


def after(machine: Machine, module: Instance, call: Arguments, result: Any) -> Any:
    """The result as the hooks leave it that are run last: one may give another."""
    hooks = module.hidden.get(AFTER, ())
    if isinstance(hooks, Unknown):
        return Unknown(hooks.reason)
    for handle in hooks:
        other = _run(machine, handle, module, call, result)
        if other is not None:
            result = other
    return result


def _run(machine: Machine, handle: Handle, module: Instance, call: Arguments, *result: Any) -> Any:
    """What a hook gives: it gets the module, the arguments of the call, and behind the call its result."""
    keywords = (machine.new_dict(dict(call.keywords)),) if handle.with_kwargs else ()
    return machine.call_values(handle.hook, module, tuple(call.positional), *keywords, *result)


__all__ = ["after", "before", "register_forward_hook", "register_forward_pre_hook"]
