"""Imports: libraries that rules describe, the standard library, and modules read from their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.names import store
from layerhints.interp.stdlib import standard_module
from layerhints.syntax import tree
from layerhints.values.objects import ABSENT, List, Module, Scope

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.host import Source


def import_module(machine: Interpreter, name: str) -> Any:
    """The module called `name` (absolute, dotted), or None when there is none."""
    modules = machine.modules
    if name not in modules:
        modules[name] = None  # a cycle sees nothing yet
        modules[name] = _find(machine, name)
    return modules[name]


def _find(machine: Interpreter, name: str) -> Any:
    top = name.partition(".")[0]
    for library in machine.libraries:
        if top in library.modules:
            module = library.module(machine, name)
            if module is not None:
                return module
    standard = standard_module(name)
    if standard is not None:
        return standard
    file = machine.frame.unit.file if machine.frame.unit is not None else machine.file
    source = machine.host.source(name, file)
    return None if source is None else run_source(machine, name, source)


def run_source(machine: Interpreter, name: str, source: Source) -> Module:
    """Run a module's statements in a scope of its own. It is visible to its own imports while it runs."""
    from layerhints.interp.program import run_definitions

    scope = Scope()
    scope.names.update({"__name__": name, "__file__": source.file})
    scope.names["__package__"] = name if source.is_package else name.rpartition(".")[0]
    module = Module(name, scope)
    machine.modules[name] = module
    machine.running[name] = source
    outer = machine.frame
    outer_steps = machine.steps
    machine.depth += 1
    try:
        if machine.depth > machine.budget.depth:
            module.open = Unknown(f"imports are nested more than {machine.budget.depth} deep")
            return module
        run_definitions(machine, source.module, scope, source.file, outer.stack)
    finally:
        del machine.running[name]
        machine.depth -= 1
        machine.frame = outer
        machine.steps = min(outer_steps, machine.steps)
    return module


def _not_found(machine: Interpreter, name: str) -> Unknown:
    """A module that is not there: raised where the program is ready for that."""
    if machine.trying:
        machine.throw("ImportError", f"No module named '{name}'")
    return Unknown(f"the module `{name}` was not found in the workspace or in the Python environment")


def execute_import(machine: Interpreter, node: tree.Import) -> None:
    for imported in node.names:
        module = import_module(machine, imported.name)
        if imported.alias is not None:
            store(machine, imported.alias, _not_found(machine, imported.name) if module is None else module)
            continue
        top = imported.name.partition(".")[0]
        first = import_module(machine, top)
        store(machine, top, _not_found(machine, top) if first is None else first)


def execute_import_from(machine: Interpreter, node: tree.ImportFrom) -> None:
    name = _absolute(machine, node)
    module = None if name is None else import_module(machine, name)
    missing: Any = None
    if module is None:
        missing = _not_found(machine, name if name is not None else "." * node.level + node.module)
    for imported in node.names:
        if imported.name == "*":
            _import_all(machine, missing if module is None else module)
            continue
        value = missing
        if module is not None:
            value = machine.attribute(module, imported.name)
            if value is ABSENT:
                value = _from_below(machine, module, imported.name)
            if value is ABSENT:
                submodule = import_module(machine, f"{name}.{imported.name}")
                value = submodule if submodule is not None else _no_name(machine, module, name, imported.name)
        store(machine, imported.alias or imported.name, value)


def _from_below(machine: Interpreter, module: Any, name: str) -> Any:
    """A name that a package takes from a module below it, where the package is still being run: modules that import
    each other in a circle see it sooner than the package's own statement. ABSENT where there is no such statement.

    Python runs a package before what is inside; here a module is run without the package around it.
    """
    source = machine.running.get(module.name) if isinstance(module, Module) else None
    if source is None:
        return ABSENT
    for _, definition in source.module.definitions:
        for statement in definition.body:
            if not isinstance(statement, tree.ImportFrom):
                continue
            for imported in statement.names:
                if (imported.alias or imported.name) == name:
                    package = module.name if source.is_package else module.name.rpartition(".")[0]
                    place = absolute_name(package, statement)
                    found = None if place is None else import_module(machine, place)
                    return ABSENT if found is None else machine.attribute(found, imported.name)
    return ABSENT


def _no_name(machine: Interpreter, module: Any, name: str | None, wanted: str) -> Any:
    message = f"`{name}` has no name `{wanted}`"
    if isinstance(module, Module) and module.open is None:
        machine.throw("ImportError", message)
    return Unknown(message)


def _absolute(machine: Interpreter, node: tree.ImportFrom) -> str | None:
    return absolute_name(machine.frame.scope.globals.names.get("__package__", ""), node)


def absolute_name(package: Any, node: tree.ImportFrom) -> str | None:
    """The full name of the module that a statement in this package names."""
    if not node.level:
        return node.module
    parts = package.split(".") if isinstance(package, str) and package else []
    up = node.level - 1
    if up > len(parts):
        return None
    parts = parts[: len(parts) - up] if up else parts
    return ".".join([*parts, node.module] if node.module else parts) or None


def _import_all(machine: Interpreter, module: Any) -> None:
    scope = machine.frame.scope.globals
    if not isinstance(module, Module):
        scope.stars = (*scope.stars, module)
        return
    exported = module.scope.names.get("__all__", ABSENT)
    names: list[str]
    if isinstance(exported, List) and not isinstance(exported.content, Unknown):
        names = [name for name in exported.content if isinstance(name, str)]
    else:
        names = [name for name in module.scope.names if not name.startswith("_")]
    for name in names:
        value = machine.attribute(module, name)
        if value is not ABSENT:
            store(machine, name, value)
    if module.scope.stars:
        scope.stars = (*scope.stars, *module.scope.stars)
