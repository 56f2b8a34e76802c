"""What an installed package certainly lacks, seen from its source, for a program that is ready for an ImportError.

Modules that a library describes answer for every release of it that there has been. Which of them the program gets is
decided by the package in its environment, where that says so in plain words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layerhints.interp.binding import bound_names
from layerhints.interp.sources import source_of
from layerhints.syntax import tree

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter


def lacks_module(machine: Interpreter, name: str) -> bool:
    """Is the package around the module installed, and the module certainly not in it?

    What names the package binds does not matter to who imports a module of it, if it puts none in place of a file.
    """
    outer, _, _ = name.rpartition(".")
    if not outer:
        return False
    source = source_of(machine, outer)
    if source is None:
        return lacks_module(machine, outer)
    if source.is_package and _is_there(machine, name):
        return False
    return not any(_PLACING.search(definition.text) for _, definition in source.module.definitions)


_PLACING = re.compile(r"__path__|sys\.modules|\bimport modules|\bexec\b")
"""Without any of these a package has no modules but those that lie in its folder."""


def lacks_name(machine: Interpreter, module: str, name: str) -> bool:
    """Is the module installed, and certainly neither a name nor a module `name` in it?"""
    source = source_of(machine, module)
    if source is None or name.startswith("__"):
        return False
    if source.is_package and _is_there(machine, f"{module}.{name}"):
        return False
    statements = [statement for _, definition in source.module.definitions for statement in definition.body]
    return all(map(_is_plain, statements)) and not any(name in bound_names(statement) for statement in statements)


def _is_plain(statement: tree.Statement) -> bool:
    """Are the names that it binds all that it does to the module?"""
    if isinstance(statement, (tree.Import, tree.ImportFrom)):
        return all(imported.name != "*" for imported in statement.names)
    return isinstance(statement, tree.ExpressionStatement) and isinstance(statement.value, tree.Constant)


def _is_there(machine: Interpreter, module: str) -> bool:
    return source_of(machine, module) is not None or machine.host.is_compiled(module, machine.file_here)
