"""Imports: libraries that rules describe, the standard library, and modules read from their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from layerhints.algebra import Unknown
from layerhints.interp.absent import lacks_module, lacks_name
from layerhints.interp.awaited import run_apart, waits
from layerhints.interp.binding import bound_names
from layerhints.interp.described import is_described
from layerhints.interp.frames import OutOfBudget
from layerhints.interp.lazy_packages import is_lazy, likely_places, passing_statements, stands_in
from layerhints.interp.mentions import mentions
from layerhints.interp.misspelt import report_no_such_member
from layerhints.interp.names import store
from layerhints.interp.registries import note_registries
from layerhints.interp.sources import source_of
from layerhints.interp.stdlib import standard_module
from layerhints.syntax import tree
from layerhints.values.modules import DescribedModule
from layerhints.values.objects import ABSENT, List, Module, ModuleScope, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.host import Source
    from layerhints.values.machine import Machine


KEPT = 8
"""An eighth of its steps stays with a module that imports another one: where that takes too many, its names are unknown
and not those of all that import it.
"""

SHARE = 4
"""A step of an import counts for a fourth: imports are done once while a file is open, and large libraries ask for what
is installed, read tables and enter hundreds of names before they have made anything.
"""


def import_module(machine: Interpreter, name: str) -> Any:
    """The module called `name` (absolute, dotted), or None when there is none."""

    def load() -> None:
        machine.modules[name] = None  # a cycle sees nothing yet
        machine.modules[name] = _find(machine, name)

    if name not in machine.modules and not run_apart(machine, load):
        load()
    return machine.modules[name]


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
    source = source_of(machine, name)
    return None if source is None else run_source(machine, name, source)


def run_source(machine: Interpreter, name: str, source: Source) -> Module:
    """Run a module's statements in a scope of its own. It is visible to its own imports while it runs."""
    from layerhints.interp.definitions import run_definition

    scope = ModuleScope()
    scope.names.update({"__name__": name, "__file__": source.file})
    scope.names["__package__"] = name if source.is_package else name.rpartition(".")[0]
    lazy = is_lazy(source)
    module = LazyPackage(name, scope, source) if lazy else Module(name, scope)
    machine.modules[name] = module
    machine.running[name] = source
    outer = machine.frame
    is_first = len(machine.running) == 1
    outer_steps, share = machine.steps, SHARE if is_first else 1
    granted = (outer_steps if is_first else outer_steps - outer_steps // KEPT) * share
    machine.grant(granted)
    mark = machine.heap.mark()
    standing, depth = machine.standing(), machine.depth
    machine.depth += 1
    try:
        if machine.depth > machine.budget.depth:
            module.open = Unknown(f"imports are nested more than {machine.budget.depth} deep")
            return module
        machine.look_up()  # reading the source took a while
        for _, definition in source.module.definitions:
            if not (lazy and stands_in(definition)):
                run_definition(machine, definition, scope, source.file, outer.stack)
        note_registries(machine, name, source, scope, tuple(scope.names))
        for _, definition in source.module.definitions:
            definition.let_go()
    except OutOfBudget:
        if is_first:
            raise
        machine.stand(standing)
        module.open = Unknown(f"the module `{name}` takes more steps than are allowed")
        machine.heap.give_up(mark, module.open)
    finally:
        machine.heap.release()
        del machine.running[name]
        machine.depth = depth
        machine.frame = outer
        machine.grant(outer_steps - max(0, granted - machine.steps) // share)
    return module


def required_module(machine: Interpreter, name: Any) -> Any:
    """The module called `name`, where a program asks for it by this name alone."""
    if not isinstance(name, str):
        return in_doubt(machine, name if isinstance(name, Unknown) else Unknown("the name of a module is not known"))
    _wanted(machine, name)
    module = import_module(machine, name)
    return _not_found(machine, name) if module is None else module


def in_doubt(machine: Interpreter, result: Unknown) -> Unknown:
    """What is not known of something that may not be installed: there may be an ImportError in its place."""
    if machine.trying:
        machine.may_raise = result
    return result


def _not_found(machine: Interpreter, name: str) -> Unknown:
    """A module that has no source. That it is not there is raised where the program is ready for that."""
    if machine.host.is_compiled(name, machine.file_here):
        return _without_source(name)
    if machine.trying:
        machine.throw("ModuleNotFoundError", f"No module named '{name}'")
    return Unknown(f"the module `{name}` was not found in the workspace or in the Python environment")


def _without_source(name: str) -> Unknown:
    return Unknown(f"the module `{name}` is machine code, which is not read")


def _wanted(machine: Interpreter, name: str) -> None:
    """Raise what the program is ready for, if the module that it imports is certainly not there."""
    if machine.trying and lacks_module(machine, name):
        machine.throw("ModuleNotFoundError", f"No module named '{name}'")


def execute_import(machine: Interpreter, node: tree.Import) -> None:
    for imported in node.names:
        _wanted(machine, imported.name)
        module = _around(machine, imported.name) or import_module(machine, imported.name)
        if imported.alias is not None:
            store(machine, imported.alias, _not_found(machine, imported.name) if module is None else module)
            continue
        top = imported.name.partition(".")[0]
        first = _around(machine, top) or import_module(machine, top)
        store(machine, top, _not_found(machine, top) if first is None else first)


class PackageAround(Module):
    """A package, as a module inside sees it that imports it: it is run when a name of it is asked for.

    In Python it would be running already; here a module is run without the package around it, and a package that
    began to run in the midst of it would find it half done.
    """

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        module = machine.import_module(self.name)
        return self.open if module is None else machine.attribute(module, name)


def _around(machine: Interpreter, name: str) -> PackageAround | None:
    """The package of this name, if the statement is in a module inside of it and it was not run so far."""
    inside = machine.frame.scope.globals.names.get("__name__")
    if not isinstance(inside, str) or not inside.startswith(f"{name}.") or name in machine.modules:
        return None
    source = source_of(machine, name)
    if source is None or not source.is_package or is_described(machine, name):
        return None
    return PackageAround(name, Scope(), Unknown(f"the names of `{name}` are not listed"))


class LazyPackage(Module):
    """A package that imports what is inside of it when it is asked for."""

    __slots__ = ("source",)

    def __init__(self, name: str, scope: Scope, source: Source) -> None:
        super().__init__(name, scope, Unknown(f"what `{name}` gives under this name is not seen from its lists"))
        self.source = source

    def attribute(self, machine: Machine, name: str) -> Any:
        if name not in self.scope.names and name not in self.scope.waiting and not name.startswith("__"):
            value = _passed_on(cast("Interpreter", machine), self.name, self.source, name)
            if value is not ABSENT:
                return value
        return super().attribute(machine, name)


def execute_import_from(machine: Interpreter, node: tree.ImportFrom) -> None:
    name = name_of_module(machine, node)
    if name is not None and waits(machine, node, name):
        return
    for bound, value in imported_values(machine, node, name):
        store(machine, bound, value)


def imported_values(machine: Interpreter, node: tree.ImportFrom, name: str | None) -> Iterator[tuple[str, Any]]:
    """The names that a statement binds which imports from the module `name`, with their values. What it imports with
    `*` is bound already.
    """
    if name is not None:
        _wanted(machine, name)
        for imported in node.names:
            if machine.trying and imported.name != "*" and lacks_name(machine, name, imported.name):
                machine.throw("ImportError", f"cannot import name '{imported.name}' from '{name}'")
        values = _without_package(machine, node, name)
        if values is not None:
            yield from values
            return
    module = None if name is None else import_module(machine, name)
    missing: Any = None
    if module is None:
        missing = _not_found(machine, name if name is not None else "." * node.level + node.module)
    for imported in node.names:
        if imported.name == "*":
            _import_all(machine, missing if module is None else module)
            continue
        if module is None:
            # A library may describe a module inside a package whose source is not there.
            inner = None if name is None else import_module(machine, f"{name}.{imported.name}")
            value = missing if inner is None else inner
        else:
            if isinstance(module, DescribedModule):
                report_no_such_member(machine, module, imported.name, imported.span)
            value = machine.attribute(module, imported.name)
            if value is ABSENT:
                value = _from_below(machine, module, imported.name)
            if value is ABSENT:
                submodule = import_module(machine, f"{name}.{imported.name}")
                value = submodule if submodule is not None else _no_name(machine, module, name, imported.name)
        yield imported.alias or imported.name, value


def _without_package(machine: Interpreter, node: tree.ImportFrom, name: str) -> list[tuple[str, Any]] | None:
    """The names of the statement with their values, without running the package that they are imported from, if that
    can be.
    """
    if any(imported.name == "*" for imported in node.names):
        return None
    values = []
    for imported in node.names:
        value = _put_off(machine, name, imported.name)
        if value is ABSENT:
            return None
        values.append((imported.alias or imported.name, value))
    return values


def _from_below(machine: Interpreter, module: Any, name: str) -> Any:
    """A name that a package takes from a module below it, where the package is still being run: modules that import
    each other in a circle see it sooner than the package's own statement. ABSENT where there is no such statement.

    Python runs a package before what is inside; here a module is run without the package around it.
    """
    source = machine.running.get(module.name) if isinstance(module, Module) else None
    return ABSENT if source is None else _passed_on(machine, module.name, source, name)


def _passed_on(machine: Interpreter, module: str, source: Source, name: str) -> Any:
    """What a module of this source passes on under `name` from another one, which alone is run; ABSENT where it makes
    it itself, or where that cannot be seen from its statements.
    """
    package = module if source.is_package else module.rpartition(".")[0]
    found: tuple[str, str] | None = None
    stars: list[str] = []
    literal: Any = ABSENT
    for statement in passing_statements(source):
        if isinstance(statement, tree.ImportFrom):
            place = absolute_name(package, statement)
            for imported in statement.names:
                if imported.name == "*" and place is not None:
                    stars.append(place)
                elif (imported.alias or imported.name) == name:
                    if place is None:
                        return ABSENT
                    found, stars = (place, imported.name), []
        elif name in bound_names(statement):
            literal = _literal(statement) if name.startswith("__") and literal is ABSENT else ABSENT
            if literal is ABSENT:
                return ABSENT
    if literal is not ABSENT:
        return literal
    for place in likely_places(stars, name):
        value = _from_star(machine, package, source, place, name)
        if value is not ABSENT:
            return value
    if found is None or found[0] == module:
        # A module that imports another one of its own package: the package would find it half done.
        inside = str(machine.frame.scope.globals.names.get("__name__", "")).startswith(f"{module}.")
        submodule = import_module(machine, f"{module}.{name}") if source.is_package and inside else None
        return ABSENT if submodule is None else submodule
    place, original = found
    put_off = _put_off(machine, place, original)
    if put_off is not ABSENT:
        return put_off
    inner = import_module(machine, place)
    if inner is None:
        return ABSENT
    value = machine.attribute(inner, original)
    if value is ABSENT:
        submodule = import_module(machine, f"{place}.{original}")
        return ABSENT if submodule is None else submodule
    return value


def _from_star(machine: Interpreter, package: str, source: Source, place: str, name: str) -> Any:
    """What `from place import *` in a module of this source brings under `name`; ABSENT where it brings nothing."""
    inner = None if place in machine.modules or is_described(machine, place) else source_of(machine, place)
    if inner is not None and is_lazy(inner):
        return _passed_on(machine, place, inner, name)
    if mentions(machine, package, source, place, name) is False or not _defines(machine, place, name):
        return ABSENT
    module = import_module(machine, place)
    return ABSENT if module is None else machine.attribute(module, name)


def _literal(statement: tree.Statement) -> Any:
    """The constant that a statement gives a name; ABSENT where it does anything else."""
    if not isinstance(statement, tree.Assign) or len(statement.targets) != 1:
        return ABSENT
    return statement.value.value if isinstance(statement.value, tree.Constant) else ABSENT


def _put_off(machine: Interpreter, name: str, wanted: str) -> Any:
    """A name of a package that was not run so far, if it comes from a module inside: then the package, which may take
    in a hundred modules, need not be run for it. ABSENT otherwise.
    """
    if name in machine.modules or is_described(machine, name):
        return ABSENT
    source = source_of(machine, name)
    return _passed_on(machine, name, source, wanted) if source is not None and source.is_package else ABSENT


def _defines(machine: Interpreter, module: str, name: str) -> bool:
    """Does a star import of this module bring the name?"""
    if name.startswith("_") or is_described(machine, module):
        return False
    source = source_of(machine, module)
    if source is None:
        return False
    statements = [statement for _, definition in source.module.definitions for statement in definition.body]
    return any(name in bound_names(statement) for statement in statements)


def _no_name(machine: Interpreter, module: Any, name: str | None, wanted: str) -> Any:
    message = f"`{name}` has no name `{wanted}`"
    if isinstance(module, Module) and module.open is None:
        if name is not None and machine.host.is_compiled(f"{name}.{wanted}", machine.file_here):
            return _without_source(f"{name}.{wanted}")
        machine.throw("ImportError", message)
    return Unknown(message)


def name_of_module(machine: Interpreter, node: tree.ImportFrom) -> str | None:
    """The full name of the module that a statement in the present one imports from."""
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
        names = [name for name in machine.names_of(module.scope) if not name.startswith("_")]
    for name in names:
        value = machine.attribute(module, name)
        if value is not ABSENT:
            store(machine, name, value)
    if module.scope.stars:
        scope.stars = (*scope.stars, *module.scope.stars)
