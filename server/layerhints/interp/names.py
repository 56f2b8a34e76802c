"""Names: where each is found and stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.unwritten import note_half_name
from layerhints.values.modules import from_stars
from layerhints.values.objects import ABSENT, ModuleScope, Scope

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


def lookup(machine: Interpreter, name: str) -> Any:
    """The value of a name: own scope, enclosing functions, module, star imports, builtins, convention."""
    own = machine.frame.scope
    module = own.globals
    scope: Scope | None = module if name in own.global_names else own
    while scope is not None and scope is not module:
        value = scope.names.get(name, ABSENT)
        if value is not ABSENT:
            return value
        scope = scope.parent
    value = module.names.get(name, ABSENT)
    if value is ABSENT:
        value = global_value(machine, module, name)
    if module is machine.main_scope and machine.reads is not None:
        machine.reads.setdefault(name, value)
    return value


def global_value(machine: Interpreter, module: Scope, name: str) -> Any:
    """What a name means in a module outside of its functions."""
    value = module.names.get(name, ABSENT)
    if value is ABSENT and name in module.waiting:
        value = machine.awaited(module, name)
    if value is not ABSENT:
        return value
    brought = from_stars(machine, module, name) if module.stars else ABSENT
    if brought is not ABSENT and not isinstance(brought, Unknown):
        return brought
    value = machine.builtins.get(name, ABSENT)
    if value is not ABSENT:
        return value
    if brought is not ABSENT:
        return brought
    for library in machine.libraries:
        value = library.conventional_name(machine, name)
        if value is not ABSENT:
            return value
    note_half_name(machine, name)
    return Unknown(f"the name `{name}` is not defined in this file")


def store(machine: Interpreter, name: str, value: Any) -> None:
    """Bind a name in the current scope, minding `global` and `nonlocal`."""
    machine.write(_home(machine, name).names, name, value)


def unbind(machine: Interpreter, name: str) -> None:
    """`del name`."""
    home = _home(machine, name)
    names = home.names
    machine.note_read(home, name, names.get(name, ABSENT))
    if isinstance(home, ModuleScope):
        home.waiting.pop(name, None)
    if name in names:
        machine.delete(names, name)
    elif not machine.frame.scope.globals.stars:
        machine.throw("NameError", f"name '{name}' is not defined")


def _home(machine: Interpreter, name: str) -> Scope:
    scope = machine.frame.scope
    if name in scope.global_names:
        scope = scope.globals
    if name in scope.waiting and name not in scope.names:
        machine.awaited(scope, name)  # or a course that does not come by here would be taken to have no such name
    if name in scope.nonlocal_names:
        outer = scope.parent
        while outer is not None:
            if name in outer.names:
                return outer
            outer = outer.parent
    return scope
