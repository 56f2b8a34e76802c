"""The standard library as programs see it. A module's file is read when a program first imports that module."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from layerhints.interp.stdlib.opaque import StandardModule, opaque_module

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.objects import Module

_FILES = {
    "__future__": "future",
    "abc": "abc",
    "argparse": "argparse",
    "builtins": "builtins",
    "__builtin__": "builtins",
    "collections": "collections",
    "collections.abc": "collections_abc",
    "contextlib": "contextlib",
    "contextvars": "contextvars",
    "copy": "copy",
    "dataclasses": "dataclasses",
    "enum": "enum",
    "functools": "functools",
    "importlib": "importlib",
    "importlib.metadata": "importlib_metadata",
    "importlib.util": "importlib_util",
    "importlib_metadata": "importlib_metadata",
    "inspect": "inspect",
    "itertools": "itertools",
    "json": "json",
    "math": "math",
    "numbers": "numbers",
    "operator": "operator",
    "os": "os",
    "os.path": "os_path",
    "pathlib": "pathlib",
    "pkgutil": "pkgutil",
    "posixpath": "os_path",
    "random": "random",
    "re": "re",
    "statistics": "statistics",
    "string": "string",
    "sys": "sys",
    "textwrap": "textwrap",
    "types": "types",
    "typing": "typing",
    "typing_extensions": "typing",
    "warnings": "warnings",
    "weakref": "weakref",
}
"""Module name → the file here that describes it."""


def standard_module(name: str) -> Module | None:
    """The module of the standard library called `name` (dotted), freshly made; None where there is none."""
    file = _FILES.get(name)
    if file is None:
        return opaque_module(name)
    names: Callable[[str], dict[str, Any]] = import_module(f"{__name__}.{file}").names
    submodules = frozenset(other[len(name) + 1 :] for other in _FILES if other.startswith(f"{name}."))
    return StandardModule(name, names(name), is_handle=False, submodules=submodules)


__all__ = ["standard_module"]
