"""Where the source of a module is found: in the folder of its package, or in one that the package adds to its path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.host import Source


def source_of(machine: Interpreter, name: str) -> Source | None:
    """The source of the module called `name` (absolute, dotted); None where there is none."""
    return machine.host.source(name, machine.file_here) or _added(machine, name)


def _added(machine: Interpreter, name: str) -> Source | None:
    """That of a module which lies in a folder that a package around it names beside its own."""
    package, _, inside = name.rpartition(".")
    while package:
        source = machine.host.source(package, machine.file_here)
        if source is not None and source.is_package:
            for _, definition in source.module.definitions:
                for folder, other in _ADDING.findall(definition.text) if _PATH in definition.text else ():
                    found = machine.host.source(f"{other or f'{package}.{folder}'}.{inside}", machine.file_here)
                    if found is not None:
                        return found
        package, _, last = package.rpartition(".")
        inside = f"{last}.{inside}"
    return None


_PATH = "__path__"
_ADDING = re.compile(
    r"""__path__\.(?:append\(os\.path\.join\(os\.path\.dirname\(__file__\), ["'](\w+)["']\)\)"""
    r"""|extend\(([\w.]+)\.__path__\))"""
)
"""Keras and its like have their public modules in a folder `api`; keras_nlp has those of keras_hub."""
