"""Import statements that wait until somebody reads what they bind.

Where a package imports on demand (see lazy_packages), its modules are made to be run in any order, whenever somebody
asks; and most of what they take in from each other nobody asks for. An import of one of them by an imported module is
therefore not run where it stands, but when one of its names is read.

The same holds for what a package takes from within that began to run in the midst of a module inside of it: here a
module is run without the package around it until it asks the package for something.

That may be in the midst of anything: of a definition of the program, or of a run that is taken back. Nobody is to see
when it was. So what it loads is set apart from the run and belongs to the program's import statements, if it has
changed nothing that was there before, and nothing was changed that it could have seen. Otherwise it is part of the run
that asked, like an import in a function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.definitions import message_of
from layerhints.interp.described import is_described
from layerhints.interp.frames import Frame, Raised
from layerhints.interp.lazy_packages import is_lazy
from layerhints.interp.registries import note_registries
from layerhints.syntax import tree
from layerhints.syntax.node import replaced
from layerhints.values.objects import ABSENT, Dict, Module, ModuleScope, Set

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.objects import Scope
    from layerhints.values.sites import Unit


class Awaited:
    """One name of an import statement, and the definition that it stands in."""

    __slots__ = ("imported", "is_sought", "statement", "unit")

    def __init__(self, statement: tree.ImportFrom, imported: tree.ImportedName, unit: Unit) -> None:
        self.statement = statement
        self.imported = imported
        self.unit = unit
        self.is_sought = False
        """Is it being looked for? Modules that import each other's names with `*` look where they are asked from."""


def waits(machine: Interpreter, node: tree.ImportFrom, module: str) -> bool:
    """May this statement, which imports from `module`, wait? Then its names do from here on."""
    scope = machine.frame.scope
    if (
        not isinstance(scope, ModuleScope)
        or machine.minds_exceptions
        or any(imported.name == "*" or _bound(imported) in scope.names for imported in node.names)
        or not (
            (module not in machine.modules and _is_on_demand(machine, module))
            or _is_amid_its_modules(machine, node, module)
        )
        or is_described(machine, module)
    ):
        return False
    for imported in node.names:
        scope.waiting[_bound(imported)] = Awaited(node, imported, machine.frame.unit)
    return True


def _bound(imported: tree.ImportedName) -> str:
    return imported.alias or imported.name


def _is_amid_its_modules(machine: Interpreter, node: tree.ImportFrom, module: str) -> bool:
    """Is the statement in a package that began to run in the midst of a module inside of it, and does it take what is
    not there yet from within? Python would have run the package before.
    """
    here = str(machine.frame.scope.globals.names.get("__name__"))
    running = list(machine.running)
    late = any(
        _is_in(here, package) and _is_in(module, package) and any(_is_in(other, package) for other in running[:place])
        for place, package in enumerate(running)
    )
    if not late or module == here:
        return False
    found = machine.modules.get(module)
    return not isinstance(found, Module) or any(imported.name not in found.scope.names for imported in node.names)


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _is_on_demand(machine: Interpreter, module: str) -> bool:
    """Is the module part of a package that imports on demand?"""
    top = module.partition(".")[0]
    known = machine.on_demand.get(top)
    if known is None:
        source = machine.host.source(top, machine.frame.unit.file)
        known = machine.on_demand[top] = source is not None and is_lazy(source)
    return known


def awaited(machine: Interpreter, scope: Scope, name: str) -> Any:
    """The value of a name that waits in the scope of a module, which holds it from here on. ABSENT for whoever asks
    for it in the midst of looking for it.
    """
    found, course = scope.waiting[name], machine.course
    if found.is_sought:
        return ABSENT

    def bind() -> None:
        value = _value(machine, found)
        machine.write(scope.names, name, value)
        module = str(scope.names.get("__name__"))
        source = machine.host.source(module, found.unit.file) if isinstance(value, (Dict, Set)) else None
        if source is not None:
            note_registries(machine, module, source, scope, (name,))

    found.is_sought = True
    try:
        with machine.elsewhere(Frame(scope, found.unit)):
            if course is None or not course.run_apart(scope, bind):
                bind()
    finally:
        found.is_sought = False
    return scope.names[name]


def run_apart(machine: Interpreter, load: Callable[[], None]) -> bool:
    """Load what a function of an imported module asks for apart from the run, if nobody can tell."""
    frame, course, around = machine.frame, machine.course, (machine.trying, machine.wary)
    if course is None or not isinstance(frame.scope.globals, ModuleScope):
        return False
    with machine.elsewhere(Frame(frame.scope.globals, frame.unit)):
        machine.trying, machine.wary = around  # who imports it is to see what it raises
        return course.run_apart(frame.scope.globals, load)


def _value(machine: Interpreter, found: Awaited) -> Any:
    from layerhints.interp.imports import imported_values, name_of_module

    try:
        statement = replaced(found.statement, names=(found.imported,))
        ((_, value),) = imported_values(machine, statement, name_of_module(machine, statement))
    except Raised as error:
        return Unknown(f"this statement raises {message_of(error.value)}")
    return value


__all__ = ["Awaited", "awaited", "run_apart", "waits"]
